"""Decodes stored transactions and stores their events: new ones, named ones, or all again.

Decoding a transaction again replaces what was decoded of it and nothing else: what the user edited, added or deleted stays. A
transaction is marked as decoded after its events are stored, so that whatever ends the work between leaves it to be done again.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import TimestampS, to_ms
from rotkehlchen.decoding.pipeline import Decoded
from rotkehlchen.decoding.spam import ADVERTISING, IMPOSTOR, SPAM_TOKEN
from rotkehlchen.services.decoding.knowledge import Knowledge, KnowledgeService
from rotkehlchen.services.decoding.worker import RawTransaction, WorkerPool, decode_one
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.history_event import DecodedGroup

STEP: Final = 'undecoded_transactions'
BATCH: Final = 200
LEAST_FOR_WORKERS: Final = 1000  # starting processes takes as long as decoding some hundred transactions
MAX_ROUNDS: Final = 5  # a rule asks a contract, then what that names, ...
ISSUES: Final = ('decoding_rule_failed', 'decoding_conflict', 'transaction_unreadable')
FEE_INCOMPLETE: Final = 'fee_incomplete'  # a node or indexer that leaves a part out does so in all it tells: one issue for the chain
NO_DECIMALS: Final = 'token_decimals_unknown'  # one issue for the token, however many transactions moved it
PUT_ASIDE: Final = 'spam_put_aside'  # one issue for all tokens that only came as spam
PUT_ASIDE_REASONS: Final = frozenset({SPAM_TOKEN, ADVERTISING, IMPOSTOR})  # what the token itself shows; many honest ones are sent to many
WAITING: Final = 'decoding_incomplete'  # the chain could not be asked: one issue for the chain


class StoredTransaction(Protocol):
    """A transaction as it came."""

    @property
    def id(self) -> int: ...
    @property
    def tx_hash(self) -> str: ...
    @property
    def timestamp(self) -> TimestampS: ...
    @property
    def transaction(self) -> dict[str, Any]: ...
    @property
    def receipt(self) -> dict[str, Any]: ...
    @property
    def internal(self) -> Sequence[dict[str, Any]]: ...


class TransactionStore(Protocol):
    def iter_stored(
            self, chain: str | None, *, undecoded_only: bool = False, hashes: Collection[str] | None = None, batch: int = BATCH,
    ) -> Iterator[Sequence[StoredTransaction]]: ...

    def mark_decoded(self, ids: Collection[int], version: str) -> None: ...
    def mark_undecoded(self, chain: str, hashes: Collection[str] | None = None) -> int: ...

    def count(self, chain: str) -> tuple[int, int]:
        """(not decoded, all)."""


class EventStore(Protocol):
    def replace_decoded(self, groups: Sequence[DecodedGroup]) -> None: ...


@dataclass(frozen=True)
class DecodingParts:
    """What decoding works with. `tracked`: the addresses of a chain; `find_chain`: by folder id, None for an unknown one. `put_aside`: ignores tokens
    that came in nothing but transactions hidden for one of the reasons that it is given, and tells how many are, 0 if none is new."""

    transactions: TransactionStore
    events: EventStore
    knowledge: KnowledgeService
    find_chain: Callable[[str], ChainInfo | None]
    tracked: Callable[[str], Collection[str]]
    issues: IssueLog
    notifier: Notifier
    version: str
    put_aside: Callable[[Collection[str]], int] = lambda _: 0


@dataclass
class _Tally:
    """What a run found that is told once of a chain or a token. `waiting`: what contracts say of them could not be asked."""

    fee_incomplete: int = 0
    waiting: int = 0
    without_decimals: set[str] = field(default_factory=set)

    def add(self, decoded: Iterable[Decoded], waiting: int) -> None:
        self.waiting += waiting
        for finding in (finding for one in decoded for finding in one.findings):
            self.fee_incomplete += finding.kind == FEE_INCOMPLETE
            if finding.kind == NO_DECIMALS:
                self.without_decimals.add(finding.params['asset'])


class DecodingService:
    def __init__(self, parts: DecodingParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()  # one decoding at a time: two would store the same groups

    def decode_new(self, chain: str, job: Job | None = None) -> int:
        """Decode what was not decoded yet. Returns how many transactions that were."""
        waiting, _ = self._parts.transactions.count(chain)
        return self._work(chain, waiting, self._parts.transactions.iter_stored(chain, undecoded_only=True, batch=BATCH), job or QuietJob())

    def decode_named(self, chain: str, hashes: Collection[str], job: Job | None = None) -> int:
        """Decode these again."""
        found = self._parts.transactions.iter_stored(chain, hashes=hashes, batch=BATCH)
        return self._work(chain, len(hashes), found, job or QuietJob())

    def decode_all(self, chain: str, job: Job | None = None, *, forget_failures: bool = False) -> int:
        """Decode everything of the chain again. `forget_failures`: contract calls that failed once are tried again."""
        if forget_failures:
            self._parts.knowledge.forget_failures(chain)
        _, total = self._parts.transactions.count(chain)
        return self._work(chain, total, self._parts.transactions.iter_stored(chain, batch=BATCH), job or QuietJob())

    def _work(self, chain: str, total: int, stored: Iterator[Sequence[StoredTransaction]], job: Job) -> int:
        info = self._parts.find_chain(chain)
        if info is None or not total:
            return 0
        with self._lock:
            knowledge = self._parts.knowledge.begin(info, self._parts.tracked(chain))
            batches = (_raw(batch) for batch in stored)
            tally = _Tally()
            done, open_issues = 0, {kind: self._parts.issues.open_subjects(kind) for kind in ISSUES}
            for batch, decoded, waiting in self._decode(chain, knowledge, batches, total):
                self._save(chain, batch, decoded, waiting)
                self._report(info, decoded, open_issues)
                tally.add(decoded, len(waiting))
                done += len(batch)
                job.report(done, max(total, done), STEP)
                self._tell(info, done, max(total, done))
                job.check()
            if put_aside := self._parts.put_aside(PUT_ASIDE_REASONS):
                self._parts.issues.put(PUT_ASIDE, 'tokens', Severity.INFO, {'count': put_aside}, 'show_ignored')
            self._report_tally(info, tally, is_all=done >= self._parts.transactions.count(chain)[1])
        self._parts.notifier.data_changed('history')
        return done

    def _decode(
            self, chain: str, knowledge: Knowledge, batches: Iterator[Sequence[RawTransaction]], total: int,
    ) -> Iterator[tuple[Sequence[RawTransaction], list[Decoded], set[int]]]:
        """Batches, what they are decoded to, and the numbers of those about which the chain could not be asked."""
        if total < LEAST_FOR_WORKERS:
            for batch in batches:
                decoded = [decode_one(raw, knowledge.surroundings()) for raw in batch]
                yield batch, decoded, self._settle(chain, knowledge, batch, decoded)
            return
        self._warm_up(knowledge)
        with WorkerPool(knowledge.surroundings()) as workers:
            for batch, decoded in workers.run(batches):
                yield batch, decoded, self._settle(chain, knowledge, batch, decoded)

    def _warm_up(self, knowledge: Knowledge) -> None:
        """Tell workers of every token that is known, so that they need not come back and ask."""
        self._parts.knowledge.learn_all_tokens(knowledge)

    def _settle(self, chain: str, knowledge: Knowledge, batch: Sequence[RawTransaction], decoded: list[Decoded]) -> set[int]:
        """Ask the chain what rules asked, and decode those transactions again, until nothing new is asked. Returns what could not be asked."""
        open_ones = [number for number, one in enumerate(decoded) if one.questions or one.unknown_tokens]
        for _ in range(MAX_ROUNDS):
            if not open_ones:
                break
            questions = {question for number in open_ones for question in decoded[number].questions}
            tokens = {token for number in open_ones for token in decoded[number].unknown_tokens}
            knows = self._parts.knowledge.learn(chain, knowledge, questions, tokens)
            around = knowledge.surroundings()
            for number in open_ones:
                decoded[number] = decode_one(batch[number], around)
            open_ones = [number for number in open_ones if decoded[number].questions or decoded[number].unknown_tokens]
            if not knows:
                return set(open_ones)
        return set()

    def _save(self, chain: str, batch: Sequence[RawTransaction], decoded: Sequence[Decoded], waiting: Collection[int]) -> None:
        """What waits is shown as far as it is known, and stays to be decoded."""
        self._parts.events.replace_decoded([
            DecodedGroup(one.group, to_ms(raw.timestamp), one.events, one.hidden) for raw, one in zip(batch, decoded, strict=True)
        ])
        ready = [raw.identifier for number, raw in enumerate(batch) if number not in waiting]
        self._parts.transactions.mark_decoded(ready, self._parts.version)
        if waiting:
            self._parts.transactions.mark_undecoded(chain, [batch[number].tx_hash for number in waiting])

    def _report(self, chain: ChainInfo, decoded: Iterable[Decoded], known: Mapping[str, set[str]]) -> None:
        """Findings become issues about their transaction; what a transaction no longer shows is settled."""
        for one in decoded:
            kinds = {finding.kind for finding in one.findings}
            for finding in one.findings:
                if finding.kind in ISSUES:
                    params = {'group': one.group, 'chain': chain.id, 'tx_ref': one.group.removeprefix(str(chain.chain_id)), **finding.params}
                    action = 'open_event' if one.events else 'get_transaction_again'  # there would be nothing to open
                    self._parts.issues.put(finding.kind, one.group, Severity.WARNING, params, action)
            for kind in ISSUES:
                if kind not in kinds and one.group in known[kind]:
                    self._parts.issues.settle(kind, [one.group])

    def _report_tally(self, chain: ChainInfo, tally: _Tally, *, is_all: bool) -> None:
        """`is_all`: every transaction of the chain was decoded, so that what was not found is no more."""
        issues = self._parts.issues
        for kind, count, severity, action in (
                (FEE_INCOMPLETE, tally.fee_incomplete, Severity.INFO, ''), (WAITING, tally.waiting, Severity.WARNING, 'retry')):
            if count:
                issues.put(kind, chain.id, severity, {'chain': chain.id, 'count': count}, action)
            elif is_all or (kind == WAITING and not self._parts.transactions.count(chain.id)[0]):
                issues.settle(kind, [chain.id])
        for asset in sorted(tally.without_decimals):
            issues.put(NO_DECIMALS, asset, Severity.INFO, {'chain': chain.id, 'asset': asset}, 'ignore_asset')
        if is_all:
            of_chain = {one for one in issues.open_subjects(NO_DECIMALS) if one.startswith(f'eip155:{chain.chain_id}/')}
            issues.settle(NO_DECIMALS, sorted(of_chain - tally.without_decimals))

    def _tell(self, chain: ChainInfo, done: int, total: int) -> None:
        self._parts.notifier.publish('progress_updates', {
            'subtype': STEP, 'chain': chain.id, 'processed': done, 'total': total,
        })


def _raw(batch: Sequence[StoredTransaction]) -> list[RawTransaction]:
    return [RawTransaction(one.id, one.tx_hash, one.timestamp, one.transaction, one.receipt, one.internal) for one in batch]
