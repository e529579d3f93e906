"""What oracles share that read prices out of liquidity pools on the user's own node.

An oracle says where the pools of two tokens are and how to read one; this module decides which pools to look at, and
which of them to believe: a token is priced by its pool with a dollar token, or with the wrapped native coin and that
coin's own deepest dollar pool; the route with the deepest thinnest pool wins, and one with less than `least_depth_usd`
on the other side gives no price, because anybody can make such a pool and set its price.

A dollar token counts as one dollar here: a pool's price is in it, and says nothing about its peg.
Dollar tokens: @uniswap/default-token-list 22.21.0 (addresses and decimals are facts; read 2026-11-21) and, for Gnosis, Linea, Scroll,
zkSync Era and Blast, developers.circle.com/stablecoins/usdc-contract-addresses and the chains' own documentation.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from rotkehlchen.contracts.oracle import USD, AssetRef, EvmReader, HistoricRequest, OracleContext, Pair, Price, round_price
from rotkehlchen.contracts.wrapped_native import chains_of_native, find_wrapped_native
from rotkehlchen.core.errors import UnavailableError
from rotkehlchen.core.ids import find_evm_token
from rotkehlchen.core.time import HOUR_SECONDS, TimestampS

NATIVE_DECIMALS: Final = 18
LEAST_DEPTH_USD: Final = Decimal(10_000)
TOKENS_A_BATCH: Final = 40


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the chain in question. `address`: checksummed."""

    address: str
    decimals: int


@dataclass(frozen=True, slots=True)
class PoolState:
    """What a pool says: one whole `base` is worth `price` whole quote tokens, of which `depth` can be traded against."""

    price: Decimal
    depth: Decimal


@dataclass(frozen=True, slots=True)
class PoolChain:
    """A chain as pool oracles see it: where the pools are made and which tokens to look for on their other side."""

    factory: str
    wrapped_native: Token | None
    dollars: tuple[Token, ...]


class PoolReader(Protocol):
    """How an oracle reads pools: the best one of each (base, quote), in order; None where there is none of use."""

    def __call__(
            self, reader: EvmReader, factory: str, pairs: Sequence[tuple[Token, Token]], block: int | None, /,
    ) -> list[PoolState | None]: ...


def _dollars(*tokens: tuple[str, int]) -> tuple[Token, ...]:
    return tuple(Token(address, decimals) for address, decimals in tokens)


DOLLARS: Final[Mapping[int, tuple[Token, ...]]] = {
    1: _dollars(
        ('0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 6), ('0xdAC17F958D2ee523a2206206994597C13D831ec7', 6),
        ('0x6B175474E89094C44Da98b954EedeAC495271d0F', 18)),
    10: _dollars(
        ('0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85', 6), ('0x7F5c764cBc14f9669B88837ca1490cCa17c31607', 6),
        ('0x94b008aA00579c1307B0EF2c499aD98a8ce58e58', 6)),
    56: _dollars(('0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d', 18), ('0x55d398326f99059fF775485246999027B3197955', 18)),
    100: _dollars(('0xDDAfbb505ad214D7b80b1f830fcCc89B60fb7A83', 6), ('0x2a22f9c3b484c3629090FeED35F17Ff8F88f76F0', 6)),
    130: _dollars(('0x078D782b760474a361dDA0AF3839290b0EF57AD6', 6), ('0x9151434b16b9763660705744891fA906F660EcC5', 6)),
    137: _dollars(
        ('0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', 6), ('0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174', 6),
        ('0xc2132D05D31c914a87C6611C10748AEb04B58e8F', 6)),
    143: _dollars(('0x754704Bc059F8C67012fEd69BC8A327a5aafb603', 6)),
    324: _dollars(('0x1d17CBcF0D6D143135aE902365D2E5e2A16538D4', 6)),
    8453: _dollars(('0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', 6), ('0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb', 18)),
    42161: _dollars(
        ('0xaf88d065e77c8cC2239327C5EDb3A432268e5831', 6), ('0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8', 6),
        ('0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9', 6)),
    42220: _dollars(('0xcebA9300f2b948710d2653dD7B07f33A8B32118C', 6), ('0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e', 6)),
    43114: _dollars(('0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E', 6), ('0x9702230A8Ea53601f5cD2dc00fDBc13d4dF4A8c7', 6)),
    59144: _dollars(('0x176211869cA2b568f2A7D4EE941E073a821EE1ff', 6)),
    81457: _dollars(('0x4300000000000000000000000000000000000003', 18)),
    534352: _dollars(('0x06eFdBFf2a14a7c8E15944D1F4A48F9F95F663A4', 6)),
}


def pool_chains(factories: Mapping[int, str]) -> dict[int, PoolChain]:
    """Chains that have a factory and dollar tokens to compare with."""
    chains = {}
    for chain_id, factory in factories.items():
        native = find_wrapped_native(chain_id)
        if chain_id in DOLLARS:
            chains[chain_id] = PoolChain(factory, Token(native[0], NATIVE_DECIMALS) if native else None, DOLLARS[chain_id])
    return chains


@dataclass(frozen=True, slots=True)
class _Question:
    chain_id: int
    token: Token


@dataclass(slots=True, eq=False, repr=False)
class PoolOracle:
    """An oracle over pools; `read_pools` is what differs. Chains can be replaced (a chain of one's own, a test chain)."""

    id: str
    context: OracleContext
    chains: Mapping[int, PoolChain]
    read_pools: PoolReader
    least_depth_usd: Decimal = LEAST_DEPTH_USD
    _blocks: dict[int, 'BlockFinder'] = field(default_factory=dict)

    def knows(self, asset: AssetRef) -> bool:
        return self._find_question(asset) is not None

    def quotes(self, currency: AssetRef) -> bool:
        return currency.identifier == USD

    def fetch_current(self, pairs: Sequence[Pair]) -> Iterator[Sequence[Price]]:
        by_chain = self._by_chain([pair.asset for pair in pairs])
        for chain_id, assets in by_chain.items():
            yield from self._price_chain(chain_id, assets, None, self.context.clock())

    def fetch_historical(self, requests: Sequence[HistoricRequest]) -> Iterator[Sequence[Price]]:
        """One search for the block and one batch of reads for each chain and time. Needs an archive node."""
        by_time: dict[TimestampS, list[AssetRef]] = {}
        for request in requests:
            by_time.setdefault(request.timestamp, []).append(request.asset)
        for timestamp, assets in sorted(by_time.items()):
            for chain_id, members in self._by_chain(assets).items():
                reader = self.context.find_reader(chain_id)
                if reader is None:
                    continue
                finder = self._blocks.setdefault(chain_id, BlockFinder())
                block = finder.find_block(reader, timestamp)
                if block is None or abs(block[1] - timestamp) > HOUR_SECONDS:
                    continue  # before the chain began, or the node is not that far yet
                yield from self._price_chain(chain_id, members, block[0], block[1])

    def _price_chain(
            self, chain_id: int, assets: dict[str, Token], block: int | None, dated: TimestampS,
    ) -> Iterator[Sequence[Price]]:
        reader = self.context.find_reader(chain_id)
        if reader is None:
            return
        names = list(assets)
        for start in range(0, len(names), TOKENS_A_BATCH):
            batch = {name: assets[name] for name in names[start:start + TOKENS_A_BATCH]}
            found = price_tokens(
                self.chains[chain_id], list(batch.values()), self.least_depth_usd,
                lambda pairs: self.read_pools(reader, self.chains[chain_id].factory, pairs, block))
            yield [Price(name, USD, found[token], self.id, dated) for name, token in batch.items() if token in found]

    def _by_chain(self, assets: Sequence[AssetRef]) -> dict[int, dict[str, Token]]:
        grouped: dict[int, dict[str, Token]] = {}
        for asset in assets:
            question = self._find_question(asset)
            if question is not None:
                grouped.setdefault(question.chain_id, {})[asset.identifier] = question.token
        return grouped

    def _find_question(self, asset: AssetRef) -> _Question | None:
        """Where to look: a token on its own chain; a native coin, as its wrapped form, on its main chain with a node."""
        parsed = find_evm_token(asset.identifier)
        native_chains = [chain for chain in chains_of_native(asset.identifier) if chain in self.chains]
        for chain_id in native_chains:
            wrapped = self.chains[chain_id].wrapped_native
            if wrapped is not None and self.context.find_reader(chain_id) is not None:
                return _Question(chain_id, wrapped)
        if parsed is None or parsed[1] != 'erc20' or asset.decimals is None or parsed[0] not in self.chains or native_chains:
            return None
        if self.context.find_reader(parsed[0]) is None:
            return None
        return _Question(parsed[0], Token(parsed[2], asset.decimals))


def price_tokens(
        chain: PoolChain, tokens: Sequence[Token], least_depth_usd: Decimal,
        read: Callable[[Sequence[tuple[Token, Token]]], list[PoolState | None]],
) -> dict[Token, Decimal]:
    """Price in USD of each token that has a deep enough route. `read` is called once."""
    native = chain.wrapped_native
    bases = list(dict.fromkeys([*tokens, *([native] if native else [])]))
    quotes = [*chain.dollars, *([native] if native else [])]
    pairs = [(base, quote) for base in bases for quote in quotes if base != quote and not (base == native and quote == native)]
    states = dict(zip(pairs, read(pairs), strict=True))
    dollar_routes = {base: _deepest(states.get((base, dollar)) for dollar in chain.dollars) for base in bases}
    native_usd = dollar_routes.get(native) if native else None
    found = {}
    for token in tokens:
        routes = [route for route in (dollar_routes[token], _through(states.get((token, native)), native_usd) if native else None) if route]
        best = max(routes, key=lambda route: route.depth, default=None)
        if best is not None and best.depth >= least_depth_usd and best.price > 0:
            found[token] = round_price(best.price)
    return found


def _deepest(states: Iterator[PoolState | None]) -> PoolState | None:
    return max((state for state in states if state is not None), key=lambda state: state.depth, default=None)


def _through(leg: PoolState | None, native_usd: PoolState | None) -> PoolState | None:
    """The route token -> native coin -> dollar, as deep as its thinner pool."""
    if leg is None or native_usd is None:
        return None
    return PoolState(leg.price * native_usd.price, min(leg.depth * native_usd.price, native_usd.depth))


class BlockFinder:
    """Finds the last block at or before a time on one chain, remembering what it saw to narrow the next search."""

    def __init__(self) -> None:
        self._seen: dict[int, TimestampS] = {}

    def find_block(self, reader: EvmReader, timestamp: TimestampS) -> tuple[int, TimestampS] | None:
        """(number, its time), None if the chain began later. About ten requests for the first time, fewer for later ones."""
        newest = reader.block_number()
        self._seen[newest] = self._seen.get(newest) or reader.block_timestamp(newest)
        if 0 not in self._seen:
            self._seen[0] = reader.block_timestamp(0)
        if len(self._seen) > 5000:
            self._seen = {0: self._seen[0], newest: self._seen[newest]}
        if timestamp >= self._seen[newest]:
            return newest, self._seen[newest]
        if timestamp < self._seen[0]:
            return None
        low = max((n for n, t in self._seen.items() if t <= timestamp), default=0)
        high = min((n for n, t in self._seen.items() if t > timestamp), default=newest)
        step = 0
        while high - low > 1:
            middle = self._guess(low, high, timestamp) if step % 3 < 2 else (low + high) // 2
            self._seen[middle] = reader.block_timestamp(middle)
            if self._seen[middle] <= timestamp:
                low = middle
            else:
                high = middle
            step += 1
            if step > 80:
                raise UnavailableError('The node gives block times that do not rise.', source='node')
        return low, self._seen[low]

    def _guess(self, low: int, high: int, timestamp: TimestampS) -> int:
        """Where the block would be if blocks between the two were evenly spaced; every third step halves instead."""
        start, end = self._seen[low], self._seen[high]
        share = (timestamp - start) * (high - low) // max(1, end - start)
        return min(high - 1, max(low + 1, low + share))


def encode_call(selector: str, *words: str | int) -> bytes:
    """Call data of a function whose parameters are addresses (text) and unsigned integers."""
    encoded = [bytes.fromhex(word[2:]).rjust(32, b'\0') if isinstance(word, str) else word.to_bytes(32) for word in words]
    return bytes.fromhex(selector) + b''.join(encoded)


def read_word(data: bytes | None, index: int) -> int | None:
    """The word at an index of return data as an unsigned integer, None if the data is too short or there is none."""
    if data is None or len(data) < 32 * (index + 1):
        return None
    return int.from_bytes(data[32 * index:32 * (index + 1)])


def read_address(data: bytes | None) -> str | None:
    """An address returned by a contract, in lower case; None for none and for the null address."""
    word = read_word(data, 0)
    return None if not word or word >= 1 << 160 else f'0x{word:040x}'
