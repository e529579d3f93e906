"""Balances on chains: what is stored, and refreshing it from the nodes.

Chains are read side by side. What a chain answered is stored at once with its time; what failed keeps its last good
figure with the time of that, and raises an issue that is settled by the next success.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Final

from rotkehlchen.core.errors import InputError, RemoteError
from rotkehlchen.core.ids import EvmAddress
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import DAY_SECONDS, Clock, TimestampS
from rotkehlchen.services.balance import BLOCKCHAIN, Holding
from rotkehlchen.services.evm_chain import EvmChain, EvmChains, KnownToken, Reading, read_holdings
from rotkehlchen.services.fan_out import Tally, run_side_by_side
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.token_detection import TokenDetectionService
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.chain_balance import ChainBalanceRepository, ChainHolding
from rotkehlchen.storage.detected_token import DetectedTokenRepository

STEP: Final = 'query_chain_balances'
DETECTION_MAX_AGE_SECONDS: Final = DAY_SECONDS
UNREACHABLE: Final = 'chain_unreachable'
UNREADABLE: Final = 'token_unreadable'

ByProtocol = dict[str, dict[str, Decimal]]  # asset -> protocol ('address': the address itself) -> amount


@dataclass(frozen=True, slots=True)
class AddressBalances:
    """`queried_at`: when these figures were read; None: never. `error`: why they could not be read since, else None."""

    assets: ByProtocol = field(default_factory=dict)
    liabilities: ByProtocol = field(default_factory=dict)
    queried_at: TimestampS | None = None
    failed_at: TimestampS | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ChainBalances:
    """Amounts without values. `per_account[chain][address]`; totals leave out ignored assets.

    `last_refresh_ts[chain]` is the time of the oldest figure of the chain; chains never read are absent.
    """

    per_account: dict[str, dict[str, AddressBalances]]
    assets: ByProtocol
    liabilities: ByProtocol
    last_refresh_ts: dict[str, TimestampS]

    def asset_ids(self) -> set[str]:
        """Every asset in it, ignored ones too: what a caller needs prices of."""
        accounts = [balances for by_address in self.per_account.values() for balances in by_address.values()]
        return {asset for balances in accounts for side in (balances.assets, balances.liabilities) for asset in side}


@dataclass(frozen=True, slots=True)
class ChainBalanceParts:
    """The collaborators of ChainBalanceService."""

    chains: EvmChains
    accounts: AccountRepository
    balances: ChainBalanceRepository
    detections: DetectedTokenRepository
    detector: TokenDetectionService
    metadata: TokenMetadataService
    issues: IssueLog
    notifier: Notifier
    clock: Clock
    ignored_assets: Callable[[], Collection[str]] = frozenset
    debts_of: Callable[[Collection[str]], Collection[str]] = lambda _: frozenset()  # those of the assets that are owed by whoever holds them
    detects: Callable[[], bool] = lambda: True  # whether a refresh looks for tokens, or only reads those known to be held


class ChainBalanceService:
    def __init__(self, parts: ChainBalanceParts) -> None:
        self._parts = parts
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._locks_lock = threading.Lock()

    def load(self, chain: str | None = None, addresses: Collection[str] | None = None) -> ChainBalances:
        """What is stored, at once and without the network."""
        parts = self._parts
        per_account: dict[str, dict[str, AddressBalances]] = {}
        states = parts.balances.load_states(chain)
        for account in parts.accounts.load(chain):
            if addresses is None or account.address in addresses:
                state = states.get((account.chain, account.address))
                balances = AddressBalances({}, {}, state.queried_at, state.failed_at, state.error) if state else AddressBalances()
                per_account.setdefault(account.chain, {})[account.address] = balances
        totals: dict[str, ByProtocol] = {'asset': {}, 'liability': {}}
        ignored = parts.ignored_assets()
        for held in parts.balances.load(chain):
            account_balances = per_account.get(held.chain, {}).get(held.address)
            if account_balances is not None:
                _add(account_balances.assets if held.category == 'asset' else account_balances.liabilities, held)
                if held.asset not in ignored:
                    _add(totals[held.category], held)
        return ChainBalances(per_account, totals['asset'], totals['liability'], _oldest(per_account))

    def refresh(self, job: Job | None = None, chain: str | None = None, addresses: Sequence[str] | None = None) -> ChainBalances:
        """Read chains (one or all) for their tracked addresses (some or all) and give what is then stored.

        Failures of nodes become issues. Raises InputError for an address that is not tracked, CancelledError.
        """
        job = job or QuietJob()
        plan = self._plan(chain, addresses)
        tally = Tally(job, STEP)
        started = self._parts.clock()
        outcomes = run_side_by_side(
            {found.id: partial(self._refresh_once, found, wanted, tally, started) for found, wanted in plan}, job,
        )
        for found, wanted in plan:
            self._settle(found, wanted, outcomes[found.id])
        self._parts.notifier.data_changed('balances')
        return self.load(chain, addresses)

    def _plan(self, chain: str | None, addresses: Sequence[str] | None) -> list[tuple[EvmChain, list[EvmAddress]]]:
        tracked: dict[str, list[EvmAddress]] = {}
        for account in self._parts.accounts.load(chain):
            tracked.setdefault(account.chain, []).append(EvmAddress(account.address))
        if addresses is not None:
            everywhere = {address for known in tracked.values() for address in known}
            for number, address in enumerate(addresses):
                if address not in everywhere:
                    raise InputError(f'addresses.{number}: {address} is not tracked', field=f'addresses.{number}')
            tracked = {key: [address for address in known if address in addresses] for key, known in tracked.items()}
        found = ((self._parts.chains.find(key), known) for key, known in tracked.items() if known)
        return [(evm_chain, known) for evm_chain, known in found if evm_chain is not None]

    def _refresh_once(self, chain: EvmChain, addresses: Sequence[EvmAddress], tally: Tally, started: TimestampS) -> None:
        """Read one chain. Whoever waits here while another reads the same takes that answer."""
        with self._locks_lock:
            lock = self._locks[chain.id]
        waited = not lock.acquire(blocking=False)
        if waited:
            lock.acquire()
        try:
            stale = self._older_than(started, chain, addresses) if waited else addresses
            if stale:
                self._refresh_chain(chain, stale, tally)
        finally:
            lock.release()

    def _older_than(self, started: TimestampS, chain: EvmChain, addresses: Sequence[EvmAddress]) -> list[EvmAddress]:
        states = self._parts.balances.load_states(chain.id)
        fresh = {address for (_, address), state in states.items() if state.queried_at is not None and state.queried_at >= started}
        return [address for address in addresses if address not in fresh]

    def _refresh_chain(self, chain: EvmChain, addresses: Sequence[EvmAddress], tally: Tally) -> None:
        parts = self._parts
        detections = parts.detections.load(chain.id)
        oldest = parts.clock() - DETECTION_MAX_AGE_SECONDS
        undetected = [address for address in addresses if address not in detections or detections[address].detected_at < oldest]
        if not parts.detects():
            undetected = []
        reading = parts.detector.read(chain, undetected, tally) if undetected else Reading()
        detected = [address for address in addresses if address not in undetected]
        if detected:
            tokens: dict[str, KnownToken] = {token.asset: token for token in parts.metadata.known(chain)}
            held = {address: detections[address].tokens if address in detections else () for address in detected}
            wanted = {address: [tokens[asset] for asset in assets if asset in tokens] for address, assets in held.items()}
            tally.expect(sum(1 + len(found) for found in wanted.values()))
            again = read_holdings(chain, wanted, tally.add)
            reading.amounts.update(again.amounts)
            reading.unread.update(again.unread)
        tally.check()
        debts = parts.debts_of({asset for held in reading.amounts.values() for asset in held})
        parts.balances.save(chain.id, reading.amounts, parts.clock(), reading.unread, debts)
        expected: set[tuple[str, str]] = {(address, chain.native_asset) for address in addresses}
        expected.update((address, asset) for address in addresses if address in detections for asset in detections[address].tokens)
        self._report_unread(chain, expected, reading.unread)

    def _report_unread(self, chain: EvmChain, expected: set[tuple[str, str]], unread: set[tuple[str, str]]) -> None:
        """An issue for each asset that is taken to be held and could not be read; settled for what was read."""
        missing = {asset for _, asset in expected & unread}
        for asset in sorted(missing):
            self._parts.issues.put(UNREADABLE, f'{chain.id}:{asset}', Severity.WARNING, {'asset': asset, 'chain': chain.id}, 'retry')
        read = {f'{chain.id}:{asset}' for _, asset in expected} - {f'{chain.id}:{asset}' for asset in missing}
        self._parts.issues.settle(UNREADABLE, read & self._parts.issues.open_subjects(UNREADABLE))

    def _settle(self, chain: EvmChain, addresses: Iterable[str], outcome: RemoteError | None) -> None:
        parts = self._parts
        if outcome is None:
            parts.issues.settle(UNREACHABLE, [chain.id])
            return
        parts.balances.save_failure(chain.id, addresses, outcome.error_code, parts.clock())
        parts.issues.put(UNREACHABLE, chain.id, Severity.WARNING, {'chain': chain.id, 'reason': outcome.error_code}, 'retry')


class ChainHoldings:
    """The chains as a `HoldingSource` of the dashboard."""

    def __init__(self, service: ChainBalanceService, ignored_assets: Callable[[], Collection[str]] = frozenset) -> None:
        self._service = service
        self._ignored_assets = ignored_assets

    def holdings(self) -> Iterable[Holding]:
        ignored = self._ignored_assets()
        for chain, accounts in self._service.load().per_account.items():
            for balances in accounts.values():
                for is_liability, side in ((False, balances.assets), (True, balances.liabilities)):
                    for asset, by_protocol in side.items():
                        if asset not in ignored:
                            yield Holding(asset, sum(by_protocol.values(), ZERO), BLOCKCHAIN, chain, is_liability)

    def refresh(self, job: Job) -> None:
        self._service.refresh(job)

    def refreshed_at(self) -> TimestampS | None:
        return min(self._service.load().last_refresh_ts.values(), default=None)


def _add(side: ByProtocol, held: ChainHolding) -> None:
    by_protocol = side.setdefault(held.asset, {})
    by_protocol[held.protocol] = by_protocol.get(held.protocol, ZERO) + held.amount


def _oldest(per_account: dict[str, dict[str, AddressBalances]]) -> dict[str, TimestampS]:
    times = {
        chain: [balances.queried_at for balances in accounts.values() if balances.queried_at is not None]
        for chain, accounts in per_account.items()
    }
    return {chain: min(known) for chain, known in times.items() if known}
