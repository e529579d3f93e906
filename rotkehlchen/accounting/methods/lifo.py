"""Last in, first out: the latest acquisition first. Lots that came from another pool keep their place by date."""

from rotkehlchen.accounting.lot import Lot


class Lifo:
    def key(self, lot: Lot) -> tuple[int, int]:
        return -lot.acquired, -lot.sequence
