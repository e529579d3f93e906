"""Where the transactions of an address are listed: indexers in the user's order, then the chain's nodes alone.

A source gives pages of blocks, oldest first; each says which blocks are complete with it. Indexers are asked by blocks, not by numbers of
pages: after a full page the next question begins with the last block of that page, so that nothing is lost where rows are added meanwhile,
where a page is given twice, or where the indexer gives fewer rows than it was asked for. So the window of 10,000 rows that indexers
have is met only by an address with more rows than that in one block.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, Protocol

from rotkehlchen.contracts.indexer import Indexer, ListedTransaction, Listing, ListingKind
from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.core.progress import Job
from rotkehlchen.core.span import Span
from rotkehlchen.net.evm.address_history import Page, find_index, list_by_index, list_by_logs
from rotkehlchen.services.evm_chain import EvmChain
from rotkehlchen.services.indexer import IndexerDirectory
from rotkehlchen.storage.transaction_range import ListedPage

WINDOW_ROWS: Final = 10_000
PLAIN: Final[tuple[ListingKind, ...]] = ('normal', 'internal')
TOKENS: Final[tuple[ListingKind, ...]] = ('token', 'nft', 'multi')


class Source(Protocol):
    """Something that lists the transactions of an address."""

    name: str

    def kinds_with(self, kind: ListingKind) -> Sequence[ListingKind]:
        """The kinds that one pass answers together with `kind`; none if it cannot list that one. Raises RemoteError."""

    def pages(self, kind: ListingKind, address: str, span: Span, job: Job) -> Iterator[ListedPage]:
        """Pages of blocks, oldest first, until the span is done. Raises RemoteError between pages."""


class IndexerSource:
    def __init__(self, indexer: Indexer, indexers: IndexerDirectory, chain_id: int) -> None:
        self.name = indexer.id
        self._indexer = indexer
        self._indexers = indexers
        self._chain_id = chain_id

    def kinds_with(self, kind: ListingKind) -> Sequence[ListingKind]:
        return (kind,)

    def pages(self, kind: ListingKind, address: str, span: Span, job: Job) -> Iterator[ListedPage]:
        first, number = span.first, 1
        before: Sequence[ListedTransaction] = ()
        while True:
            listing = Listing(kind, address, first, span.last, number)
            rows = self._indexers.ask_one(self._indexer, self._chain_id, partial(_fetch, self._chain_id, listing), job)
            if rows == before and len({one.tx_hash for one in rows}) > 1:
                raise BadResponseError(f'{self.name} gives one page again and again.', source=self.name, code='repeated_page')
            before = rows
            last = rows[-1].block_number if rows else first
            if last > first:  # the blocks before the last one are complete; that one may go on
                yield ListedPage(rows, Span(first, last - 1))
                first, number = last, 1
            elif len(rows) < self._indexer.page_rows:
                yield ListedPage(rows, Span(first, span.last))
                return
            else:  # a whole page of one block
                yield ListedPage(rows, None)
                number += 1
                if number * self._indexer.page_rows > WINDOW_ROWS:
                    raise BadResponseError(f'{self.name} cannot list all of block {first}.', source=self.name, code='window_full', block=first)


def _fetch(chain_id: int, listing: Listing, indexer: Indexer) -> Sequence[ListedTransaction]:
    return indexer.fetch_listing(chain_id, listing)


class NodeSource:
    """The chain's nodes. Which index they keep is asked once."""

    name = 'node'

    def __init__(self, chain: EvmChain) -> None:
        self._rpc = chain.client.rpc
        self._index: str | None = None

    def kinds_with(self, kind: ListingKind) -> Sequence[ListingKind]:
        if kind in TOKENS:
            return TOKENS
        if self._index is None:
            self._index = find_index(self._rpc)
        return PLAIN if self._index else ()

    def pages(self, kind: ListingKind, address: str, span: Span, job: Job) -> Iterator[ListedPage]:
        if kind in TOKENS:
            yield from _checked(list_by_logs(self._rpc, address, span), job, asks_inside=False)
        elif self.kinds_with(kind):
            # Otterscan's index does not say whether the coin moved inside: it is looked at
            pages = list_by_index(self._rpc, str(self._index), address, span)
            yield from _checked(pages, job, asks_inside=self._index == 'otterscan')


def _checked(pages: Iterator[Page], job: Job, *, asks_inside: bool) -> Iterator[ListedPage]:
    for rows, done in pages:
        job.check()
        yield ListedPage([ListedTransaction(one[0], one[1], one[2], one[3] or asks_inside) for one in rows], done)


def sources_of(chain: EvmChain, indexers: IndexerDirectory) -> list[Source]:
    """In the order in which they are to be asked."""
    return [*(IndexerSource(one, indexers, chain.chain_id) for one in indexers.of_chain(chain.id, chain.chain_id)), NodeSource(chain)]

