"""Compares the ledger with what chains and the user say is there now, lists the gaps by value, and closes one with an opening balance.

One issue tells how many gaps the last check found; the list itself is made anew at each check.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from typing import Final, Protocol

from rotkehlchen.core.errors import ConflictError, InputError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.ledger.balance import Ledger
from rotkehlchen.ledger.reconciliation import Gap, Hints, LivePlace, Movement, reconcile
from rotkehlchen.services.chain_balance import ChainBalances
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.ledger.book import Book, LedgerBook
from rotkehlchen.services.ledger.rebasing import is_rebasing
from rotkehlchen.services.location import location_of_chain
from rotkehlchen.services.lookup import KnownAsset
from rotkehlchen.services.valuation import Valuation
from rotkehlchen.storage.chain_balance import HELD_BY_ADDRESS
from rotkehlchen.storage.manual_balance import ManualBalance

ISSUE: Final = 'balance_gaps'
SUBJECT: Final = 'history'


class ChainSource(Protocol):
    def load(self) -> ChainBalances: ...

    def refresh(self, job: Job | None = None) -> ChainBalances: ...


class ManualSource(Protocol):
    def load_all(self) -> Sequence[ManualBalance]: ...


class EventAdder(Protocol):
    def add(self, events: Sequence[HistoryEvent]) -> list[int]: ...


class CollectedAsset(KnownAsset, Protocol):
    @property
    def collection_id(self) -> int | None: ...


class AssetTable(Protocol):
    def load_many(self, identifiers: Collection[str]) -> Mapping[str, CollectedAsset]: ...


@dataclass(frozen=True, slots=True)
class ValuedGap:
    """`value`: of the difference in the main currency, below zero where something is missing; None: no price is known."""

    gap: Gap
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Report:
    """`gaps`: the largest value first, unknown ones last. `unread`: (location, account) that could not be read since when."""

    currency: str
    gaps: Sequence[ValuedGap]
    agreeing: int
    unchecked: Sequence[tuple[str, str | None, str]]
    unread: Sequence[tuple[str, str]]
    unknown_pairs: Sequence[int]


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """`amount` above zero was there, below zero was not. `timestamp`: UTC milliseconds, None for just before the first event of the account."""

    location: str
    label: str | None
    asset: str
    amount: Decimal
    timestamp: TimestampMs | None = None


@dataclass(frozen=True, slots=True)
class ReconciliationParts:
    """The collaborators of ReconciliationService. `natives`: by chain the coin that it pays its gas in."""

    book: LedgerBook
    chains: ChainSource
    manual: ManualSource
    assets: AssetTable
    adder: EventAdder
    valuation: Valuation
    issues: IssueLog
    ignored_assets: Callable[[], Collection[str]]
    custodians: Callable[[], Collection[str]]
    natives: Callable[[], Mapping[str, str]]
    parse_location: Callable[[str], str]


class ReconciliationService:
    def __init__(self, parts: ReconciliationParts) -> None:
        self._parts = parts

    def check(self, job: Job | None = None, *, refresh: bool = True, threshold: Decimal | None = None) -> Report:
        """As `compare`, and an issue keeps how many gaps there are. With `refresh` chains are read first. Raises CancelledError."""
        job, parts = job or QuietJob(), self._parts
        report, count = self._compare(job, parts.chains.refresh(job) if refresh else parts.chains.load(), threshold)
        self._tell(count)
        return report

    def compare(self, job: Job | None = None, *, threshold: Decimal | None = None) -> Report:
        """Every gap to the balances last read, or those known to be worth `threshold` at least and unknown ones. Raises CancelledError."""
        return self._compare(job or QuietJob(), self._parts.chains.load(), threshold)[0]

    def _compare(self, job: Job, balances: ChainBalances, threshold: Decimal | None) -> tuple[Report, int]:
        parts = self._parts
        book = parts.book.load(job)
        places = [*self._chain_places(balances), *self._manual_places()]
        found = reconcile(book.ledger, places, self._hints(book, places))
        job.check()
        values = parts.valuation.values([(gap.asset, gap.difference) for gap in found.gaps])
        valued = [ValuedGap(gap, value) for gap, value in zip(found.gaps, values, strict=True)]
        shown = [one for one in valued if threshold is None or one.value is None or abs(one.value) >= threshold]
        shown.sort(key=lambda one: (one.value is None, -abs(one.value or ZERO), one.gap.location, one.gap.label or '', one.gap.asset))
        unread = [
            (location_of_chain(chain), address) for chain, accounts in balances.per_account.items() for address, held in accounts.items()
            if held.queried_at is None or held.error is not None
        ]
        return Report(parts.valuation.currency, shown, found.agreeing, found.unchecked, unread, book.unknown_pairs), len(valued)

    def add_opening_balance(self, opening: OpeningBalance) -> tuple[int, str]:
        """An adjustment like any event of the user, to be edited and deleted in the history. (identifier, group).

        Raises InputError, and ConflictError where there is the same already or no event to be before.
        """
        if not opening.amount:
            raise InputError('amount: must not be zero', field='amount')
        location = self._parts.parse_location(opening.location)
        time = opening.timestamp if opening.timestamp is not None else self._time_before(location, opening)
        kind = 'receive' if opening.amount > 0 else 'spend'
        group = f'opening_{location}_{opening.label or ""}_{opening.asset}_{time}'
        event = HistoryEvent(
            group=group, position=0, timestamp=time, location=location, account=opening.label, type='adjustment', subtype=kind,
            asset=AssetId(opening.asset), amount=abs(opening.amount), entry_type='history event',
            kind='opening_balance' if kind == 'receive' else 'opening_balance_taken')
        return self._parts.adder.add([event])[0], group

    def _time_before(self, location: str, opening: OpeningBalance) -> TimestampMs:
        ledger = self._parts.book.load().ledger
        tracks = [
            track for (account, asset), track in ledger.tracks.items()
            if account.kind == 'own' and account.location == location and asset == opening.asset and opening.label in (None, account.label)
        ]
        if not tracks:
            raise ConflictError(
                'There is no event of this asset that the balance could be before: give a time.', code='no_first_event', field='timestamp')
        # The same said again, as by pressing a button twice, gets the time that it has already, so that it is refused.
        said = {one.event_id: -one.amount for one in ledger.outside() if one.account.kind == 'adjustment' and one.asset == opening.asset}
        known = sorted((time, event) for track in tracks for time, event in zip(track.times, track.events, strict=True))
        before = takewhile(lambda one: one[1] in said, known)
        return TimestampMs(next((time for time, event in before if said[event] == opening.amount), known[0][0] - 1))

    # ------------------------------------------------------------------ inside
    def _chain_places(self, balances: ChainBalances) -> Iterable[LivePlace]:
        natives = self._parts.natives()
        known = balances.asset_ids()
        for chain, accounts in balances.per_account.items():
            native = natives.get(chain)
            for address, held in accounts.items():
                if held.queried_at is None:
                    continue  # nothing is known, which is not zero
                amounts = {
                    asset: by[HELD_BY_ADDRESS] for side in (held.assets, held.liabilities) for asset, by in side.items() if by.get(HELD_BY_ADDRESS)}
                yield LivePlace(
                    location_of_chain(chain), address, amounts, held.queried_at * 1000 + 999, is_complete=True, native_asset=native,
                    covers=_Readable(known | ({native} if native else set())))

    def _manual_places(self) -> Iterable[LivePlace]:
        held: dict[str, dict[str, Decimal]] = {}
        for balance in self._parts.manual.load_all():
            if balance.category == 'asset':
                amounts = held.setdefault(balance.location, {})
                amounts[balance.asset] = amounts.get(balance.asset, ZERO) + balance.amount
        custodians = self._parts.custodians()
        for location, amounts in held.items():
            yield LivePlace(location, None, amounts, is_custodian=location in custodians)

    def _hints(self, book: Book, places: Iterable[LivePlace]) -> Hints:
        unmatched = [
            Movement(one.event_id, one.account.location, one.account.label, one.asset, one.amount)
            for one in book.ledger.outside() if one.account.kind == 'unmatched'
        ]
        assets = _assets_of(book.ledger) | {asset for place in places for asset in place.amounts}
        known = self._parts.assets.load_many(assets)
        family = {name: f'collection:{asset.collection_id}' for name, asset in known.items() if asset.collection_id is not None}
        rebasing = {name for name, asset in known.items() if is_rebasing(name, asset.name, asset.symbol)}
        return Hints(unmatched, book.hidden, book.without_gas, rebasing, family, frozenset(self._parts.ignored_assets()))

    def _tell(self, count: int) -> None:
        if count:
            self._parts.issues.put(ISSUE, SUBJECT, Severity.WARNING, {'count': count}, 'show_reconciliation')
        else:
            self._parts.issues.settle(ISSUE, [SUBJECT])


class _Readable(frozenset[str]):
    """Assets that reading a chain can see: its coin and fungible tokens; single collectibles are not looked for."""

    def __contains__(self, asset: object) -> bool:
        return super().__contains__(asset) or (isinstance(asset, str) and '/erc20:' in asset)


def _assets_of(ledger: Ledger) -> set[str]:
    return {asset for _, asset in ledger.tracks}
