"""Transactions of the user's EVM addresses, one by one: added by hash, pulled again, deleted, decoded, counted."""

import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.errors import InputError, NotFoundError, RemoteError
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import Clock
from rotkehlchen.decoding.beacon import block_group, withdrawal_group
from rotkehlchen.net.evm.transaction import Internal, is_hash
from rotkehlchen.services.evm_chain import EvmChain, EvmChains
from rotkehlchen.services.indexer import Order
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.transaction_fact import Fact, TransactionFacts
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.database import Connection
from rotkehlchen.storage.evm_transaction import EvmTransactionRepository, unlink_accounts
from rotkehlchen.storage.internal_problem import InternalProblemRepository
from rotkehlchen.storage.staking_row import load_rows_of

log = logging.getLogger(__name__)

INTERNAL_UNKNOWN: Final = 'internal_transfers_unknown'
MAKERS_OF_GROUPS: Final = {'withdrawal': withdrawal_group, 'block': block_group}


class Decoder(Protocol):
    """Turns stored transactions into events."""

    def decode_new(self, chain: str, job: Job) -> int:
        """Decode what of a chain is not decoded yet; how many those were. Raises CancelledError."""

    def decode_named(self, chain: str, hashes: Collection[str], job: Job) -> int: ...

    def decode_all(self, chain: str, job: Job, *, forget_failures: bool = False) -> int: ...


class EventRemover(Protocol):
    """The side of events, told inside the database transaction that removes transactions. Groups: chain id and hash."""

    def remove_groups(self, connection: Connection, groups: Collection[str]) -> None:
        """Their transactions are gone."""

    def drop_edits(self, groups: Collection[str]) -> None:
        """Forget what the user changed in them."""


@dataclass(frozen=True, slots=True)
class TransactionParts:
    """The collaborators of the services of transactions. `list_chains`: shipped ones and the user's own."""

    transactions: EvmTransactionRepository
    problems: InternalProblemRepository
    accounts: AccountRepository
    chains: EvmChains
    list_chains: Callable[[], Sequence[ChainInfo]]
    facts: TransactionFacts
    decoder: Decoder
    events: EventRemover
    issues: IssueLog
    notifier: Notifier
    clock: Clock


class TransactionService:
    def __init__(self, parts: TransactionParts) -> None:
        self._parts = parts
        self.problems = parts.problems

    # -- words of the API

    def chain_of(self, word: str, field: str = 'blockchain') -> EvmChain:
        """The chain that a word means: its id, its EVM name or its name, whatever the letter case. Raises InputError."""
        wanted = _fold(word)
        for known in self._parts.list_chains():
            if wanted in (known.id, known.evm_chain_name, _fold(known.name)):
                found = self._parts.chains.find(known.id)
                if found is not None:
                    return found
        raise InputError(f'{field}: there is no EVM chain {word}', field=field, code='unknown_chain')

    def parse_hash(self, raw: str, field: str = 'tx_ref') -> str:
        """A transaction's hash in lower case. Raises InputError."""
        tx_hash = raw.strip().lower()
        if not is_hash(tx_hash):
            raise InputError(f'{field} is not the hash of a transaction: 0x and 64 hex digits', field=field)
        return tx_hash

    def find_raw(self, group: str) -> dict[str, Any] | None:
        """What the chain told of the transaction of a group of events: transaction, receipt, internal transfers; None if none is stored."""
        for chain in self._parts.list_chains():
            if group.startswith(f'{chain.chain_id}0x'):
                stored = self._parts.transactions.find(chain.id, group[len(str(chain.chain_id)):])
                if stored is not None:
                    return {'chain': chain.id, 'transaction': stored.transaction, 'receipt': stored.receipt, 'internal': stored.internal}
        return None

    def tracked(self, chain: str) -> dict[str, str]:
        """The tracked addresses of a chain as accounts write them, by their lower-case form."""
        return {address.lower(): address for address in self._parts.accounts.load_addresses(chain)}

    # -- one transaction

    def add(self, word: str, tx_ref: str, address: str, job: Job) -> None:
        """Store a transaction by its hash for a tracked address, and decode it.

        Raises InputError (`blockchain`, `tx_ref`, `associated_address`; a hash that the chain does not know is one), RemoteError.
        """
        chain, tx_hash = self.chain_of(word), self.parse_hash(tx_ref)
        owner = self.tracked(chain.id).get(address.strip().lower())
        if owner is None:
            name = 'associated_address'
            raise InputError(f'{name}: {address} is not tracked on {chain.id}', field=name, code='unknown_account')
        if not self._parts.transactions.is_known(chain.id, tx_hash):
            self.pull(chain, [tx_hash], job, field='tx_ref', owners=[owner])
        self._parts.transactions.link(chain.id, tx_hash, [owner])
        self._parts.decoder.decode_new(chain.id, job)
        self._parts.notifier.data_changed('history')

    def pull(
            self, chain: EvmChain, hashes: Sequence[str], job: Job, *, field: str, order: Order | None = None, owners: Collection[str] = (),
    ) -> None:
        """Get the facts of transactions now, whatever is known of them, all or none. They belong to whoever takes part, and to `owners`.

        Raises InputError for an unknown one (`field`, with its number in place of a star), RemoteError.
        """
        tracked = self.tracked(chain.id)
        found = self._parts.facts.fetch(chain, hashes, {}, job, order)
        facts: dict[str, Fact] = {}
        for number, (tx_hash, fact) in enumerate(found.items()):
            name = field.replace('*', str(number))
            if fact is None:
                raise InputError(f'{name}: {chain.id} has no transaction {tx_hash} in any block', field=name, code='unknown_transaction')
            if isinstance(fact, RemoteError):
                raise fact
            facts[tx_hash] = fact
        internals = {tx_hash: self.find_internal(chain, fact, tx_hash, job, order) for tx_hash, fact in facts.items()}
        new = [fact.to_new(chain.id, tx_hash, internals[tx_hash], tracked, owners) for tx_hash, fact in facts.items()]
        self._parts.transactions.save(new, self._parts.clock())
        self.report_unknown(chain.id)

    def find_internal(self, chain: EvmChain, fact: Fact, tx_hash: str, job: Job, order: Order | None = None) -> Sequence[Internal] | None:
        """None if nobody can tell now."""
        try:
            return self._parts.facts.fetch_internal(chain, fact, tx_hash, job, order)
        except RemoteError as error:
            log.info('%s: no internal transfers of a transaction: %s', chain.id, error.error_code)
            return None

    def report_unknown(self, chain: str) -> None:
        """Say so while internal transfers are missing; they are asked for again later."""
        count = self._parts.problems.count_unknown(chain)
        if count:
            self._parts.issues.put(INTERNAL_UNKNOWN, chain, Severity.WARNING, {'chain': chain, 'count': count}, 'edit_indexers')
        else:
            self._parts.issues.settle(INTERNAL_UNKNOWN, [chain])

    # -- many

    def repull(self, word: str, tx_refs: Sequence[str], job: Job, *, drops_edits: bool = False, order: Order | None = None) -> None:
        """Get the facts of transactions anew and decode them. Raises InputError, RemoteError; then nothing is changed."""
        chain = self.chain_of(word, 'chain')
        hashes = list(dict.fromkeys(self.parse_hash(one, f'tx_refs.{number}') for number, one in enumerate(tx_refs)))
        self.pull(chain, hashes, job, field='tx_refs.*', order=order)
        if drops_edits:
            self._parts.events.drop_edits(self.groups_of([(chain.id, one) for one in hashes]))
        self._parts.decoder.decode_named(chain.id, hashes, job)
        self._parts.notifier.data_changed('history')

    def decode(self, word: str, job: Job, *, everything: bool = False) -> int:
        """Decode what is not decoded yet, or all again; how many transactions of the chain were decoded."""
        chain = self.chain_of(word, 'chain').id
        if everything:
            return self._parts.decoder.decode_all(chain, job, forget_failures=True)
        return self._parts.decoder.decode_new(chain, job)

    def delete(self, word: str | None = None, tx_ref: str | None = None) -> int:
        """Delete one transaction, those of a chain or all, with their events; how many. They come back when asked for again.

        Raises InputError, and NotFoundError for a hash that is not stored.
        """
        if tx_ref is not None and word is None:
            raise InputError('chain is needed to delete one transaction', field='chain')
        chain = None if word is None else self.chain_of(word, 'chain').id
        tx_hash = None if tx_ref is None else self.parse_hash(tx_ref)
        gone = self._parts.transactions.delete(chain, tx_hash, self._remove_events)
        if tx_hash is not None and not gone:
            raise NotFoundError(f'No transaction {tx_hash} of {chain} is stored.', chain=chain, tx_ref=tx_hash)
        self._parts.notifier.data_changed('history')
        return len(gone)

    def forget_accounts(self, connection: Connection, keys: Collection[tuple[str, str]]) -> None:
        """Inside the database transaction that removes accounts: what only they took part in goes with them."""
        groups = [MAKERS_OF_GROUPS[kind](row) for kind, row in load_rows_of(connection, keys)]
        gone = unlink_accounts(connection, keys)
        if gone or groups:
            self._parts.events.remove_groups(connection, [*self.groups_of(gone), *groups])

    def counts(self) -> dict[str, tuple[int, int]]:
        """(not decoded, all) by chain, of chains with transactions."""
        return {chain: self._parts.transactions.count(chain) for chain in self._parts.transactions.chains()}

    def groups_of(self, names: Collection[tuple[str, str]]) -> list[str]:
        """The groups of (chain, hash)."""
        numbers = self._chain_ids()
        return [f'{numbers[chain]}{tx_hash}' for chain, tx_hash in names if chain in numbers]

    def _remove_events(self, connection: Connection, gone: Sequence[tuple[str, str]]) -> None:
        if gone:
            self._parts.events.remove_groups(connection, self.groups_of(gone))

    def _chain_ids(self) -> Mapping[str, int]:
        return {known.id: known.chain_id for known in self._parts.list_chains()}


def _fold(word: str) -> str:
    return re.sub(r'[\s_]+', '_', word.strip().casefold())


