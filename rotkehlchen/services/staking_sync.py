"""Gets withdrawals of validators and proposed blocks of tracked addresses from indexers, and has events made of them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, Literal

from rotkehlchen.contracts.indexer import Indexer, StakingKind, StakingRow
from rotkehlchen.core.errors import RemoteError, UnavailableError
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.progress import Job
from rotkehlchen.decoding.beacon import make_block, make_withdrawal
from rotkehlchen.services.evm_chain import EvmChain
from rotkehlchen.services.fan_out import run_side_by_side
from rotkehlchen.services.indexer import IndexerDirectory
from rotkehlchen.services.transaction import TransactionParts
from rotkehlchen.storage.staking_row import StakingRowRepository

log = logging.getLogger(__name__)

CHAIN: Final = 'eth'
UNAVAILABLE: Final = 'staking_unavailable'
THREADS: Final = 4
MAKERS: Final = {'withdrawal': make_withdrawal, 'block': make_block}
WORDS: Final = {'withdrawal': 'eth_withdrawals', 'block': 'block_productions'}
Status = Literal['querying_events_started', 'querying_events_status_update', 'querying_events_finished', 'cancelled']
SaveEvents = Callable[[Sequence[HistoryEvent]], None]


class StakingSyncService:
    """`save_events` stores events in place of those of the same groups."""

    def __init__(self, parts: TransactionParts, rows: StakingRowRepository, indexers: IndexerDirectory, save_events: SaveEvents) -> None:
        self._parts = parts
        self._rows = rows
        self._indexers = indexers
        self._save_events = save_events

    def query(self, kind: StakingKind, job: Job) -> int:
        """Get what is new of all addresses on Ethereum; how many events that made. Raises RemoteError if nothing could be read."""
        chain = self._parts.chains.find(CHAIN)
        addresses = self._parts.accounts.load_addresses(CHAIN)
        if chain is None or not addresses:
            return 0
        self._tell(kind, 'querying_events_started')
        try:
            outcomes = run_side_by_side({one: partial(self._query_address, chain, kind, one, job) for one in addresses}, job, THREADS)
        finally:
            self._tell(kind, 'querying_events_finished')
            self._parts.notifier.data_changed('history')
        failures = {address: outcome for address, outcome in outcomes.items() if isinstance(outcome, RemoteError)}
        for address in addresses:
            subject = f'{CHAIN}:{address}:{kind}'
            if address in failures:
                params: dict[str, str | int | None] = {'chain': CHAIN, 'address': address, 'error': failures[address].message, 'what': WORDS[kind]}
                self._parts.issues.put(UNAVAILABLE, subject, Severity.WARNING, params, 'edit_indexers')
            else:
                self._parts.issues.settle(UNAVAILABLE, [subject])
        if len(failures) == len(addresses):
            raise next(iter(failures.values()))
        return sum(outcome for outcome in outcomes.values() if isinstance(outcome, int))

    def make_again(self) -> int:
        """Make the events of all stored rows again; needs no network. How many."""
        count = 0
        for kind, make in MAKERS.items():
            events = [make(row, address) for address, row in self._rows.load(kind, CHAIN)]  # type: ignore[arg-type]
            self._save_events(events)
            count += len(events)
        return count

    def _query_address(self, chain: EvmChain, kind: StakingKind, address: str, job: Job) -> int:
        """New rows of an address from the first indexer that gives all of them. Raises RemoteError.

        Events are stored before their rows: whatever ends the work between, rows that are stored have their events.
        """
        failure: RemoteError = UnavailableError('No indexer serves this chain.', code='no_indexer', chain=chain.id)
        count = 0
        for indexer in self._indexers.of_chain(chain.id, chain.chain_id):
            try:
                for rows in self._pages(indexer, chain.chain_id, kind, address, job):
                    count += self._keep(chain.id, kind, address, rows)
            except RemoteError as error:
                log.info('%s cannot list %s: %s', indexer.id, WORDS[kind], error.error_code)
                failure = error
            else:
                return count
        raise failure

    def _keep(self, chain: str, kind: StakingKind, address: str, rows: Sequence[StakingRow]) -> int:
        new = self._rows.find_new(kind, chain, address, rows)
        if new:
            self._save_events([MAKERS[kind](row.raw, address) for row in new])
            self._rows.save(chain, address, new)
            self._tell(kind, 'querying_events_status_update')
        return len(new)

    def _pages(self, indexer: Indexer, chain_id: int, kind: StakingKind, address: str, job: Job) -> Iterator[Sequence[StakingRow]]:
        """Withdrawals go on after what is stored; the explorers list proposed blocks only as a whole."""
        first, page = self._rows.last_block(kind, CHAIN, address) if kind == 'withdrawal' else 0, 1
        while True:
            rows = self._indexers.ask_one(indexer, chain_id, partial(_fetch, chain_id, kind, address, first, page), job)
            yield rows
            if len(rows) < indexer.page_rows:
                return
            last = max(row.block_number for row in rows)
            if kind == 'withdrawal' and last > first:
                first, page = last, 1
            else:
                page += 1

    def _tell(self, kind: StakingKind, status: Status) -> None:
        self._parts.notifier.publish('history_events_status', {
            'status': status, 'location': 'ethereum', 'event_type': 'history_query', 'name': WORDS[kind],
        })


def _fetch(chain_id: int, kind: StakingKind, address: str, first: int, page: int, indexer: Indexer) -> Sequence[StakingRow]:
    return indexer.fetch_staking(chain_id, kind, address, first, page)
