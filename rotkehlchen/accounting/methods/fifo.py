"""First in, first out: by the date of acquisition. Lots that came from another pool keep their place by date."""

from rotkehlchen.accounting.lot import Lot


class Fifo:
    def key(self, lot: Lot) -> tuple[int, int]:
        return lot.acquired, lot.sequence
