"""Tracked accounts: add to one chain or wherever they are active, edit, remove.

Tracking needs no network (but for a name in place of an address): what a chain cannot tell now, a later refresh will.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Protocol

from rotkehlchen.core.errors import ConflictError, InputError, RemoteError
from rotkehlchen.core.ids import EvmAddress, parse_evm_address
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import Clock
from rotkehlchen.net.evm.ens import looks_like_ens_name
from rotkehlchen.services.evm_chain import EvmChain, EvmChains, read_all
from rotkehlchen.services.fan_out import Tally, run_side_by_side
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.storage.account import Account, AccountRepository
from rotkehlchen.storage.database import Connection

MAX_LABEL_LENGTH: Final = 200
MAX_ACTIVITY_TOKENS: Final = 500
STEP: Final = 'detect_activity'
EVM: Final = 'evm'
UNCHECKED: Final = 'activity_unchecked'  # some chains could not be looked at; settled by a rescan that reaches all
UNREACHABLE: Final = 'chain_unreachable'  # put by the refresh of balances

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AccountInput:
    """An account as the user gives it. `address`: an address, or a name such as 'name.eth' when adding."""

    address: str
    label: str | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TrackingResult:
    """For each address the chains on which it was added, could not be looked at, was there already, has never been used."""

    added: dict[str, list[str]] = field(default_factory=dict)
    failed: dict[str, list[str]] = field(default_factory=dict)
    existed: dict[str, list[str]] = field(default_factory=dict)
    no_activity: dict[str, list[str]] = field(default_factory=dict)

    def to_data(self) -> dict[str, dict[str, list[str]]]:
        """The shape of the API: empty groups are left out."""
        groups = {'added': self.added, 'failed': self.failed, 'existed': self.existed, 'no_activity': self.no_activity}
        return {name: group for name, group in groups.items() if group}


class TagResolver(Protocol):
    def resolve(self, names: Iterable[str], field: str = 'tags') -> list[str]:
        """The names as they are stored. Raises InputError at `field` for one that doesn't exist."""


class NameResolver(Protocol):
    def resolve(self, name: str) -> EvmAddress | None: ...


@dataclass(frozen=True, slots=True)
class AccountParts:
    """The collaborators of AccountService. `chains_of_type('evm')`: chain words of a kind, in order."""

    accounts: AccountRepository
    chains: EvmChains
    chains_of_type: Callable[[str], Sequence[str]]
    tags: TagResolver
    names: NameResolver
    metadata: TokenMetadataService
    issues: IssueLog
    notifier: Notifier
    clock: Clock
    skipped_chains: Callable[[], Collection[str]] = frozenset  # not looked at unless the user names them
    forget_history: Callable[[Connection, Collection[tuple[str, str]]], None] | None = None  # of accounts that are being removed


class AccountService:
    def __init__(self, parts: AccountParts) -> None:
        self._parts = parts

    def accounts(self, chain: str) -> Sequence[Account]:
        """The accounts of a chain, in the order in which they were added."""
        return self._parts.accounts.load(chain)

    def accounts_by_type(self, chain_type: str) -> Sequence[Account]:
        """The accounts of all chains of a kind, by chain and then in the order in which they were added."""
        chains = frozenset(self._parts.chains_of_type(chain_type))
        return [account for account in self._parts.accounts.load() if account.chain in chains]

    # -- adding

    def track(self, chain: str, inputs: Sequence[AccountInput]) -> Sequence[str]:
        """Track addresses on one EVM chain, all or none; their addresses in order.

        Raises InputError (`accounts.0.address`, ...), ConflictError for one that is tracked there, RemoteError for a name
        that cannot be looked up.
        """
        if self._parts.chains.find(chain) is None:
            raise InputError(f'blockchain: accounts of {chain} cannot be tracked', field='blockchain')
        accounts = self._parse(chain, inputs)
        tracked = set(self._parts.accounts.load_addresses(chain))
        for number, account in enumerate(accounts):
            if account.address in tracked:
                name = f'accounts.{number}.address'
                raise ConflictError(f'{name}: {account.address} is tracked on {chain} already', code='duplicate', field=name)
        self._parts.accounts.add(accounts)
        self._parts.notifier.data_changed('accounts')
        return [account.address for account in accounts]

    def track_where_active(self, inputs: Sequence[AccountInput], job: Job | None = None) -> TrackingResult:
        """Track addresses on every EVM chain where they have ever been used; chains are looked at side by side.

        Used: the account has sent something, holds the native coin or a known token, or is a contract. A chain that
        cannot be read goes into `failed` and hinders no other.
        """
        return self._track_where_active(self._parse('', inputs), job or QuietJob())

    def rescan(self, job: Job | None = None) -> TrackingResult:
        """Look for the known EVM addresses on all EVM chains again, with the label and tags that they have elsewhere."""
        evm = {chain.id for chain in self._parts.chains.all()}
        known: dict[str, Account] = {}
        for account in self._parts.accounts.load():
            if account.chain in evm:
                known.setdefault(account.address, account)
        result = self._track_where_active(list(known.values()), job or QuietJob())
        if not result.failed:
            self._parts.issues.settle(UNCHECKED, [EVM])
        return result

    def _track_where_active(self, accounts: Sequence[Account], job: Job) -> TrackingResult:
        result = TrackingResult()
        skipped = self._parts.skipped_chains()
        work = {}
        wanted: dict[str, list[Account]] = {}
        chains = [chain for chain in self._parts.chains.all() if chain.id not in skipped]
        tally = Tally(job, STEP, len(chains))
        for chain in chains:
            tracked = set(self._parts.accounts.load_addresses(chain.id))
            wanted[chain.id] = [account for account in accounts if account.address not in tracked]
            for account in accounts:
                if account.address in tracked:
                    result.existed.setdefault(account.address, []).append(chain.id)
            if wanted[chain.id]:
                work[chain.id] = partial(self._find_active, chain, [account.address for account in wanted[chain.id]], tally)
            else:
                tally.add(1)
        for chain_id, outcome in run_side_by_side(work, job).items():
            self._keep_active(chain_id, wanted[chain_id], outcome, result)
        if result.added:
            self._parts.notifier.data_changed('accounts')
        failed = sorted({chain for chains in result.failed.values() for chain in chains})
        if failed:
            params: dict[str, str | int | None] = {'chains': ', '.join(failed), 'count': len(failed), 'addresses': len(result.failed)}
            self._parts.issues.put(UNCHECKED, EVM, Severity.WARNING, params, 'rescan_accounts')
        return result

    def _keep_active(self, chain: str, wanted: Sequence[Account], outcome: Collection[str] | RemoteError, result: TrackingResult) -> None:
        """Sort the addresses into the result's groups and store the active ones."""
        if isinstance(outcome, RemoteError):
            log.info('%s could not be looked at: %s', chain, outcome.error_code)
            for account in wanted:
                result.failed.setdefault(account.address, []).append(chain)
            return
        self._parts.issues.settle(UNREACHABLE, [chain])
        now = self._parts.clock()
        self._parts.accounts.add(replace(account, chain=chain, added_at=now) for account in wanted if account.address in outcome)
        for account in wanted:
            group = result.added if account.address in outcome else result.no_activity
            group.setdefault(account.address, []).append(chain)

    def _find_active(self, chain: EvmChain, addresses: Sequence[str], tally: Tally) -> Collection[str]:
        """Those of the addresses that were ever used on the chain. Raises RemoteError."""
        holders = [EvmAddress(address) for address in addresses]
        states = chain.client.account_states(holders)
        tally.check()
        active = {address for address, state in zip(holders, states, strict=True) if state.balance or state.nonce or state.has_code}
        rest = [address for address in holders if address not in active]
        if rest:
            tokens = self._parts.metadata.known(chain)[:MAX_ACTIVITY_TOKENS]
            reading = read_all(chain, rest, tokens, lambda _calls: tally.check())
            active.update(EvmAddress(address) for address, amounts in reading.amounts.items() if amounts)
        tally.add(1)
        return active

    # -- editing and removing

    def edit(self, chain: str, inputs: Sequence[AccountInput]) -> Sequence[Account]:
        """Replace label and tags of accounts of a chain, all or none; the chain's accounts afterwards."""
        self._edit([chain], inputs, f'on {chain}')
        return self.accounts(chain)

    def edit_by_type(self, chain_type: str, inputs: Sequence[AccountInput]) -> None:
        """The same on every chain of a kind where the address is tracked."""
        self._edit(self._parts.chains_of_type(chain_type), inputs, f'on a chain of the kind {chain_type}')

    def _edit(self, chains: Sequence[str], inputs: Sequence[AccountInput], where: str) -> None:
        tracked = self._tracked(chains)
        changed: dict[str, list[Account]] = {}
        for number, given in enumerate(inputs):
            path = f'accounts.{number}'
            label, tags = self._label_and_tags(given, path)
            found = _find_tracked(tracked, given.address, f'{path}.address', where)
            if found[0].address in changed:
                raise InputError(f'{path}.address: {given.address} is given twice', field=f'{path}.address', code='duplicate')
            changed[found[0].address] = [replace(account, label=label, tags=tags) for account in found]
        self._parts.accounts.update(account for accounts in changed.values() for account in accounts)
        self._parts.notifier.data_changed('accounts')

    def untrack(self, chain: str, addresses: Sequence[str]) -> int:
        """Stop tracking addresses on a chain, all or none, with everything derived from them. How many accounts went."""
        return self._untrack([chain], addresses, f'on {chain}')

    def untrack_by_type(self, chain_type: str, addresses: Sequence[str]) -> int:
        """The same on every chain of a kind."""
        return self._untrack(self._parts.chains_of_type(chain_type), addresses, f'on a chain of the kind {chain_type}')

    def _untrack(self, chains: Sequence[str], addresses: Sequence[str], where: str) -> int:
        tracked = self._tracked(chains)
        keys = {
            (account.chain, account.address)
            for number, address in enumerate(addresses)
            for account in _find_tracked(tracked, address, f'accounts.{number}', where)
        }
        removed = self._parts.accounts.delete(keys, self._parts.forget_history)
        self._settle_orphans({chain for chain, _ in keys})
        self._parts.notifier.data_changed('accounts')
        self._parts.notifier.data_changed('balances')
        self._parts.notifier.data_changed('history')
        return removed

    def _settle_orphans(self, chains: Iterable[str]) -> None:
        """A chain without accounts has no trouble that concerns anyone."""
        self._parts.issues.settle(UNREACHABLE, [chain for chain in chains if not self._parts.accounts.load_addresses(chain)])

    def _tracked(self, chains: Sequence[str]) -> dict[str, list[Account]]:
        tracked: dict[str, list[Account]] = {}
        for chain in chains:
            for account in self._parts.accounts.load(chain):
                tracked.setdefault(account.address.lower(), []).append(account)
        return tracked

    # -- reading what the user gave

    def _parse(self, chain: str, inputs: Sequence[AccountInput]) -> Sequence[Account]:
        now = self._parts.clock()
        accounts: dict[str, Account] = {}
        for number, given in enumerate(inputs):
            path = f'accounts.{number}'
            address = self._parse_address(given.address, f'{path}.address')
            if address in accounts:
                raise InputError(f'{path}.address: {address} is given twice', field=f'{path}.address', code='duplicate')
            label, tags = self._label_and_tags(given, path)
            accounts[address] = Account(chain, address, label, tags, now)
        return list(accounts.values())

    def _parse_address(self, raw: str, path: str) -> EvmAddress:
        if not looks_like_ens_name(raw):
            return parse_evm_address(raw.strip(), field=path)
        try:
            address = self._parts.names.resolve(raw.strip())
        except InputError as error:
            raise InputError(f'{path}: {error.message}', field=path, code=error.error_code) from error
        if address is None:
            raise InputError(f'{path}: the name {raw.strip()} has no address', field=path, code='unknown_name')
        return address

    def _label_and_tags(self, given: AccountInput, path: str) -> tuple[str | None, tuple[str, ...]]:
        label = (given.label or '').strip() or None
        if label is not None and (len(label) > MAX_LABEL_LENGTH or not label.isprintable()):
            raise InputError(f'{path}.label: at most {MAX_LABEL_LENGTH} printable characters', field=f'{path}.label')
        return label, tuple(self._parts.tags.resolve(given.tags or (), f'{path}.tags'))


def _find_tracked(tracked: Mapping[str, list[Account]], address: str, path: str, where: str) -> list[Account]:
    found = tracked.get(address.strip().lower())
    if found is None:
        raise InputError(f'{path}: {address} is not tracked {where}', field=path, code='unknown_account')
    return found
