"""Bittrex's exports of eight layouts, of its site over the years and of the last one before it closed. Times are UTC.

The two older kinds of orders name the whole that was paid and a commission, and the limit of the price. Some files of the same columns name
the price of one unit there, which the limit shows: a whole above what the limit lets a buyer pay is none. From such a row the commission is
not taken, because what it is in is not known either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable, Leg, trade
from rotkehlchen.contracts.import_layout import Layouts, OrderTable, need_amount, split_pair
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError, Skipped
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import from_text

SITE: Final = ('%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %H:%M:%S')
MARKED: Final = ('iso', '%Y-%m-%d %H:%M:%SZ')
LAST: Final = ('iso', '%Y-%m-%d %H:%M:%S.%f')
TOLERANCE: Final = from_text('0.001')  # a whole is rounded to the market's digits


@dataclass(frozen=True, slots=True)
class OldOrders:
    """`market`: (base, quote) as columns, or one column of 'QUOTE-BASE'. `whole`: what was paid or got in all. `has_unit_price`: where it is
    not the whole, `whole` is the price of one unit; else the limit is."""

    headers: tuple[frozenset[str], ...]
    market: tuple[str, str] | str
    kind: str
    amount: str
    limit: str
    whole: str
    commission: str
    time: str
    identity: str
    has_unit_price: bool
    ambiguous_zone: bool = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> ImportedGroup | Skipped:
        side = row.get(self.kind).rpartition('_')[2].lower()
        if side not in ('buy', 'sell'):
            raise RowError('unknown_kind', self.kind, kind=row.get(self.kind)[:100])
        time = context.time(row, self.time, SITE, zone=UTC)
        amount = need_amount(row, context, self.amount)
        if not amount:
            return Skipped(row.line, 'not_completed')
        base, quote = self._assets(row, context)
        total, fee = self._whole(row, context, side, amount)
        traded, money = Leg(base, amount), Leg(quote, total)
        spent, received = (money, traded) if side == 'buy' else (traded, money)
        return trade(
            row, context, time=time, spent=spent, received=received, fee=Leg(money.asset, fee) if fee else None,
            identity=row.get(self.identity),
        )

    def _assets(self, row: Row, context: ImportContext) -> tuple[AssetId, AssetId]:
        if not isinstance(self.market, str):
            return context.asset(row, self.market[0]), context.asset(row, self.market[1])
        quote, base = split_pair(row.get(self.market), self.market, '-')
        return context.asset_named(base, self.market), context.asset_named(quote, self.market)

    def _whole(self, row: Row, context: ImportContext, side: str, amount: Decimal) -> tuple[Decimal, Decimal | None]:
        """(what was paid or got without the commission, the commission where it is known)"""
        told, limit = need_amount(row, context, self.whole), context.amount(row, self.limit)
        slack = 1 + TOLERANCE if side == 'buy' else 1 - TOLERANCE
        fits = not limit or (told <= amount * limit * slack if side == 'buy' else told >= amount * limit * slack)
        if fits:
            return told, context.amount(row, self.commission)
        return amount * (told if self.has_unit_price or not limit else limit), None


def find_withdrawal_reason(row: Row) -> str | None:
    wanted = {'Authorized': 'true', 'PendingPayment': 'false', 'Canceled': 'false', 'InvalidAddress': 'false'}
    done = all(row.get(column).lower() in (value, '') for column, value in wanted.items())
    return None if done else 'not_completed'


def find_state_reason(row: Row) -> str | None:
    return None if row.get('STATE').upper() in ('CONFIRMED', 'PAID', 'COMPLETED') else 'not_completed'


FORMAT = Layouts(
    FlowTable(
        headers=(frozenset({'Date', 'Currency', 'Type', 'Address', 'Memo/Tag', 'TxId', 'Amount'}),), time='Date', signed=('Amount', 'Currency'),
        kind='Type', kinds={'deposit': 'deposit', 'withdrawal': 'withdrawal'}, formats=LAST, zone=UTC, transaction='TxId', whole_seconds=True,
    ),
    FlowTable(
        headers=(frozenset({'Id', 'Amount', 'Currency', 'Confirmations', 'LastUpdated', 'TxId', 'CryptoAddress'}),), time='LastUpdated',
        signed=('Amount', 'Currency'), default_kind='deposit', formats=SITE, zone=UTC, transaction='TxId', identity='Id',
    ),
    FlowTable(
        headers=(frozenset({'UUID', 'AMOUNT', 'CURRENCY', 'CRYPTOADDRESS', 'TXID', 'LASTUPDATED', 'CONFIRMATIONS', 'STATE'}),),
        time='LASTUPDATED', signed=('AMOUNT', 'CURRENCY'), default_kind='deposit', formats=MARKED, zone=UTC, transaction='TXID',
        keep=find_state_reason,
    ),
    FlowTable(
        headers=(frozenset({
            'PaymentUuid', 'Currency', 'Amount', 'Address', 'Opened', 'Authorized', 'PendingPayment', 'TxCost', 'TxId', 'Canceled',
            'InvalidAddress'}),),
        time='Opened', outgoing=('Amount', 'Currency'), default_kind='withdrawal', formats=SITE, zone=UTC,
        transaction='TxId', identity='PaymentUuid', keep=find_withdrawal_reason,
    ),
    FlowTable(
        headers=(frozenset({'UUID', 'AMOUNT', 'CURRENCY', 'ADDRESS', 'TXID', 'OPENED', 'CLOSED', 'TXCOST', 'STATE'}),), time='CLOSED',
        outgoing=('AMOUNT', 'CURRENCY'), fee=('TXCOST', 'CURRENCY'), default_kind='withdrawal', formats=MARKED,
        zone=UTC, transaction='TXID', keep=find_state_reason,
    ),
    OrderTable(
        headers=(frozenset({'TXID', 'Time (UTC)', 'Transaction', 'Market', 'Base', 'Quote', 'Price', 'Quantity (Base)', 'Fees (Quote)'}),),
        time='Time (UTC)', base='Base', quote='Quote', side='Transaction', sides={'bought': 'buy', 'sold': 'sell'}, amount='Quantity (Base)',
        price='Price', fee=('Fees (Quote)', ''), formats=('iso',), zone=UTC,
    ),
    OldOrders(
        (frozenset({'OrderUuid', 'Exchange', 'Type', 'Quantity', 'Limit', 'CommissionPaid', 'Price', 'Opened', 'Closed'}),),
        market='Exchange', kind='Type', amount='Quantity', limit='Limit', whole='Price', commission='CommissionPaid', time='Closed',
        identity='OrderUuid', has_unit_price=True,
    ),
    OldOrders(
        (frozenset({'UUID', 'QUOTE', 'MARKET', 'ORDERTYPE', 'LIMIT', 'QUANTITY', 'FILLED', 'PROCEEDS', 'COMISSIONPAID', 'CLOSED'}),),
        market=('MARKET', 'QUOTE'), kind='ORDERTYPE', amount='FILLED', limit='LIMIT', whole='PROCEEDS', commission='COMISSIONPAID',
        time='CLOSED', identity='UUID', has_unit_price=False,
    ),
)
