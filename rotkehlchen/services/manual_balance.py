"""Manual balances: add, change, delete, list with values, and as holdings for the balance totals.

Saving never waits for prices: values come from prices that are at hand, and an unknown one stays unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.balance import Holding
from rotkehlchen.services.location import LocationService
from rotkehlchen.services.lookup import AssetLookup
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.tag import resolve_tags
from rotkehlchen.storage.manual_balance import ManualBalance, ManualBalanceRepository, taken_label
from rotkehlchen.storage.tag import TagRepository


class ValueLookup(Protocol):
    def values(self, pairs: Sequence[tuple[str, Decimal]]) -> list[Decimal | None]:
        """Value of each (asset, amount) in the main currency, in order, without the network; None: no price is known."""


@dataclass(frozen=True, slots=True)
class ValuedBalance:
    """`value` in the main currency, None if no price is known. `asset_is_missing`: the asset is not in the database any more."""

    balance: ManualBalance
    value: Decimal | None
    asset_is_missing: bool


class ManualBalanceService:
    def __init__(
            self, balances: ManualBalanceRepository, tags: TagRepository, assets: AssetLookup, locations: LocationService,
            values: ValueLookup, notifier: Notifier,
    ) -> None:
        self._balances = balances
        self._tags = tags
        self._assets = assets
        self._locations = locations
        self._values = values
        self._notifier = notifier

    def all(self, value_threshold: Decimal | None = None) -> list[ValuedBalance]:
        """Every balance with its value. With a threshold those known to be worth less are left out; unknown ones stay."""
        balances = self._balances.load_all()
        known = self._assets.load_many({balance.asset for balance in balances})
        values = self._values.values([(balance.asset, balance.amount) for balance in balances])
        valued = [ValuedBalance(b, value, b.asset not in known) for b, value in zip(balances, values, strict=True)]
        if value_threshold is None:
            return valued
        return [row for row in valued if row.value is None or row.value >= value_threshold]

    def add(self, balances: Sequence[ManualBalance]) -> list[int]:
        """Store new balances, all or none, and return their identifiers."""
        identifiers = self._balances.add(self._checked(balances))
        self._notifier.data_changed('manual_balances')
        return identifiers

    def edit(self, balances: Sequence[ManualBalance]) -> None:
        """Replace balances of the same identifiers, all or none."""
        seen: set[int] = set()
        for number, balance in enumerate(balances):
            if balance.identifier in seen:
                field = f'balances.{number}.identifier'
                raise InputError(f'{field}: balance {balance.identifier} is there twice', field=field)
            seen.add(balance.identifier)
        self._balances.update(self._checked(balances))
        self._notifier.data_changed('manual_balances')

    def delete(self, identifiers: Sequence[int]) -> None:
        self._balances.delete(identifiers)
        self._notifier.data_changed('manual_balances')

    def holdings(self) -> Iterable[Holding]:
        """What the balance totals add up."""
        return [
            Holding(balance.asset, balance.amount, balance.location, is_liability=balance.category == 'liability')
            for balance in self._balances.load_all()
        ]

    def refresh(self, job: Job) -> None:
        """Nothing: the user refreshes these."""

    def refreshed_at(self) -> TimestampS | None:
        return None

    def _checked(self, balances: Sequence[ManualBalance]) -> Sequence[ManualBalance]:
        """The balances with locations and tags as they are stored. Raises InputError or ConflictError at the first wrong field."""
        assets = self._assets.load_many({balance.asset for balance in balances})
        locations = self._locations.names()
        tags = {tag.name.casefold(): tag.name for tag in self._tags.load_all()} if any(b.tags for b in balances) else {}
        labels: set[str] = set()
        checked = []
        for number, balance in enumerate(balances):
            field = f'balances.{number}'
            if balance.asset not in assets:
                raise InputError(f'{field}.asset: there is no asset {balance.asset}', field=f'{field}.asset')
            if balance.label in labels:
                raise taken_label(balance.label, number)
            labels.add(balance.label)
            checked.append(replace(
                balance,
                location=self._locations.parse(balance.location, f'{field}.location', locations),
                tags=tuple(resolve_tags(tags, balance.tags, f'{field}.tags')),
            ))
        return checked
