"""CoinTracking's list of trades, in English and German, and its table for own data, which other services export, too.

Its times are those of the account's own zone. What an address on a tracked chain did is left out ('ETH Transaction'): the chain tells it
better. Income and gifts are purchases for nothing, as the established interface has them; every other kind of earning keeps its own meaning.
Two rows that are equal to the letter are one, except trades: fills of an order may be equal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from rotkehlchen.contracts.import_event import FlowTable, Leg, need_leg, trade
from rotkehlchen.contracts.import_event import leg as leg_of
from rotkehlchen.contracts.import_layout import Layouts, Translated, words_of
from rotkehlchen.contracts.importer import ImportContext, ImportedGroup, Outcome, Row, RowError
from rotkehlchen.core.money import ZERO

ON_CHAIN: Final = frozenset({'eth transaction', 'btc transaction'})
FOR_NOTHING: Final = frozenset({'gift/tip', 'gift / tip', 'gift/tip(in)', 'income'})
OPEN: Final = frozenset({'margin trade', 'derivatives / futures trade'})
KINDS: Final = {
    'trade': 'trade', 'deposit': 'deposit', 'withdrawal': 'withdrawal', 'transfer': 'transfer',
    'reward / bonus': 'reward', 'reward/bonus': 'reward', 'staking': 'staking reward', 'masternode': 'staking reward', 'mining': 'mining',
    'mining (commercial)': 'mining', 'minting': 'reward', 'airdrop': 'airdrop', 'airdrop (non taxable)': 'airdrop', 'lp rewards': 'reward',
    'dividends income': 'income', 'interest income': 'interest', 'lending income': 'interest', 'other income': 'income',
    'income (non taxable)': 'income', 'gift/tip(in)': 'gift',
    'gift(out)': 'gift', 'gift/tip': 'gift', 'gift / tip': 'gift', 'income': 'income', 'gift': 'gift', 'donation': 'donation',
    'spend': 'purchase', 'stolen': 'theft', 'stolen / hacked / fraud': 'theft', 'stolen/hacked/fraud': 'theft', 'lost': 'loss',
    'other fee': 'fee', 'other expense': 'spend', 'expense (non taxable)': 'spend', 'borrowing fee': 'interest', 'margin fee': 'margin fee',
    'settlement fee': 'margin fee', 'margin profit': 'margin', 'margin loss': 'margin', 'derivatives / futures profit': 'margin',
    'derivatives / futures loss': 'margin', 'swap (non taxable)': 'migrate', 'receive loan': 'loan', 'repay loan': 'loan',
    'liquidation': 'liquidation', 'provide liquidity': 'liquidity', 'remove liquidity': 'liquidity', 'receive lp token': 'receipt',
    'return lp token': 'receipt',
}


def find_reason(row: Row) -> str | None:
    if row.get('Exchange').lower() in ON_CHAIN:
        return 'on_chain'
    return 'open_position' if row.get('Type').lower() in OPEN else None


TABLE: Final = FlowTable(
    headers=(frozenset({'Type', 'Buy', 'Cur.', 'Sell', 'Cur. 2', 'Fee', 'Cur. 3', 'Exchange', 'Date'}),),
    time='Date', incoming=('Buy', 'Cur.'), outgoing=('Sell', 'Cur. 2'), fee=('Fee', 'Cur. 3'), kind='Type', kinds=KINDS, place='Exchange',
    keep=find_reason, note='Comment', transaction='Tx-ID', formats=('%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M', '%Y-%m-%d %H:%M:%S'), ambiguous_zone=True,
)


class CoinTracking:
    headers = TABLE.headers
    ambiguous_zone = True

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        word = row.get('Type').lower()
        if word in FOR_NOTHING and find_reason(row) is None and context.amount(row, 'Buy'):
            return self._found(row, context)
        outcome = TABLE.parse_row(row, context)
        if not isinstance(outcome, ImportedGroup):
            return outcome
        if word != 'trade':
            return replace(outcome, identity='\t'.join(row.cells.values()))
        for event, column in zip(outcome.events, ('Sell', 'Buy'), strict=False):
            if not event.amount:
                raise RowError('zero_amount', column)
        return outcome

    def _found(self, row: Row, context: ImportContext) -> ImportedGroup:
        time = context.time(row, TABLE.time, TABLE.formats, zone=TABLE.zone)
        place = row.get('Exchange')
        return trade(
            row, context, time=time, spent=Leg(context.asset_named('USD'), ZERO), received=need_leg(row, context, *TABLE.incoming),
            fee=leg_of(row, context, 'Fee', 'Cur. 3'), location=context.place(place) if place else None, identity='\t'.join(row.cells.values()),
            notes=row.cells.get('Comment', ''),
        )


GERMAN: Final = {
    'Typ': 'Type', 'Kauf': 'Buy', 'Verkauf': 'Sell', 'Geb\u00fchr': 'Fee', 'B\u00f6rse': 'Exchange', 'Gruppe': 'Group', 'Kommentar': 'Comment', 'Datum': 'Date',
}
GERMAN_WORDS: Final = {
    'handel': 'Trade', 'einzahlung': 'Deposit', 'auszahlung': 'Withdrawal', 'einnahme': 'Income', 'einkommen': 'Income',
    'sonstige einnahme': 'Other Income', 'geschenk/trinkgeld': 'Gift/Tip', 'belohnung / bonus': 'Reward / Bonus', 'belohnung/bonus': 'Reward / Bonus',
    'zinseinnahme': 'Interest Income', 'dividendeneinnahme': 'Dividends Income', 'ausgabe': 'Spend', 'spende': 'Donation', 'geschenk': 'Gift',
    'verlust': 'Lost', 'verloren': 'Lost', 'gestohlen': 'Stolen',
}
OWN_DATA: Final = {
    'Buy Amount': 'Buy', 'Buy Currency': 'Cur.', 'Sell Amount': 'Sell', 'Sell Currency': 'Cur. 2', 'Fee Currency': 'Cur. 3', 'Trade-Group': 'Group',
    'Tx-ID (optional)': 'Tx-ID',
}
FORMAT = Layouts(
    CoinTracking(), Translated(CoinTracking(), GERMAN, {'Type': words_of(GERMAN_WORDS)}), Translated(CoinTracking(), OWN_DATA),
)
