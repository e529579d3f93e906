"""Events as the ledger reads them: all of them, in the order in which they count, with little beside what a balance needs."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import orjson

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import from_text
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_change import load_change
from rotkehlchen.storage.history_filter import HIDDEN

ROWS_AT_ONCE: Final = 2000


class LedgerEvent(NamedTuple):
    """`event` has no description, sources or notes. `is_hidden`: its group is not shown."""

    identifier: int
    event: HistoryEvent
    is_hidden: bool


class LedgerEventRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        with self._database.read() as connection:
            return int(connection.execute('SELECT count(*) FROM history_event').fetchone()[0])

    def change_number(self) -> int:
        """Another one after every change of events, groups or links."""
        with self._database.read() as connection:
            return load_change(connection)

    def stream(self) -> Iterator[list[LedgerEvent]]:
        """Every event by (time, group, position, identifier), in portions, as one state of the data."""
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(
                'SELECT e.id, g.identifier, e.position, e.timestamp, e.location, e.account, e.type, e.subtype, e.asset, e.amount, e.counterparty, '
                f'e.address, e.entry_type, e.extra_data, {HIDDEN} FROM history_event e JOIN history_group g ON g.id = e.group_id '
                'ORDER BY e.timestamp, g.identifier, e.position, e.id')
            while portion := rows.fetchmany(ROWS_AT_ONCE):
                yield [_to_event(*row) for row in portion]


def _to_event(
        identifier: int, group: str, position: int, timestamp: int, location: str, account: str | None, event_type: str, subtype: str, asset: str,
        amount: str, counterparty: str | None, address: str | None, entry_type: str, extra_data: str | None, hidden: int,
) -> LedgerEvent:
    extra = orjson.loads(extra_data) if extra_data is not None and entry_type == 'eth withdrawal event' else None
    event = HistoryEvent(
        group, position, TimestampMs(timestamp), location, account, event_type, subtype, AssetId(asset), from_text(amount), counterparty, address, None,
        entry_type, extra_data=extra)
    return LedgerEvent(identifier, event, bool(hidden))
