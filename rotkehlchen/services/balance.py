"""Everything the profile owns and owes, from all sources, valued: the dashboard's figures and the snapshots.

Amounts come from what is stored (chains keep their last good answer), so that a figure is there at once and a
failing source never hides or zeroes another. Refreshing is a separate step with progress.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from rotkehlchen.core.issue import Severity
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import Clock, TimestampS
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.valuation import Total, Valuation, Worth, value_of

BLOCKCHAIN = 'blockchain'
MISSING_PRICES = 'prices_missing'
MISSING_PRICES_SUBJECT = 'balances'


@dataclass(frozen=True, slots=True)
class Holding:
    """One amount somewhere. `location` as in the vocabulary of locations, `chain` '' when it is not on one."""

    asset: str
    amount: Decimal
    location: str
    chain: str = ''
    is_liability: bool = False


class HoldingSource(Protocol):
    """Where holdings are: manual balances, chains, later exchanges."""

    def holdings(self) -> Iterable[Holding]:
        """What is stored now."""

    def refresh(self, job: Job) -> None:
        """Ask the network for what can be asked. Failures become issues, they do not raise."""

    def refreshed_at(self) -> TimestampS | None:
        """When the oldest part of it was asked last; None if it never has to be asked or never was."""


class SnapshotWriter(Protocol):
    def save_valued(
        self, timestamp: TimestampS, assets: Mapping[str, Worth], liabilities: Mapping[str, Worth],
        locations: Mapping[str, Decimal], net_value: Decimal, currency: str,
    ) -> None: ...


@dataclass(slots=True)
class Balances:
    """Valued holdings by asset, location and chain, in `currency`."""

    currency: str
    assets: dict[str, Worth] = field(default_factory=dict)
    liabilities: dict[str, Worth] = field(default_factory=dict)
    locations: dict[str, Total] = field(default_factory=dict)
    chains: dict[str, Total] = field(default_factory=dict)
    net: Total = field(default_factory=Total)
    last_refresh: TimestampS | None = None


class BalanceService:
    def __init__(
            self, sources: Sequence[HoldingSource], valuation: Valuation, snapshots: SnapshotWriter, issues: IssueLog, notifier: Notifier,
            clock: Clock,
    ) -> None:
        self._sources = sources
        self._valuation = valuation
        self._snapshots = snapshots
        self._issues = issues
        self._notifier = notifier
        self._clock = clock

    def query(self, job: Job | None = None, *, refresh: bool = False, fetch_prices: bool = True, save: bool = False) -> Balances:
        """All balances. With `refresh` sources are asked first; with `fetch_prices` oracles for missing and old prices."""
        job = job or QuietJob()
        if refresh:
            for source in self._sources:
                source.refresh(job)
        balances = self.value(job, fetch_prices=fetch_prices)
        if save:
            self.save_snapshot(balances)
        return balances

    def value(self, job: Job, *, fetch_prices: bool) -> Balances:
        held = [holding for source in self._sources for holding in source.holdings()]
        assets = {holding.asset for holding in held}
        prices = self._valuation.fetch(assets, job) if fetch_prices else self._valuation.known(assets)
        balances = sum_holdings(held, prices, self._valuation.currency)
        if fetch_prices:
            self._tell_missing_prices(len(balances.net.unknown))
        times = [time for source in self._sources if (time := source.refreshed_at()) is not None]
        balances.last_refresh = min(times, default=None)
        return balances

    def _tell_missing_prices(self, count: int) -> None:
        if count:
            self._issues.put(MISSING_PRICES, MISSING_PRICES_SUBJECT, Severity.WARNING, {'count': count}, 'show_missing_prices')
        else:
            self._issues.settle(MISSING_PRICES, [MISSING_PRICES_SUBJECT])

    def save_snapshot(self, balances: Balances) -> TimestampS:
        """Keep these balances as a point of the net worth's history. Assets without a price are kept without a value."""
        now = self._clock()
        self._snapshots.save_valued(
            now, balances.assets, balances.liabilities, {name: total.value for name, total in balances.locations.items()},
            balances.net.value, balances.currency,
        )
        self._notifier.data_changed('snapshots')
        return now


def sum_holdings(held: Sequence[Holding], prices: Mapping[str, Decimal], currency: str) -> Balances:
    """Holdings added up by asset, location and chain. Liabilities count against the net value and their place."""
    balances = Balances(currency)
    for holding in held:
        value = value_of(holding.amount, prices.get(holding.asset))
        side = balances.liabilities if holding.is_liability else balances.assets
        worth = side.setdefault(holding.asset, Worth(ZERO, ZERO))
        worth.amount += holding.amount
        worth.value = None if value is None or worth.value is None else worth.value + value
        signed = None if value is None else -value if holding.is_liability else value
        balances.locations.setdefault(holding.location, Total()).add(holding.asset, signed)
        if holding.chain:
            balances.chains.setdefault(holding.chain, Total()).add(holding.asset, signed)
        balances.net.add(holding.asset, signed)
    return balances
