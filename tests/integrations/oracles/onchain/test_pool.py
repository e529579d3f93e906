"""Uniswap v2 and v3 oracles against the real contracts on a real node."""

from decimal import Decimal

import pytest

from demo.local_chain import Contract, keccak
from rotkehlchen.contracts import pool_price, wrapped_native
from rotkehlchen.contracts.oracle import USD, AssetRef, HistoricRequest, OracleContext, Pair, Price
from rotkehlchen.contracts.pool_price import PoolOracle, PoolState, Token, price_tokens
from rotkehlchen.core.errors import RemoteError, UnavailableError
from rotkehlchen.core.ids import parse_evm_address
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.chainlink import oracle as chainlink
from rotkehlchen.integrations.oracles.uniswapv2 import oracle as uniswapv2
from rotkehlchen.integrations.oracles.uniswapv3 import oracle as uniswapv3
from tests.integrations.oracles.onchain.price_chain import PriceChain

NOW = TimestampS(1_790_000_000)
DOLLAR = AssetRef(USD, 'fiat', USD)
ETH = AssetRef('ETH', 'own chain', 'ETH')
E18 = 10**18


def ref(token: Contract, decimals: int = 18) -> AssetRef:
    return AssetRef(f'eip155:1/erc20:{token.address}', 'evm token', 'T', chain_id=1, address=token.address, decimals=decimals)


def make_oracle(chain: PriceChain, version: int, client: object = None) -> PoolOracle:
    context = OracleContext(
        client=None, clock=lambda: NOW,  # type: ignore[arg-type]  # these oracles use no HTTP
        find_reader=lambda chain_id: (client or chain.client) if chain_id == 1 else None)  # type: ignore[return-value, arg-type]
    if version == 2:
        return uniswapv2.build(context, {1: chain.pool_chain(chain.v2)})
    return uniswapv3.build(context, {1: chain.pool_chain(chain.v3)})


def prices_of(oracle: PoolOracle, *assets: AssetRef) -> dict[str, Price]:
    return {price.asset: price for page in oracle.fetch_current([Pair(asset, DOLLAR) for asset in assets]) for price in page}


def add_pool(chain: PriceChain, version: int, first: tuple[Contract, int], second: tuple[Contract, int]) -> None:
    if version == 2:
        chain.add_v2_pool(first, second)
    else:
        chain.add_v3_pool(first, second)


@pytest.fixture(scope='module', params=[2, 3])
def version(request: pytest.FixtureRequest, chain: PriceChain) -> int:
    """Each Uniswap, with 1 WETH = 3,000 USDC in a pool of a million dollars a side."""
    number: int = request.param
    add_pool(chain, number, (chain.weth, 300 * E18), (chain.usdc, 900_000 * 10**6))
    return number


def near(price: Price | None, expected: str, tolerance: str = '0.0001') -> bool:
    return price is not None and abs(price.price / Decimal(expected) - 1) < Decimal(tolerance)


def test_native_coin_in_dollar_pool_is_priced(chain: PriceChain, version: int) -> None:
    price = prices_of(make_oracle(chain, version), ETH)['ETH']
    assert near(price, '3000')
    assert (price.currency, price.timestamp) == (USD, NOW)


def test_token_with_own_dollar_pool_is_priced_whatever_its_decimals(chain: PriceChain, version: int) -> None:
    for decimals in (0, 8, 18):
        token = chain.token(f'D{decimals}', decimals)
        add_pool(chain, version, (token, 40_000 * 10**decimals), (chain.usdc, 100_000 * 10**6))
        found = prices_of(make_oracle(chain, version), ref(token, decimals))
        assert near(found.get(ref(token).identifier), '2.5', '0.001')


def test_token_with_native_pool_only_is_priced_through_it(chain: PriceChain, version: int) -> None:
    token = chain.token('VIA')
    add_pool(chain, version, (token, 1_000_000 * E18), (chain.weth, 100 * E18))
    assert near(prices_of(make_oracle(chain, version), ref(token))[ref(token).identifier], '0.3')


def test_token_in_dust_pool_has_no_price(chain: PriceChain, version: int) -> None:
    token = chain.token('DUST')
    add_pool(chain, version, (token, 10 * E18), (chain.usdc, 9_000 * 10**6))
    assert prices_of(make_oracle(chain, version), ref(token)) == {}


def test_token_without_pool_is_not_in_the_answer(chain: PriceChain, version: int) -> None:
    token, known = chain.token('NONE'), ETH
    assert set(prices_of(make_oracle(chain, version), ref(token), known)) == {'ETH'}


def test_deeper_pool_wins_over_a_thin_one_with_another_price(chain: PriceChain, version: int) -> None:
    token = chain.token('TWO')
    add_pool(chain, version, (token, 1_000 * E18), (chain.dai, 20_000 * E18))  # 20 dollars, thin
    add_pool(chain, version, (token, 50_000 * E18), (chain.usdc, 500_000 * 10**6))  # 10 dollars, deep
    assert near(prices_of(make_oracle(chain, version), ref(token))[ref(token).identifier], '10')


def test_deeper_route_wins_whichever_way_it_leads(chain: PriceChain, version: int) -> None:
    by_coin, by_dollar = chain.token('COIN'), chain.token('DOLLAR')
    add_pool(chain, version, (by_coin, 3_000 * E18), (chain.weth, 100 * E18))  # 100 dollars, deep
    add_pool(chain, version, (by_coin, 1_000 * E18), (chain.usdc, 20_000 * 10**6))  # 20 dollars, thin
    add_pool(chain, version, (by_dollar, 300 * E18), (chain.weth, 10 * E18))  # 100 dollars, thin
    add_pool(chain, version, (by_dollar, 10_000 * E18), (chain.usdc, 200_000 * 10**6))  # 20 dollars, deep
    found = prices_of(make_oracle(chain, version), ref(by_coin), ref(by_dollar))
    assert near(found[ref(by_coin).identifier], '100')
    assert near(found[ref(by_dollar).identifier], '20')


def test_many_tokens_need_few_requests(chain: PriceChain, version: int) -> None:
    tokens = [chain.token(f'M{index}') for index in range(5)]
    for token in tokens:
        add_pool(chain, version, (token, 10_000 * E18), (chain.usdc, 20_000 * 10**6))
    before = chain.local.rpc.requests
    assert len(prices_of(make_oracle(chain, version), *(ref(token) for token in tokens))) == 5
    assert chain.local.rpc.requests - before <= 3


def test_history_on_an_archive_node_gives_the_price_of_then(chain: PriceChain, version: int) -> None:
    token = chain.token('OLD')
    base = chain.local.do('eth_getBlockByNumber', 'latest', False)
    start = int(base['timestamp'], 16) + 10_000_000
    add_pool(chain, version, (token, 100_000 * E18), (chain.usdc, 100_000 * 10**6))  # 1 dollar
    chain.local.do('evm_setNextBlockTimestamp', start)
    chain.local.do('anvil_mine', '0x40', '0x258')  # 64 blocks, ten minutes apart
    if version == 2:
        pair = str(chain.read(chain.v2, 'address', 'getPair(address,address)', token.address, chain.usdc.address))
        chain.give(chain.usdc, pair, 300_000 * 10**6)  # 4 dollars from now on
        Contract(chain.local, pair).send('sync()')
    else:
        chain.add_v3_pool((token, 500_000 * E18), (chain.usdc, 2_000_000 * 10**6), fee=500)
    later = int(chain.local.do('eth_getBlockByNumber', 'latest', False)['timestamp'], 16)
    oracle = make_oracle(chain, version)
    before, after = TimestampS(start + 3000), TimestampS(later + 5)
    requests = [HistoricRequest(ref(token), DOLLAR, time) for time in (before, after)]
    found = {price.timestamp: price for page in oracle.fetch_historical(requests) for price in page}
    assert len(found) == 2
    assert near(found[min(found)], '1')
    assert near(found[max(found)], '4')
    assert abs(min(found) - before) <= 600


def test_history_before_the_chain_is_not_in_the_answer(chain: PriceChain, version: int) -> None:
    oracle = make_oracle(chain, version)
    pages = list(oracle.fetch_historical([HistoricRequest(ETH, DOLLAR, TimestampS(1_000_000_000))]))
    assert [price for page in pages for price in page] == []


def test_dead_node_raises_unavailable(chain: PriceChain, version: int) -> None:
    class Dead:
        def call_many(self, *_: object) -> list[bytes | None]:
            raise UnavailableError('unreachable')

    with pytest.raises(RemoteError):
        prices_of(make_oracle(chain, version, Dead()), ETH)


def test_chain_without_node_or_decimals_is_not_known(chain: PriceChain, version: int) -> None:
    oracle = make_oracle(chain, version)
    token = chain.token('X')
    assert oracle.knows(ref(token))
    assert oracle.knows(ETH)
    assert not oracle.knows(AssetRef(ref(token).identifier, 'evm token'))
    assert not oracle.knows(AssetRef('eip155:10/erc20:' + token.address, 'evm token', decimals=18))
    assert not oracle.knows(AssetRef('BTC', 'own chain', 'BTC'))


def test_price_tokens_with_garbage_states_prices_nothing() -> None:
    chain = pool_price.PoolChain('0x' + '11' * 20, Token('0x' + '22' * 20, 18), (Token('0x' + '33' * 20, 6),))
    token = Token('0x' + '44' * 20, 18)
    zero = PoolState(Decimal(0), Decimal(10**9))
    assert price_tokens(chain, [token], Decimal(1), lambda pairs: [None] * len(pairs)) == {}
    assert price_tokens(chain, [token], Decimal(1), lambda pairs: [zero] * len(pairs)) == {}


@pytest.mark.parametrize('data', [None, b'', b'\0' * 31, b'\0' * 96, b'\xff' * 96, b'\xff' * 1000])
def test_parse_of_malformed_return_data_gives_no_state(data: bytes | None) -> None:
    base, quote = Token('0x' + '44' * 20, 18), Token('0x' + '33' * 20, 6)
    assert uniswapv2.parse_reserves(data, base, quote) is None
    assert uniswapv3.parse_pool(data, data, data, base, quote) is None


def test_selectors_are_the_hashes_of_their_signatures() -> None:
    for selector, signature in (
        (uniswapv2.GET_PAIR, 'getPair(address,address)'), (uniswapv2.GET_RESERVES, 'getReserves()'),
        (uniswapv3.GET_POOL, 'getPool(address,address,uint24)'), (uniswapv3.SLOT0, 'slot0()'), (uniswapv3.LIQUIDITY, 'liquidity()'),
        (uniswapv3.BALANCE_OF, 'balanceOf(address)'), (chainlink.LATEST_ROUND_DATA, 'latestRoundData()'),
        (chainlink.GET_ROUND_DATA, 'getRoundData(uint80)'), (chainlink.DECIMALS, 'decimals()'), (chainlink.DESCRIPTION, 'description()'),
        (chainlink.PHASE_AGGREGATORS, 'phaseAggregators(uint16)'), (chainlink.LATEST_ROUND, 'latestRound()'),
    ):
        assert keccak(signature.encode())[:4].hex() == selector


def test_addresses_of_the_data_are_checksummed() -> None:
    factories = [*uniswapv2.FACTORIES.values(), *uniswapv3.FACTORIES.values()]
    dollars = [token.address for tokens in pool_price.DOLLARS.values() for token in tokens]
    wrapped = [contract for contract, _ in wrapped_native._CONTRACTS.values()]
    feeds = [feed.contract for feed in chainlink.load_feeds()]
    for address in [*factories, *dollars, *wrapped, *feeds]:
        assert parse_evm_address(address) == address
