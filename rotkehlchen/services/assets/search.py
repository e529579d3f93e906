"""Finding an asset by what a person types: POST /assets/search/levenshtein.

The index holds the lower-cased symbol and name of every asset, built at first use and again after assets changed. Order of what is
found: symbol equal (and name equal, of a well-known coin), name equal, symbol begins so, name begins so, a word of the name begins so,
text inside, then by edit distance (few typing errors, more in longer texts). Within each, the better known asset first: every symbol is
claimed by someone, and fame, unlike a symbol, can't be claimed. See `_fame`.
"""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_page import AssetFilter, PageRequest
from rotkehlchen.storage.global_db.asset_row import Asset

MAX_QUERY_LENGTH: Final = 200
MAX_LIMIT: Final = 1_000
COIN_TYPES: Final = frozenset(('own chain', 'fiat'))
COIN_CHAINS: Final = 20
SHORTEST_SIMILAR: Final = 3  # letters; shorter ones are similar to everything
NARROWED_KEPT: Final = 6  # indexes of one chain or type
# Ranks of a match, best first.
SYMBOL_EQUAL, NAME_EQUAL, SYMBOL_PREFIX, NAME_PREFIX, WORD_PREFIX, INSIDE, SIMILAR = range(7)
_SEPARATOR = '\n'  # ends each name in the joined text; no name holds it after normalisation

Hits = dict[int, tuple[int, int]]  # position in the index -> (rank, distance)


@dataclass(frozen=True, slots=True)
class AssetQuery:
    """None: any. `text` is what was typed; `without` are identifiers that are not wanted (ignored assets)."""

    text: str | None = None
    chain_id: int | None = None
    address: str | None = None
    type: str | None = None
    limit: int = 25
    without: Collection[str] = frozenset()


def normalise(text: str) -> str:
    return ' '.join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the index knows of each asset, best known first, symbol and name normalised. One object an asset would weigh 3 MB more."""

    identifiers: list[str]
    symbols: list[str]
    names: list[str]
    kinds: list[str]
    chains: 'array[int]'  # 0: no EVM chain
    tiers: bytes

    def pick(self, positions: list[int]) -> '_Columns':
        def picked(column: list[str]) -> list[str]:
            return [column[at] for at in positions]

        return _Columns(
            picked(self.identifiers), picked(self.symbols), picked(self.names), picked(self.kinds),
            array('q', (self.chains[at] for at in positions)), bytes(self.tiers[at] for at in positions),
        )  # fmt: skip


class _Index:
    """Immutable once built. Positions are ordered by how well known the asset is, so that an equal rank keeps that order."""

    def __init__(self, columns: _Columns) -> None:
        self.columns = columns
        self.identifiers, self.symbols, self.names = columns.identifiers, columns.symbols, columns.names
        # positions below are of tier 0; of tier 0 or 1
        self.famous, self.known = bisect_left(columns.tiers, 1), bisect_left(columns.tiers, 2)
        self.by_symbol = array('I', sorted(range(len(self.symbols)), key=self.symbols.__getitem__))
        self.text = _SEPARATOR + _SEPARATOR.join(map('{} {}'.format, self.symbols, self.names))
        self.starts = array('I', _line_starts(self.text))

    def narrowed(self, chain_id: int | None, kind: str | None) -> '_Index':
        """The index of one chain's or one type's assets alone."""
        kept = list(range(len(self.identifiers)))
        if chain_id is not None:
            kept = [at for at in kept if self.columns.chains[at] == chain_id]
        if kind is not None:
            kept = [at for at in kept if self.columns.kinds[at] == kind]
        return _Index(self.columns.pick(kept))

    def direct_hits(self, typed: str, most: int) -> Hits:
        """Assets whose symbol or name holds the text: all with an equal or beginning symbol, others until `most` are found."""
        hits = self._symbol_hits(typed)
        at = self.text.find(typed)
        while at >= 0 and len(hits) < most:
            position = bisect_right(self.starts, at) - 1
            rank = self._name_rank(position, typed)
            if rank < hits.get(position, (SIMILAR, 0))[0]:
                hits[position] = (rank, self._unlikeliness(position) if rank in (NAME_EQUAL, NAME_PREFIX) else 0)
            line_end = self.starts[position + 1] if position + 1 < len(self.starts) else len(self.text)
            at = self.text.find(typed, line_end)
        return hits

    def _symbol_hits(self, typed: str) -> Hits:
        key = self.symbols.__getitem__
        first = bisect_left(self.by_symbol, typed, key=key)
        last = bisect_left(self.by_symbol, typed + '\U0010ffff', key=key)
        return {
            position: (SYMBOL_EQUAL, 0) if key(position) == typed else (SYMBOL_PREFIX, self._obscurity(position, len(key(position))))
            for position in self.by_symbol[first:last]
        }

    def _obscurity(self, position: int, length: int) -> int:
        """Among symbols that begin alike: the well-known ones first, then the short ones."""
        return 0 if position < self.known else length

    def _unlikeliness(self, position: int) -> int:
        """Among names that begin alike: by how well known, then the short ones, so that 'bitc' means Bitcoin before Bitcoin Diamond."""
        tier = 0 if position < self.famous else 1 if position < self.known else 2
        return tier * 10_000 + len(self.names[position])

    def _name_rank(self, position: int, typed: str) -> int:
        name = self.names[position]
        if name == typed:
            return SYMBOL_EQUAL if position < self.famous else NAME_EQUAL
        if name.startswith(typed):
            return NAME_EQUAL if position < self.famous else NAME_PREFIX
        return WORD_PREFIX if f' {typed}' in name else INSIDE

    def similar_hits(self, typed: str, known: Hits) -> Hits:
        """Assets a few typing errors away, beyond those in `known`."""
        from rapidfuzz import process  # loaded at the first search: start-up does without it
        from rapidfuzz.distance import Levenshtein

        allowed = allowed_distance(typed)
        hits: Hits = {}
        for texts in (self.symbols, self.names):
            for _, distance, position in process.extract(typed, texts, scorer=Levenshtein.distance, score_cutoff=allowed, limit=None):
                if position not in known and distance < hits.get(position, (0, allowed + 1))[1]:
                    hits[position] = (SIMILAR, int(distance))
        return hits


def _build_columns(rows: list[tuple[Any, ...]]) -> _Columns:
    """Best known first: by tier, then by the number of chains that the coin lives on, natives counting as COIN_CHAINS."""
    sizes = Counter(row[5] for row in rows)
    shared: dict[str, str] = {}  # the same name on ten chains is one string

    def fame(row: tuple[Any, ...]) -> tuple[int, int, int, str]:
        chains = sizes[row[5]] if row[5] is not None else COIN_CHAINS if row[4] in COIN_TYPES else 1
        return _tier(row), -chains, row[3] or 0, row[0]

    def shared_column(texts: Iterable[str]) -> list[str]:
        return [shared.setdefault(text, text) for text in texts]

    rows.sort(key=fame)
    return _Columns(
        [row[0] for row in rows], shared_column(normalise(row[1]) for row in rows), shared_column(normalise(row[2]) for row in rows),
        shared_column(row[4] for row in rows), array('q', (row[3] or 0 for row in rows)), bytes(map(_tier, rows)),
    )  # fmt: skip


def _tier(row: tuple[Any, ...]) -> int:
    """0: coins and main assets of collections; 1: other members; 2: with an icon or a price source; 3: the rest."""
    _, _, _, _, kind, collection, is_main, is_known = row
    return 0 if is_main or (kind in COIN_TYPES and is_known) or kind == 'fiat' else 1 if collection is not None else 2 if is_known else 3


def _line_starts(text: str) -> Iterator[int]:
    at = text.find(_SEPARATOR)
    while at >= 0:
        yield at
        at = text.find(_SEPARATOR, at + 1)


def allowed_distance(typed: str) -> int:
    """One error in up to five letters, then one more for every four: more would make every short symbol similar to every other."""
    return 1 if len(typed) <= 5 else min(5, 1 + (len(typed) - 2) // 4)


class AssetSearch:
    """Safe to use from any number of threads; one builds the index while others wait for it."""

    def __init__(self, assets: AssetRepository) -> None:
        self._assets = assets
        self._revision = -1
        self._indexes: dict[tuple[int | None, str | None], _Index] = {}  # of all assets, and of those of a chain or type asked for lately
        self._building = threading.Lock()

    def search(self, query: AssetQuery) -> list[Asset]:
        """The best matches first, `limit` at most. Without a text: the assets of the filter by name. Raises InputError for a bad limit."""
        if not 0 < query.limit <= MAX_LIMIT:
            raise InputError(f'limit must be from 1 to {MAX_LIMIT}', field='limit')
        if query.address is not None:
            return self._at_address(query)
        typed = normalise(query.text or '')[:MAX_QUERY_LENGTH]
        if not typed:
            wanted = AssetFilter(type=query.type, chain_id=query.chain_id, without=query.without)
            return self._assets.search(wanted, PageRequest(limit=query.limit))
        chosen = self._best(self._current_index(query.chain_id, query.type), typed, query)
        return list(self._assets.load_many(chosen).values())

    def _at_address(self, query: AssetQuery) -> list[Asset]:
        """An address names the asset on each chain; a text beside it narrows by name or symbol."""
        wanted = AssetFilter(type=query.type, chain_id=query.chain_id, address=query.address, without=query.without)
        found = self._assets.search(wanted, PageRequest(limit=query.limit))
        typed = normalise(query.text or '')
        return [asset for asset in found if typed in normalise(asset.symbol) or typed in normalise(asset.name)]

    def _best(self, index: _Index, typed: str, query: AssetQuery) -> list[str]:
        hits = index.direct_hits(typed, query.limit * 20 + len(query.without))
        kept = self._wanted(index, hits, query)
        if len(kept) < query.limit and len(typed) >= SHORTEST_SIMILAR:
            kept |= self._wanted(index, index.similar_hits(typed, hits), query)
        order = sorted(kept, key=lambda position: (*kept[position], position))
        return [index.identifiers[position] for position in order[: query.limit]]

    def _wanted(self, index: _Index, hits: Hits, query: AssetQuery) -> Hits:
        if not query.without:
            return hits
        return {position: hit for position, hit in hits.items() if index.identifiers[position] not in query.without}

    def _current_index(self, chain_id: int | None, kind: str | None) -> _Index:
        key = (chain_id, kind)
        index = self._indexes.get(key) if self._revision == self._assets.revision else None
        if index is not None:
            return index
        with self._building:
            if self._revision != self._assets.revision:
                self._revision, rows = self._assets.load_search_rows()
                self._indexes = {(None, None): _Index(_build_columns(rows))}
            if key not in self._indexes:
                kept = dict(list(self._indexes.items())[-NARROWED_KEPT:])
                everything = self._indexes[None, None]
                self._indexes = {**kept, (None, None): everything, key: everything.narrowed(chain_id, kind)}
            return self._indexes[key]


def to_search_row(asset: Asset, find_chain_name: Callable[[int], str | None]) -> dict[str, Any]:
    """A result as the API writes it: keys that say nothing about the asset are left out."""
    row: dict[str, Any] = {'identifier': asset.identifier, 'name': asset.name, 'symbol': asset.symbol, 'asset_type': asset.type}
    if asset.chain_id is not None:
        row['evm_chain'] = find_chain_name(asset.chain_id) or str(asset.chain_id)
        row['address'] = asset.address
    if asset.is_custom:
        row |= {'is_custom_asset': True, 'custom_asset_type': asset.custom_type}
    if asset.collection_id is not None:
        row['collection_id'] = str(asset.collection_id)
    if asset.protocol is not None:
        row['protocol'] = asset.protocol
    if asset.protocol == 'spam':
        row['is_spam'] = True
    return row
