"""What lines add up to, by category."""

from dataclasses import dataclass
from decimal import Decimal

from rotkehlchen.core.money import ZERO


@dataclass(slots=True)
class Total:
    """`taxable`, `free`: sums of the gains that are known. `unknown`: lines whose gain, or a part of it, nobody knows."""

    taxable: Decimal = ZERO
    free: Decimal = ZERO
    unknown: int = 0
