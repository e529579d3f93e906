"""Prices of the demo: one an asset and day, made up, the same every time."""

import random
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

DAYS: Final = 1095
# (day, dollars): the way between is straight, and each day strays a little.
_ETHER: Final = ((0, 1900), (110, 2250), (240, 3500), (330, 2500), (480, 3300), (640, 1750), (800, 3700), (930, 4200), (DAYS, 3300))
_BITCOIN: Final = ((0, 34000), (120, 43000), (270, 68000), (360, 58000), (520, 98000), (640, 82000), (800, 112000), (930, 118000), (DAYS, 92000))
_SOLANA: Final = ((0, 40), (120, 95), (270, 170), (480, 230), (640, 125), (930, 210), (DAYS, 140))
DOLLAR_IN_EUROS: Final = Decimal('0.92')


def _path(anchors: tuple[tuple[int, int], ...], seed: int) -> list[Decimal]:
    chance = random.Random(seed)
    prices = []
    for (start, first), (end, last) in pairwise(anchors):
        for day in range(start, end):
            straight = Decimal(first) + Decimal(last - first) * (day - start) / (end - start)
            prices.append(straight * chance.randrange(970, 1031) / 1000)
    return [*prices, Decimal(anchors[-1][1])]


class Market:
    """Prices by day, counted from the first day of the demo."""

    def __init__(self) -> None:
        self._dollars: Mapping[str, list[Decimal]] = {'ETH': _path(_ETHER, 1), 'BTC': _path(_BITCOIN, 2), 'SOL': _path(_SOLANA, 3)}

    @property
    def assets(self) -> tuple[str, ...]:
        return tuple(self._dollars)

    def dollars(self, asset: str, day: int) -> Decimal:
        return self._dollars[asset][min(max(day, 0), DAYS)].quantize(Decimal('0.01'))

    def euros(self, asset: str, day: int) -> Decimal:
        return (self.dollars(asset, day) * DOLLAR_IN_EUROS).quantize(Decimal('0.01'))
