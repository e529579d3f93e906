"""Gets the transactions of tracked addresses, complete: what was listed before is not asked for again, holes are filled.

Three steps, each of which can end at any point and goes on from there next time: listing (blocks that are done are kept with what was
listed in them), facts (what was listed is wanted until its facts are stored), decoding. Addresses and chains go side by side.
The newest blocks may still be replaced by others and are listed again each time.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Literal

from rotkehlchen.contracts.indexer import LISTING_KINDS, ListingKind
from rotkehlchen.core.errors import BadResponseError, CancelledError, InputError, RemoteError
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.progress import Job
from rotkehlchen.core.span import Span, find_holes, merge_spans
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm.block_time import find_block_at
from rotkehlchen.net.evm.rpc import parse_quantity
from rotkehlchen.services.evm_chain import EvmChain
from rotkehlchen.services.fan_out import Tally, run_side_by_side
from rotkehlchen.services.indexer import IndexerDirectory
from rotkehlchen.services.transaction import TransactionParts, TransactionService
from rotkehlchen.services.transaction_fact import Fact, more_telling
from rotkehlchen.services.transaction_listing import Source, sources_of
from rotkehlchen.storage.evm_transaction import NewTransaction
from rotkehlchen.storage.transaction_range import ListedPage, TransactionRangeRepository, WantedTransaction

log = logging.getLogger(__name__)

STEP_LIST: Final = 'list_transactions'
STEP_FACTS: Final = 'fetch_transactions'
SETTLING_SECONDS: Final = 900  # blocks younger than this may be replaced, and indexers may lag behind the node by as much
LEAST_SETTLING_BLOCKS: Final = 32
PACE_BLOCKS: Final = 1_000  # over which the pace of blocks is measured
FACTS_A_BATCH: Final = 50
UNAVAILABLE: Final = 'history_unavailable'  # an address could not be listed to the end
NO_INDEX: Final = 'history_needs_indexer'  # only transfers of tokens can be found
MISSING: Final = 'transactions_missing'  # listed, but no node knows them
LOCK_SLICE_SECONDS: Final = 0.1

Status = Literal[
    'querying_transactions_started', 'querying_transactions', 'querying_internal_transactions', 'querying_evm_tokens_transactions',
    'querying_transactions_finished', 'decoding_transactions_started', 'decoding_transactions_finished', 'cancelled',
]
STATUS_OF_KIND: Final[Mapping[ListingKind, Status]] = {
    'normal': 'querying_transactions', 'internal': 'querying_internal_transactions', 'token': 'querying_evm_tokens_transactions',
    'nft': 'querying_evm_tokens_transactions', 'multi': 'querying_evm_tokens_transactions',
}


@dataclass(frozen=True, slots=True)
class AccountWord:
    """An account as a caller names it. `chain` None: every chain on which the address is tracked."""

    address: str
    chain: str | None = None


@dataclass(slots=True)
class Head:
    """What one run knows of a chain: newest block, newest that cannot be replaced any more, blocks to be listed, sources."""

    chain: EvmChain
    newest: int
    settled: int
    span: Span
    sources: Sequence[Source]


@dataclass(slots=True)
class SyncResult:
    """`new`: (chain, hash) of transactions that were not stored before. `failed`: by 'chain:address' or chain, why."""

    new: list[tuple[str, str]] = field(default_factory=list)
    failed: dict[str, RemoteError] = field(default_factory=dict)
    decoded: int = 0


class TransactionSyncService:
    def __init__(
            self, parts: TransactionParts, transactions: TransactionService, ranges: TransactionRangeRepository, indexers: IndexerDirectory,
    ) -> None:
        self._parts = parts
        self._transactions = transactions
        self._ranges = ranges
        self._indexers = indexers
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @property
    def indexers(self) -> IndexerDirectory:
        """Whom it asks."""
        return self._indexers

    def last_queried(self) -> TimestampS | None:
        return self._ranges.last_queried()

    def query(
            self, accounts: Sequence[AccountWord] | None, job: Job, first: int = 0, last: int | None = None, *, again: bool = False,
    ) -> SyncResult:
        """Get what is missing of the accounts (all if None) between two times (UTC seconds), and decode it.

        `again`: also what was listed before. One chain or address that cannot be read hinders no other; the issues tell. Raises InputError
        for an unknown account, CancelledError, and RemoteError if nothing at all could be read.
        """
        wanted = self._find_accounts(accounts)
        result = SyncResult()
        tally = Tally(job, STEP_LIST, sum(map(len, wanted.values())))
        self._tell_all(wanted, 'querying_transactions_started', first, last)
        try:
            heads = self._find_heads(wanted, first, last, job, result)
            self._list(wanted, heads, tally, job, result, again=again)
            self._fetch_and_decode(wanted, heads, job, result)
        except CancelledError:
            self._tell_all(wanted, 'cancelled', first, last)
            raise
        finally:
            self._parts.notifier.data_changed('history')
        self._tell_all(wanted, 'querying_transactions_finished', first, last)
        self._raise_if_nothing_worked(wanted, result)
        return result

    def refetch(self, address: str | None, chain: str | None, job: Job, first: int = 0, last: int | None = None) -> SyncResult:
        """List a period anew for one address or all, on one chain or all. Raises as `query`, with the fields `address` and `chain`."""
        word = None if chain is None else self._transactions.chain_of(chain, 'chain').id
        known = {one: self._transactions.tracked(one) for one in ([word] if word else [each.id for each in self._parts.chains.all()])}
        key = None if address is None else address.strip().lower()
        if key is not None and not any(key in tracked for tracked in known.values()):
            raise InputError(f'address: {address} is not tracked{f" on {word}" if word else ""}', field='address', code='unknown_account')
        accounts = [AccountWord(one, chain_id) for chain_id, tracked in known.items() for one in tracked if key in (None, one)]
        return self.query(accounts, job, first, last, again=True)

    # -- which accounts, which blocks

    def _find_accounts(self, accounts: Sequence[AccountWord] | None) -> dict[str, list[str]]:
        """Addresses by chain, as accounts write them. Raises InputError."""
        tracked = {chain.id: self._transactions.tracked(chain.id) for chain in self._parts.chains.all()}
        if accounts is None:
            return {chain: list(known.values()) for chain, known in tracked.items() if known}
        found: dict[str, list[str]] = {}
        for number, account in enumerate(accounts):
            name = f'accounts.{number}'
            chains = [self._transactions.chain_of(account.chain, f'{name}.blockchain').id] if account.chain else list(tracked)
            mine = [(chain, tracked[chain][key]) for chain in chains if (key := account.address.strip().lower()) in tracked[chain]]
            if not mine:
                where = f' on {chains[0]}' if account.chain else ''
                raise InputError(f'{name}.address: {account.address} is not tracked{where}', field=f'{name}.address', code='unknown_account')
            for chain, address in mine:
                if address not in found.setdefault(chain, []):
                    found[chain].append(address)
        return found

    def _find_heads(
            self, wanted: Mapping[str, Collection[str]], first: int, last: int | None, job: Job, result: SyncResult,
    ) -> dict[str, Head]:
        work = {chain: partial(self._find_head, chain, first, last, job) for chain in wanted}
        heads: dict[str, Head] = {}
        for chain, head in run_side_by_side(work, job).items():
            if isinstance(head, RemoteError):
                result.failed[chain] = head
                for address in wanted[chain]:
                    self._report_failure(chain, address, head)
            else:
                heads[chain] = head
        return heads

    def _find_head(self, chain_id: str, first: int, last: int | None, job: Job) -> Head:
        chain = self._parts.chains.find(chain_id)
        if chain is None:
            raise BadResponseError('This chain is not there any more.', chain=chain_id)
        newest = self._parts.facts.fetch_head(chain, job)

        def read_time(number: int) -> TimestampS:
            job.check()
            return self._parts.facts.fetch_time(chain, number, job)

        settled = max(-1, newest - self._settling_blocks(newest, read_time))
        start = find_block_at(read_time, newest, first) if first > 0 else 0
        end = newest if last is None or last >= self._parts.clock() else find_block_at(read_time, newest, last + 1) - 1
        return Head(chain, newest, settled, Span(start, end), sources_of(chain, self._indexers))

    def _settling_blocks(self, newest: int, read_time: Callable[[int], TimestampS]) -> int:
        base = max(1, newest - PACE_BLOCKS)
        if newest <= base:
            return LEAST_SETTLING_BLOCKS
        seconds = max(1, read_time(newest) - read_time(base))
        return max(LEAST_SETTLING_BLOCKS, SETTLING_SECONDS * (newest - base) // seconds)

    # -- listing

    def _list(
            self, wanted: Mapping[str, Collection[str]], heads: Mapping[str, Head], tally: Tally, job: Job, result: SyncResult, *, again: bool,
    ) -> None:
        work = {
            f'{chain}:{address}': partial(self._list_address, head, address, tally, job, again=again)
            for chain, head in heads.items() for address in wanted[chain]
        }
        for key, outcome in run_side_by_side(work, job).items():
            chain, _, address = key.partition(':')
            if isinstance(outcome, RemoteError):
                result.failed[key] = outcome
                self._report_failure(chain, address, outcome)
            else:
                self._parts.issues.settle(UNAVAILABLE, [key])

    def _list_address(self, head: Head, address: str, tally: Tally, job: Job, *, again: bool) -> bool:
        """Fill the holes of an address, kind by kind. A kind that fails does not keep the others from being tried. Raises RemoteError."""
        chain = head.chain.id
        failure: RemoteError | None = None
        unlisted: set[ListingKind] = set()
        with self._alone(f'{chain}:{address}', job):
            done = {kind: [] for kind in LISTING_KINDS} if again else self._ranges.load_done(chain, address)
            for kind in LISTING_KINDS:
                self._tell(head.chain.id, address, STATUS_OF_KIND[kind], head.span)
                for hole in find_holes(head.span.first, head.span.last, done[kind]):
                    try:
                        if not self._fill(head, address, kind, hole, done, tally, job):
                            unlisted.add(kind)
                    except RemoteError as error:
                        failure = failure or error
            self._report_unlisted(chain, address, unlisted)
            if failure is not None:
                raise failure
            if not unlisted:
                self._ranges.note_query(chain, address, self._parts.clock())
        tally.add(1)
        return True

    def _fill(
            self, head: Head, address: str, kind: ListingKind, hole: Span, done: dict[ListingKind, list[Span]], tally: Tally, job: Job,
    ) -> bool:
        """List a hole from the first source that can; what one leaves open the next one lists. False: none lists this kind.

        `done` grows with what was listed. Raises the last RemoteError that tells something.
        """
        failure: RemoteError | None = None
        can_any = False
        for source in head.sources:
            for rest in find_holes(hole.first, hole.last, done[kind]):
                try:
                    kinds = source.kinds_with(kind)
                    can_any = can_any or bool(kinds)
                    for page in source.pages(kind, address, rest, job) if kinds else ():
                        if not self._keep(head, address, kinds, page, done):
                            return True
                        tally.check()
                except RemoteError as error:
                    log.info('%s: %s cannot list %s: %s', head.chain.id, source.name, kind, error.error_code)
                    failure = error if failure is None else more_telling(error, failure)
            if not find_holes(hole.first, hole.last, done[kind]):
                return True
        if failure is not None:
            raise failure
        return can_any

    def _keep(
            self, head: Head, address: str, kinds: Sequence[ListingKind], page: ListedPage, done: dict[ListingKind, list[Span]],
    ) -> bool:
        """Store a page. False: the account is not tracked any more."""
        if self._ranges.save_page(head.chain.id, address, kinds, page, head.settled) is None:
            return False
        if page.done is not None:
            for kind in kinds:
                done[kind] = merge_spans([*done[kind], page.done])
        return True

    # -- facts and decoding

    def _fetch_and_decode(
            self, wanted: Mapping[str, Collection[str]], heads: Mapping[str, Head], job: Job, result: SyncResult,
    ) -> None:
        tally = Tally(job, STEP_FACTS, sum(map(self._ranges.count_wanted, heads)))
        tally.add(0)  # says at once that listing is over
        work = {chain: partial(self._fetch_wanted, head, tally, job) for chain, head in heads.items()}
        for chain, outcome in run_side_by_side(work, job).items():
            if isinstance(outcome, RemoteError):
                result.failed.setdefault(chain, outcome)
                self._report_missing(chain, self._ranges.count_wanted(chain))
            else:
                result.new += outcome
        for chain in heads:
            for address in wanted[chain]:
                self._tell(chain, address, 'decoding_transactions_started', None)
            result.decoded += self._parts.decoder.decode_new(chain, job)
            for address in wanted[chain]:
                self._tell(chain, address, 'decoding_transactions_finished', None)

    def _fetch_wanted(self, head: Head, tally: Tally, job: Job) -> list[tuple[str, str]]:
        """Fetch the facts of what was listed, batch by batch. (chain, hash) of what was not stored before. Raises RemoteError."""
        chain, new, missing, after = head.chain, [], 0, ''
        with self._alone(chain.id, job):
            while batch := self._ranges.load_wanted(chain.id, FACTS_A_BATCH, after):
                job.check()
                after = batch[-1].tx_hash
                known = self._parts.transactions.find_known(chain.id, [one.tx_hash for one in batch])
                stored, absent = self._fetch_batch(head, batch, known, job)
                new += [(chain.id, one) for one in stored if one not in known]
                missing += absent
                tally.add(len(batch))
        self._report_missing(chain.id, missing)
        self._transactions.report_unknown(chain.id)
        return new

    def _fetch_batch(
            self, head: Head, batch: Sequence[WantedTransaction], known: Collection[str], job: Job,
    ) -> tuple[list[str], int]:
        """(hashes that were stored, how many could not be fetched)."""
        chain = head.chain
        facts = self._parts.facts.fetch(chain, [one.tx_hash for one in batch], {one.tx_hash: one.timestamp for one in batch}, job)
        tracked = self._transactions.tracked(chain.id)
        found: list[NewTransaction] = []
        replaced: list[str] = []
        failure: RemoteError | None = None
        absent = 0
        for one in batch:
            fact = facts[one.tx_hash]
            if isinstance(fact, Fact):
                asks = one.has_internal or one.tx_hash in known or self._needs_internal(chain.id, fact, one.tx_hash)
                internal = self._transactions.find_internal(chain, fact, one.tx_hash, job) if asks else ()
                found.append(fact.to_new(chain.id, one.tx_hash, internal, tracked))
            elif fact is None and one.block_number > head.settled:
                replaced.append(one.tx_hash)  # its block was replaced by one without it; it is listed again if it comes back
            else:
                absent += 1
                failure = fact or failure
        self._parts.transactions.save(found, self._parts.clock())
        if replaced:
            self._ranges.drop_wanted(chain.id, replaced)
        if failure is not None and not found:
            raise failure
        return [one.tx_hash for one in found], absent

    def _needs_internal(self, chain: str, fact: Fact, tx_hash: str) -> bool:
        """Whether internal transfers are to be asked for where no listing says that there are some: where the transaction brings the coin
        with it, and where nobody listed them. A request for each transaction would take hours.
        """
        carries = parse_quantity(fact.raw.transaction['value']) > 0
        return carries or not self._ranges.is_internal_listed(chain, tx_hash, fact.raw.block_number)

    # -- telling

    def _report_failure(self, chain: str, address: str, error: RemoteError) -> None:
        self._parts.issues.put(
            UNAVAILABLE, f'{chain}:{address}', Severity.WARNING, {'chain': chain, 'address': address, 'error': error.message}, 'edit_indexers')

    def _report_unlisted(self, chain: str, address: str, kinds: Collection[ListingKind]) -> None:
        subject = f'{chain}:{address}'
        if kinds:
            self._parts.issues.put(NO_INDEX, subject, Severity.WARNING, {'chain': chain, 'address': address}, 'edit_indexers')
            self._parts.notifier.publish('no_available_indexers', {'chain': chain})
        else:
            self._parts.issues.settle(NO_INDEX, [subject])

    def _report_missing(self, chain: str, count: int) -> None:
        if count:
            self._parts.issues.put(MISSING, chain, Severity.WARNING, {'chain': chain, 'count': count}, 'retry')
        else:
            self._parts.issues.settle(MISSING, [chain])

    def _tell_all(self, wanted: Mapping[str, Collection[str]], status: Status, first: int, last: int | None) -> None:
        for chain, addresses in wanted.items():
            for address in addresses:
                self._tell(chain, address, status, None, (first, last if last is not None else self._parts.clock()))

    def _tell(
            self, chain: str, address: str, status: Status, span: Span | None, period: tuple[int, int] | None = None,
    ) -> None:
        self._parts.notifier.publish('transaction_status', {
            'subtype': 'evm', 'chain': chain, 'address': address, 'status': status,
            'period': list(period or (0, self._parts.clock())),
        })

    def _raise_if_nothing_worked(self, wanted: Mapping[str, Collection[str]], result: SyncResult) -> None:
        pieces = [f'{chain}:{address}' for chain, addresses in wanted.items() for address in addresses]
        failures = [result.failed.get(piece) or result.failed.get(piece.partition(':')[0]) for piece in pieces]
        if failures and all(failure is not None for failure in failures):
            raise next(failure for failure in failures if failure is not None)

    @contextmanager
    def _alone(self, key: str, job: Job) -> Iterator[None]:
        """One piece of work of a key at a time: two would ask for the same things."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        while not lock.acquire(timeout=LOCK_SLICE_SECONDS):
            job.check()
        try:
            yield
        finally:
            lock.release()
