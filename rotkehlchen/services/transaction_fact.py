"""The facts of transactions by their hashes: from the chain's nodes, and from an indexer where these cannot tell."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.indexer import Indexer
from rotkehlchen.core.errors import BadResponseError, RemoteError
from rotkehlchen.core.progress import Job
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm.rpc import parse_quantity
from rotkehlchen.net.evm.transaction import (
    Internal,
    RawTransaction,
    fetch_block_times,
    fetch_internal,
    fetch_transactions,
    find_participants,
    parse_raw_transaction,
)
from rotkehlchen.services.evm_chain import EvmChain
from rotkehlchen.services.indexer import IndexerDirectory, Order
from rotkehlchen.storage.evm_transaction import NewTransaction

log = logging.getLogger(__name__)

NO_INTERNAL: Final[tuple[Internal, ...]] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A transaction with the time of its block. `runs_code`: there may be internal transfers."""

    raw: RawTransaction
    timestamp: TimestampS

    def to_new(
            self, chain: str, tx_hash: str, internal: Sequence[Internal] | None, tracked: Mapping[str, str], owners: Collection[str] = (),
    ) -> NewTransaction:
        """`tracked`: addresses as accounts write them, by their lower-case form; who takes part owns it, besides `owners`."""
        mine = {tracked[one] for one in find_participants(self.raw, internal or ()) & tracked.keys()} | {*owners}
        return NewTransaction(
            chain, tx_hash, self.timestamp, self.raw.block_number, self.raw.transaction, self.raw.receipt, internal, mine)


class TransactionFacts:
    """Safe to use from several threads."""

    def __init__(self, indexers: IndexerDirectory) -> None:
        self._indexers = indexers

    def fetch(
            self, chain: EvmChain, hashes: Sequence[str], times: Mapping[str, TimestampS | None], job: Job, order: Order | None = None,
    ) -> dict[str, Fact | RemoteError | None]:
        """For each hash (lower case) its facts, None if the chain has no such transaction, or why they could not be read.

        `times`: of hashes whose time is known, so that their blocks need not be asked for.
        """
        answers = self._fetch_raw(chain, hashes, job, order)
        blocks = {one.block_number for tx_hash, one in answers.items() if isinstance(one, RawTransaction) and not times.get(tx_hash)}
        seconds = self._fetch_times(chain, sorted(blocks), job, order)
        found: dict[str, Fact | RemoteError | None] = {}
        for tx_hash, one in answers.items():
            if not isinstance(one, RawTransaction):
                found[tx_hash] = one
                continue
            time = times.get(tx_hash) or seconds.get(one.block_number)
            found[tx_hash] = Fact(one, time) if time else BadResponseError('The time of a block could not be read.', chain=chain.id)
        return found

    def fetch_internal(self, chain: EvmChain, fact: Fact, tx_hash: str, job: Job, order: Order | None = None) -> Sequence[Internal]:
        """Its internal transfers: of the first indexer that knows them, else traced by the node. Raises RemoteError if nobody can tell."""
        if not fact.raw.runs_code:
            return NO_INTERNAL
        return self.fetch_internal_of(chain, tx_hash, job, order)

    def fetch_internal_of(self, chain: EvmChain, tx_hash: str, job: Job, order: Order | None = None) -> Sequence[Internal]:
        try:
            return self._indexers.ask(chain.id, chain.chain_id, lambda one: one.fetch_internal(chain.chain_id, tx_hash), job, order)
        except RemoteError as error:
            job.check()
            try:
                return fetch_internal(chain.client.rpc, tx_hash)
            except RemoteError:
                raise error from None

    # -- parts

    def _fetch_raw(
            self, chain: EvmChain, hashes: Sequence[str], job: Job, order: Order | None,
    ) -> dict[str, RawTransaction | RemoteError | None]:
        answers: Sequence[RawTransaction | RemoteError | None]
        try:
            answers = fetch_transactions(chain.client.rpc, hashes, chain.chain_id)
        except RemoteError as error:
            answers = [error] * len(hashes)
        found = dict(zip(hashes, answers, strict=True))
        for tx_hash, answer in found.items():
            if not isinstance(answer, RawTransaction):  # pruned nodes know nothing of old transactions
                found[tx_hash] = self._ask_indexer(chain, tx_hash, answer, job, order)
        return found

    def _ask_indexer(
            self, chain: EvmChain, tx_hash: str, answer: RemoteError | None, job: Job, order: Order | None,
    ) -> RawTransaction | RemoteError | None:
        def put(indexer: Indexer) -> RawTransaction | None:
            transaction = indexer.fetch_rpc(chain.chain_id, 'eth_getTransactionByHash', {'txhash': tx_hash})
            if transaction is None:
                return None
            receipt = indexer.fetch_rpc(chain.chain_id, 'eth_getTransactionReceipt', {'txhash': tx_hash})
            return parse_raw_transaction(transaction, receipt, tx_hash, chain.chain_id)

        try:
            return self._indexers.ask(chain.id, chain.chain_id, put, job, order)
        except RemoteError as error:
            log.info('%s: no facts of a transaction: %s', chain.id, error.error_code)
            return answer and more_telling(answer, error)

    def _fetch_times(self, chain: EvmChain, blocks: Sequence[int], job: Job, order: Order | None) -> dict[int, TimestampS]:
        try:
            found = fetch_block_times(chain.client.rpc, blocks)
        except RemoteError:
            found = {}
        for block in blocks:
            if block not in found:
                try:
                    answer = self._indexers.ask(chain.id, chain.chain_id, partial(_fetch_block, chain.chain_id, block), job, order)
                except RemoteError:
                    continue
                if isinstance(answer, dict):
                    found[block] = TimestampS(parse_quantity(answer.get('timestamp')))
        return found

    def fetch_time(self, chain: EvmChain, number: int, job: Job) -> TimestampS:
        """When a block was made. Raises RemoteError."""
        found = self._fetch_times(chain, [number], job, None).get(number)
        if found is None:
            raise BadResponseError('The time of a block could not be read.', chain=chain.id)
        return found

    def fetch_head(self, chain: EvmChain, job: Job) -> int:
        """Number of the newest block. Raises RemoteError."""
        try:
            return chain.client.block_number()
        except RemoteError as error:
            try:
                return self._indexers.ask(
                    chain.id, chain.chain_id, lambda one: parse_quantity(one.fetch_rpc(chain.chain_id, 'eth_blockNumber', {})), job)
            except RemoteError as other:
                raise more_telling(error, other) from None


def more_telling(of_node: RemoteError, of_indexer: RemoteError) -> RemoteError:
    """Which of two failures to tell of: what the nodes said counts more, but not that there are none while an indexer is asked."""
    return of_indexer if of_node.error_code == 'no_node' and of_indexer.error_code != 'no_indexer' else of_node


def _fetch_block(chain_id: int, number: int, indexer: Indexer) -> object:
    return indexer.fetch_rpc(chain_id, 'eth_getBlockByNumber', {'tag': hex(number), 'boolean': 'false'})
