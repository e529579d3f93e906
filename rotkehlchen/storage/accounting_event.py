"""Events as accounting reads them: in the order in which it walks, up to a time, with what says that one is left out.

The order is that of the established tool: time in milliseconds, identifier of the group, position within it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

import orjson

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import from_text
from rotkehlchen.storage.database import Connection
from rotkehlchen.storage.history_filter import HIDDEN

ROWS_AT_ONCE: Final = 1000
_ORDER: Final = itemgetter(1, 2, 3)  # identifier of the group, position, identifier
Reason = Literal['ignored', 'hidden', 'ignored_asset']


class AccountingEvent(NamedTuple):
    """`reason`: why the event is left out, None where it counts. Description and provenance of the event are not read."""

    event: HistoryEvent
    identifier: int
    reason: Reason | None


def stream_events(connection: Connection, start_ms: int, end_ms: int) -> Iterator[AccountingEvent]:
    """All from `start_ms` to `end_ms`, both included.

    Read in the order of an index, and events of one time are sorted here: SQLite would sort each such handful in memory of its own, which takes
    longer than the reading.
    """
    ignored = frozenset(row[0] for row in connection.execute('SELECT asset FROM ignored_asset'))
    rows = connection.execute(
        'SELECT e.timestamp, g.identifier, e.position, e.id, e.location, e.account, e.type, e.subtype, e.asset, e.amount, e.counterparty, e.address, '
        f"e.product, e.entry_type, e.tx_ref, e.notes, e.extra_data, CASE WHEN g.ignored THEN 'ignored' WHEN {HIDDEN} THEN 'hidden' END "
        'FROM history_event e JOIN history_group g ON g.id = e.group_id WHERE e.timestamp BETWEEN ? AND ? ORDER BY e.timestamp, e.group_id',
        (start_ms, end_ms))
    together: list[Sequence[Any]] = []
    while portion := rows.fetchmany(ROWS_AT_ONCE):
        for row in portion:
            if together and row[0] != together[0][0]:
                yield from _events(together, ignored)
                together = []
            together.append(row)
    yield from _events(together, ignored)


def _events(together: list[Sequence[Any]], ignored: Collection[str]) -> Iterator[AccountingEvent]:
    """Events of one time in their order."""
    if len(together) > 1:
        together.sort(key=_ORDER)
    for (timestamp, group, position, identifier, location, account, event_type, subtype, asset, amount, counterparty, address, product, entry_type, tx_ref,
         notes, extra_data, reason) in together:
        event = HistoryEvent(  # by position: this is done for each event of a long history
            group, position, timestamp, location, account, event_type, subtype, asset, from_text(amount), counterparty, address, product,
            entry_type, tx_ref, '', '', _NOTHING, '', (), notes, None if extra_data is None else orjson.loads(extra_data),
        )
        yield AccountingEvent(event, identifier, 'ignored_asset' if reason is None and asset in ignored else reason)


def count_events(connection: Connection, start_ms: int, end_ms: int) -> int:
    return int(connection.execute('SELECT count(*) FROM history_event WHERE timestamp BETWEEN ? AND ?', (start_ms, end_ms)).fetchone()[0])


def load_partners(connection: Connection) -> dict[int, tuple[int, ...]]:
    """The other sides of each movement between own accounts that is linked, by identifier, both ways. One may have arrived in several parts."""
    found: dict[int, tuple[int, ...]] = {}
    for outgoing, incoming in connection.execute(
            "SELECT outgoing, incoming FROM event_match WHERE state IN ('matched', 'confirmed') AND outgoing IS NOT NULL AND incoming IS NOT NULL "
            'ORDER BY id'):
        found[outgoing] = (*found.get(outgoing, ()), incoming)
        found[incoming] = (*found.get(incoming, ()), outgoing)
    return found


_NOTHING: Final[Mapping[str, str]] = {}
