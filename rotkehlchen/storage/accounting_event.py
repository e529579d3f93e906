"""Events as accounting reads them: in the order in which it walks, up to a time, with what says that one is left out.

The order is that of the established tool: time in milliseconds, identifier of the group, position within it.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

import orjson

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import from_text
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.storage.database import Connection
from rotkehlchen.storage.history_filter import HIDDEN

ROWS_AT_ONCE: Final = 1000
Reason = Literal['ignored', 'hidden', 'ignored_asset']


class AccountingEvent(NamedTuple):
    """`reason`: why the event is left out, None where it counts. Description and provenance of the event are not read."""

    event: HistoryEvent
    identifier: int
    reason: Reason | None


def stream_events(connection: Connection, start_ms: int, end_ms: int) -> Iterator[AccountingEvent]:
    """All from `start_ms` to `end_ms`, both included."""
    rows = connection.execute(
        'SELECT g.identifier, e.position, e.timestamp, e.location, e.account, e.type, e.subtype, e.asset, e.amount, e.counterparty, e.address, e.product, '
        f"e.entry_type, e.tx_ref, e.notes, e.extra_data, e.id, CASE WHEN g.ignored THEN 'ignored' WHEN {HIDDEN} THEN 'hidden' "
        "WHEN i.asset IS NOT NULL THEN 'ignored_asset' END FROM history_event e JOIN history_group g ON g.id = e.group_id "
        'LEFT JOIN ignored_asset i ON i.asset = e.asset WHERE e.timestamp BETWEEN ? AND ? ORDER BY e.timestamp, g.identifier, e.position, e.id',
        (start_ms, end_ms))
    while portion := rows.fetchmany(ROWS_AT_ONCE):
        for (group, position, timestamp, location, account, event_type, subtype, asset, amount, counterparty, address, product, entry_type, tx_ref, notes,
             extra_data, identifier, reason) in portion:
            event = HistoryEvent(  # by position: this is done for each event of a long history
                group, position, TimestampMs(timestamp), location, account, event_type, subtype, asset, from_text(amount), counterparty, address, product,
                entry_type, tx_ref, '', '', _NOTHING, '', (), notes, None if extra_data is None else orjson.loads(extra_data),
            )
            yield AccountingEvent(event, identifier, reason)


def count_events(connection: Connection, start_ms: int, end_ms: int) -> int:
    return int(connection.execute('SELECT count(*) FROM history_event WHERE timestamp BETWEEN ? AND ?', (start_ms, end_ms)).fetchone()[0])


def load_partners(connection: Connection) -> dict[int, int]:
    """The other side of each movement between own accounts that is linked, by identifier, both ways."""
    found: dict[int, int] = {}
    for outgoing, incoming in connection.execute(
            "SELECT outgoing, incoming FROM event_match WHERE state IN ('matched', 'confirmed') AND outgoing IS NOT NULL AND incoming IS NOT NULL"):
        found[outgoing], found[incoming] = incoming, outgoing
    return found


_NOTHING: Final[Mapping[str, str]] = {}
