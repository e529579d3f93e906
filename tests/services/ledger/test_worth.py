"""What holdings were worth: a debt counts below zero, in the worth and in the prices that performance takes."""

from collections.abc import Iterable
from decimal import Decimal

from rotkehlchen.core.progress import QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.ledger.worth import WorthService
from rotkehlchen.services.price.model import HistoricPrice, HistoricPrices


class Prices:
    def find(self, moments: Iterable[tuple[str, int]], target: str, *, only_cache_period: int | None = None) -> HistoricPrices:
        prices = {asset: {TimestampS(time): HistoricPrice(Decimal(2), 'manual', TimestampS(time))} for asset, time in moments}
        return HistoricPrices(target, prices, (), ())

    def count_stored(self) -> int:
        return 1


def test_a_debt_is_worth_less_than_nothing() -> None:
    worth = WorthService(Prices(), lambda _: {'DEBT': Decimal(3)}, lambda: TimestampS(10**9), lambda assets: {one for one in assets if one == 'DEBT'})
    found = worth.find_prices([('ETH', TimestampS(5)), ('DEBT', TimestampS(5))], 'EUR', QuietJob())
    assert found == {('ETH', 5): Decimal(2), ('DEBT', 5): Decimal(-2)}
