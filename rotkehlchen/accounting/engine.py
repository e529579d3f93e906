"""The walk: events in order, lots in pools, lines out. Methods decide which lot is next, policies what the law says, rules what an event is."""

from collections.abc import Iterable, Iterator, Sequence

from rotkehlchen.accounting.calendar import ConstantPolicies, Policies
from rotkehlchen.accounting.entry import AccountedEvent, Assets, PriceBook, in_groups, order_key
from rotkehlchen.accounting.rule import RuleBook
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.accounting.total import Total
from rotkehlchen.contracts.gain import Finding, Line, OpenLot

__all__ = ['AccountedEvent', 'Assets', 'Engine', 'PriceBook', 'Total', 'in_groups', 'order_key']


class Engine:
    """One report. `policies`: None for the one that the settings make. Give `walk` an iterable that can be read twice where a policy looks ahead
    (`share_pool`, `total_average`, `loss_deferred_days`): it is walked once for the schedule and once for the lines."""

    def __init__(self, settings: Settings, rules: RuleBook, prices: PriceBook, policies: Policies | None, assets: Assets) -> None:
        self._settings = settings
        self._rules = rules
        self._prices = prices
        self._policies = policies or ConstantPolicies(settings.policy())
        self._assets = assets
        self.findings: list[Finding] = []
        self.totals: dict[str, Total] = {}
        self.processed = 0
        """Events looked at so far."""

    def walk(self, groups: Iterable[Sequence[AccountedEvent]]) -> Iterator[Line]:
        """Lines in the order of events. Findings, totals and open lots are complete when it is exhausted."""
        raise NotImplementedError

    def open_lots(self) -> list[OpenLot]:
        """What is held now, by asset, scope and date."""
        raise NotImplementedError
