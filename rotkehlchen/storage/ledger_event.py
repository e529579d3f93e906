"""Events as the ledger reads them: all of them, in the order in which they count, with nothing beside what a balance needs."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

import orjson

from rotkehlchen.core.money import from_text
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_change import load_event_change
from rotkehlchen.storage.history_filter import HIDDEN

ROWS_AT_ONCE: Final = 2000
WITHDRAWAL: Final = 'eth withdrawal event'


class LedgerEvent(NamedTuple):
    """The fields of a `HistoryEvent` that balances come from. `extra_data`: of withdrawals of validators. `is_hidden`: its group is not shown.

    A tuple, since a hundred thousand of them are made at once; whole events would take several times as long.
    """

    identifier: int
    group: str
    timestamp: TimestampMs
    location: str
    account: str | None
    type: str
    subtype: str
    asset: str
    amount: Decimal
    counterparty: str | None
    address: str | None
    entry_type: str
    extra_data: Mapping[str, Any] | None
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
            return load_event_change(connection)

    def stream(self) -> Iterator[list[LedgerEvent]]:
        """Every event by (time, group, position, identifier), in portions, as one state of the data."""
        with self._database.read(snapshot=True) as connection:
            rows = connection.execute(
                'SELECT e.id, g.identifier, e.timestamp, e.location, e.account, e.type, e.subtype, e.asset, e.amount, e.counterparty, e.address, '
                f"e.entry_type, CASE e.entry_type WHEN '{WITHDRAWAL}' THEN e.extra_data END, {HIDDEN} "
                'FROM history_event e JOIN history_group g ON g.id = e.group_id ORDER BY e.timestamp, g.identifier, e.position, e.id')
            while portion := rows.fetchmany(ROWS_AT_ONCE):
                yield [
                    LedgerEvent(
                        identifier, group, timestamp, location, account, event_type, subtype, asset, from_text(amount), counterparty, address,
                        entry_type, None if extra_data is None else orjson.loads(extra_data), bool(hidden))
                    for (
                        identifier, group, timestamp, location, account, event_type, subtype, asset, amount, counterparty, address, entry_type,
                        extra_data, hidden) in portion
                ]
