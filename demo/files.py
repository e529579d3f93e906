"""What two exchanges would let the user download: Bitstamp's list of transactions and Binance's history."""

import calendar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from demo.market import DAYS, Market

DAY: Final = 86_400
SAVING_DAYS: Final = 30
CENT: Final = Decimal('0.01')
SATOSHI: Final = Decimal('0.00000001')
AIRDROP: Final = 'ATOM'  # its price at that time is not among the demo's: the report of last year has something to fix


@dataclass
class Exchanges:
    """`began`: the first second of the demo. Times are seconds since 1970."""

    began: int
    market: Market
    _bitstamp: list[tuple[int, list[str]]] = field(default_factory=list)
    _binance: list[tuple[int, list[str]]] = field(default_factory=list)

    # ------------------------------------------------------------------ Bitstamp
    def bitstamp_move(self, kind: str, day: float, asset: str, amount: Decimal, fee: Decimal | None = None) -> None:
        """`kind`: Deposit or Withdrawal."""
        self._bitstamp.append((self.second(day), [kind, '', str(amount), asset, '', '', '', '', '' if fee is None else str(fee), '' if fee is None else asset]))

    def bitstamp_trade(self, side: str, day: float, asset: str, euros: Decimal) -> None:
        """`side`: Buy or Sell, for so many euros."""
        price = self.market.euros(asset, int(day))
        amount = (euros / price).quantize(SATOSHI)
        fee = (euros * 3 / 1000).quantize(CENT)
        self._bitstamp.append((self.second(day), ['Market', side, str(amount), asset, str(euros), 'EUR', str(price), 'EUR', str(fee), 'EUR']))

    def bitstamp(self) -> str:
        lines = ['ID,Account,Type,Subtype,Datetime,Amount,Amount currency,Value,Value currency,Rate,Rate currency,Fee,Fee currency,Order ID']
        for number, (second, cells) in enumerate(sorted(self._bitstamp), 1):
            time = datetime.fromtimestamp(second, UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
            order = str(90000 + number) if cells[0] == 'Market' else ''
            lines.append(','.join([str(7000 + number), 'Main Account', cells[0], cells[1], time, *cells[2:], order]))
        return '\n'.join(lines) + '\n'

    # ------------------------------------------------------------------ Binance
    def binance_row(self, day: float, operation: str, coin: str, change: Decimal) -> None:
        self._binance.append((self.second(day), [operation, coin, str(change)]))

    def binance_trade(self, day: float, sold: str, bought: str, amount: Decimal) -> None:
        """So much is sold; the fee is a thousandth of what comes in. One of the two is EUR."""
        price = self.market.euros(bought if sold == 'EUR' else sold, int(day))
        came = (amount / price if sold == 'EUR' else amount * price).quantize(SATOSHI)
        self.binance_row(day, 'Transaction Spend' if sold == 'EUR' else 'Transaction Sold', sold, -amount)
        self.binance_row(day, 'Transaction Buy' if sold == 'EUR' else 'Transaction Revenue', bought, came)
        self.binance_row(day, 'Transaction Fee', bought, -(came / 1000).quantize(SATOSHI))

    def binance(self) -> str:
        lines = ['User_ID,UTC_Time,Account,Operation,Coin,Change,Remark']
        for second, cells in sorted(self._binance, key=lambda row: row[0]):
            lines.append(','.join(['4711', datetime.fromtimestamp(second, UTC).strftime('%Y-%m-%d %H:%M:%S'), 'Spot', *cells, '']))
        return '\n'.join(lines) + '\n'

    def second(self, day: float) -> int:
        return self.began + round(day * DAY)


def trade_for_three_years(exchanges: Exchanges) -> None:
    """Savings every month, and what a careful amateur does beside them."""
    for month, day in enumerate(range(1, DAYS - 10, SAVING_DAYS)):
        exchanges.bitstamp_move('Deposit', day + 0.3, 'EUR', Decimal(6000 if month == 0 else 450))
        exchanges.bitstamp_trade('Buy', day + 0.4, 'ETH', Decimal(4200 if month == 0 else 150))
        exchanges.bitstamp_trade('Buy', day + 0.42, 'BTC', Decimal(1500 if month == 0 else 250))
    exchanges.bitstamp_trade('Sell', 255.5, 'BTC', Decimal(600))
    exchanges.bitstamp_trade('Sell', 790.5, 'BTC', Decimal(1800))
    exchanges.bitstamp_trade('Sell', 930.5, 'ETH', Decimal(900))
    exchanges.binance_row(300.2, 'Deposit', 'EUR', Decimal(1500))
    exchanges.binance_trade(300.4, 'EUR', 'SOL', Decimal(1200))
    exchanges.binance_trade(480.4, 'SOL', 'EUR', Decimal('2.5'))
    for day in range(310, DAYS - 20, 30):
        exchanges.binance_row(day + 0.1, 'Staking Rewards', 'SOL', Decimal('0.0271'))
    exchanges.binance_trade(905.4, 'SOL', 'EUR', Decimal(2))
    last_year = datetime.fromtimestamp(exchanges.second(DAYS), UTC).year - 1
    summer = calendar.timegm((last_year, 7, 1, 9, 30, 0))
    exchanges.binance_row((summer - exchanges.began) / DAY, 'Airdrop Assets', AIRDROP, Decimal('2.4'))
