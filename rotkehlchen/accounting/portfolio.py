"""Gains by the share of the whole portfolio that is sold: section 150 VH bis of the French tax code.

The gain is the price of the sale less (price of all acquisitions - what earlier sales and gifts have used of it) x price of the sale / value of all.
Where one of them used nobody knows how much, no later gain is known.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from rotkehlchen.contracts.gain import Finding, Portfolio
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampS

if TYPE_CHECKING:
    from rotkehlchen.accounting.walker import Walker

_ONE: Final = Decimal(1)


class PortfolioShare:
    """`paid`: the price of all acquisitions so far. `used`: what sales and gifts have used of it, None once that is not known."""

    def __init__(self, walker: 'Walker') -> None:
        self._walker = walker
        self.paid = ZERO
        self.used: Decimal | None = ZERO

    def measure(self, event: HistoryEvent, sold: Decimal, price: Decimal | None) -> Portfolio:
        """All that is held just before a sale, of which `sold` is taken already. `price`: of the sale, before its fees."""
        value: Decimal | None = ZERO
        held = {asset: amount for asset, amount in self._walker.book.held.items() if amount}
        name = self._walker.assets.pool_of.get(event.asset, event.asset)
        held[name] = held.get(name, ZERO) + sold
        for asset, amount in sorted(held.items()):
            unit = self._walker.prices.price(AssetId(asset), TimestampS(event.timestamp // 1000))
            if unit is None:
                value = None
                self._walker.findings.append(Finding('missing_price', event.timestamp, AssetId(asset), None, event.group, {}))
            elif value is not None:
                value += unit * amount
        return Portfolio(value, self.paid, self.used, price)

    def gain(self, portfolio: Portfolio, proceeds: Decimal | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """(taxable gain, free gain, cost): the sale's share of what is left of the price of all acquisitions."""
        if proceeds is None or portfolio.price is None or not portfolio.value or portfolio.paid is None or portfolio.used is None:
            self.used = None
            return None, ZERO, None
        cost = (portfolio.paid - portfolio.used) * min(portfolio.price / portfolio.value, _ONE)
        self.used = portfolio.used + cost
        return proceeds - cost, ZERO, cost
