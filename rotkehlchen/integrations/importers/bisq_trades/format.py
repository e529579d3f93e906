"""Bisq's history of trades. Times are those of the computer that ran Bisq.

In a market against a currency ('BTC/EUR') bitcoin is bought or sold; in one of another coin ('DASH/BTC') that coin is, for bitcoin. The file
rounds one of the two amounts, so it is computed from the other and the price. The trading fee was paid in bitcoin or in BSQ; the network's
fee is on the chain. Columns and words are in the language of the program: English and German are known.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from rotkehlchen.contracts.import_event import Leg, trade
from rotkehlchen.contracts.import_layout import Layouts, Translated, need_amount, split_pair, words_of
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped

DONE: Final = frozenset({'completed', 'mediated', 'arbitrated', 'completed/mediated'})
FORMATS: Final = ('%d %b %Y %H:%M:%S', '%b %d, %Y %I:%M:%S %p', '%d.%m.%Y %H:%M:%S', '%d-%b-%Y %H:%M:%S', '%d %b %Y, %I:%M:%S %p')


class Bisq:
    headers = (frozenset({
        'Trade ID', 'Date/Time', 'Market', 'Price', 'Amount in BTC', 'Amount', 'Currency', 'Trade Fee BTC', 'Trade Fee BSQ', 'Offer type', 'Status',
    }),)
    ambiguous_zone = True

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        if row.get('Status').lower() not in DONE:
            return Skipped(row.line, 'not_completed')
        side, _, traded = row.get('Offer type').lower().partition(' ')
        base, quote = split_pair(row.get('Market'), 'Market')
        if side not in ('buy', 'sell') or traded != base.lower():
            raise RowError('unknown_kind', 'Offer type', kind=row.get('Offer type')[:100])
        time = context.time(row, 'Date/Time', FORMATS)
        amount = need_amount(row, context, 'Amount in BTC' if base == 'BTC' else 'Amount')
        base_leg = Leg(context.asset_named(base, 'Market'), amount)
        quote_leg = Leg(context.asset_named(quote, 'Market'), amount * need_amount(row, context, 'Price'))
        spent, received = (quote_leg, base_leg) if side == 'buy' else (base_leg, quote_leg)
        return trade(row, context, time=time, spent=spent, received=received, fee=self._fee(row, context), identity=row.get('Trade ID'))

    def _fee(self, row: Row, context: ImportContext) -> Leg | None:
        for symbol in ('BTC', 'BSQ'):
            amount = context.amount(row, f'Trade Fee {symbol}', allow_negative=False)
            if amount:
                return Leg(context.asset_named(symbol, f'Trade Fee {symbol}'), amount)
        return None


GERMAN: Final = {
    'Handels-ID': 'Trade ID', 'Datum/Zeit': 'Date/Time', 'Markt': 'Market', 'Preis': 'Price', 'Betrag in BTC': 'Amount in BTC', 'Betrag': 'Amount',
    'W\u00e4hrung': 'Currency', 'Handelsgeb\u00fchr BTC': 'Trade Fee BTC', 'Handelsgeb\u00fchr BSQ': 'Trade Fee BSQ', 'Angebotstyp': 'Offer type',
}


def _english_offer(text: str) -> str:
    """'Buy BTC' of 'BTC kaufen'"""
    traded, _, side = text.partition(' ')
    word = {'kaufen': 'Buy', 'verkaufen': 'Sell'}.get(side.lower())
    return text if word is None else f'{word} {traded}'


FORMAT = Layouts(Bisq(), Translated(Bisq(), GERMAN, {
    'Offer type': _english_offer,
    'Status': words_of({'abgeschlossen': 'Completed', 'mediiert': 'Mediated', 'vermittelt': 'Arbitrated', 'abgebrochen': 'Canceled'}),
}))
