"""KuCoin's exports: orders and fills in two older layouts and the current ones, and deposits and withdrawals.

The older ones' times name no zone. The current ones name it in the header, 'Filled Time(UTC+08:00)': the user chooses it when exporting.
A tax that was kept back is a problem of its row: the file does not say in which currency.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable
from rotkehlchen.contracts.import_layout import Layouts, OrderTable
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError

FORMATS: Final = ('iso', '%Y/%m/%d %H:%M:%S')
_ZONED: Final = re.compile(r'(?P<name>[A-Za-z ]+)\(UTC(?:(?P<sign>[+-])(?P<hours>\d\d?):(?P<minutes>\d\d))?\)')


@dataclass(frozen=True, slots=True)
class ZonedTable:
    """A table whose column of times has the zone in its name. `times`: the column without it, the first that is there counts."""

    table: FlowTable | OrderTable
    times: tuple[str, ...]
    ambiguous_zone: bool = False

    @property
    def headers(self) -> tuple[frozenset[str], ...]:
        return tuple(self.table.headers)

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        table: FlowTable | OrderTable | None = None
        for row in rows:
            try:
                table = table or self._zoned(row)
            except RowError as error:
                yield error.at(row)
                continue
            yield from table.parse((row,), context)

    def _zoned(self, row: Row) -> FlowTable | OrderTable:
        found = {match['name'].strip(): (column, _zone(match)) for column in row.cells if (match := _ZONED.fullmatch(column))}
        for name in self.times:
            if name in found:
                column, zone = found[name]
                return replace(self.table, time=column, zone=zone)
        raise RowError('missing_column', self.times[0])


def _zone(match: re.Match[str]) -> tzinfo:
    if match['sign'] is None:
        return UTC
    offset = timedelta(hours=int(match['hours']), minutes=int(match['minutes']))
    return timezone(offset if match['sign'] == '+' else -offset)


def find_order_reason(row: Row) -> str | None:
    """An order that was cancelled may have been filled in part: what was filled counts."""
    amount, tax = row.get('Filled Amount'), row.cells.get('Tax', '')
    if tax.strip('-0.'):
        raise RowError('tax_without_asset', 'Tax', value=tax[:60])
    return 'not_completed' if not amount.strip('0.') else None


def find_move_reason(row: Row) -> str | None:
    return None if row.get('Status').lower() in ('success', 'successful', 'completed', 'wallet_processing_success') else 'not_completed'


def _moves(kind: str, address: str) -> ZonedTable:
    side = ('Amount', 'Coin')
    return ZonedTable(
        FlowTable(
            headers=(frozenset({'UID', 'Account Type', 'Coin', 'Amount', 'Fee', address, 'Transfer Network', 'Status'}),), time='',
            incoming=side if kind == 'deposit' else ('', ''), outgoing=side if kind == 'withdrawal' else ('', ''), fee=('Fee', 'Coin'),
            default_kind=kind, formats=FORMATS, keep=find_move_reason,
            transaction='Hash', note='Remarks',
        ),
        ('Time', 'Created Time', 'Time of Update'),
    )


FORMAT = Layouts(
    OrderTable(
        headers=(frozenset({'tradeCreatedAt', 'symbol', 'side', 'price', 'size', 'funds', 'fee', 'feeCurrency'}),),
        time='tradeCreatedAt', pair='symbol', side='side', amount='size', total='funds', fee=('fee', 'feeCurrency'), formats=FORMATS,
        ambiguous_zone=True,
    ),
    OrderTable(
        headers=(frozenset({'Time', 'Pair', 'Side', 'FilledPrice', 'FilledPriceCoin', 'Amount', 'AmountCoin', 'Fee', 'FeeCoin'}),),
        time='Time', pair='Pair', side='Side', amount='Amount', price='FilledPrice', fee=('Fee', 'FeeCoin'), formats=FORMATS, ambiguous_zone=True,
    ),
    ZonedTable(
        OrderTable(
            headers=(frozenset({
                'UID', 'Account Type', 'Order ID', 'Symbol', 'Side', 'Filled Amount', 'Filled Volume', 'Fee', 'Fee Currency'}),),
            time='', pair='Symbol', side='Side', amount='Filled Amount', total='Filled Volume', fee=('Fee', 'Fee Currency'), formats=FORMATS,
            keep=find_order_reason,
        ),
        ('Filled Time', 'Order Time'),
    ),
    _moves('deposit', 'Deposit Address'), _moves('withdrawal', 'Withdrawal Address/Account'),
    ZonedTable(
        FlowTable(
            headers=(frozenset({'Account Type', 'Remarks', 'Status', 'Fee', 'Amount', 'Coin', 'Transfer Network'}),), time='',
            incoming=('Amount', 'Coin'), fee=('Fee', 'Coin'), kind='Remarks', kinds={'deposit': 'deposit', '': 'deposit'}, formats=FORMATS,
            keep=find_move_reason,
        ),
        ('Time',),
    ),
)
