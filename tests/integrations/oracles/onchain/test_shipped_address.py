"""The whole way with the shipped data: real contracts at their addresses on Ethereum, the user's node, the price service."""

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from demo.local_chain import Contract
from rotkehlchen.contracts.pool_price import DOLLARS
from rotkehlchen.contracts.wrapped_native import find_wrapped_native
from rotkehlchen.core.ids import EvmAddress
from rotkehlchen.integrations.oracles.uniswapv2.oracle import FACTORIES
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.integrations.oracles.onchain.price_chain import PriceChain
from tests.services.price_bench import WETH, PriceBench
from tests.services.price_server import PriceServer

E18 = 10**18


@pytest.fixture
def bench(chain: PriceChain, global_database: Database) -> Iterator[PriceBench]:
    now = int(chain.local.do('eth_getBlockByNumber', 'latest', False)['timestamp'], 16)
    made = PriceBench(global_database, FixedClock(max(now, int(time.time()))), PriceServer())
    made.reader = chain.client
    yield made
    made.close()


def place(chain: PriceChain, original: Contract, address: str) -> Contract:
    """A copy of a contract's code at another address, with empty storage."""
    chain.local.set_code(address, chain.local.do('eth_getCode', original.address, 'latest'))
    return Contract(chain.local, EvmAddress(address))


def test_pool_at_the_shipped_addresses_prices_coin_and_wrapped_coin(chain: PriceChain, bench: PriceBench) -> None:
    wrapped = find_wrapped_native(1)
    assert wrapped is not None
    factory = place(chain, chain.v2, FACTORIES[1])
    weth, usdc = place(chain, chain.weth, wrapped[0]), place(chain, chain.usdc, DOLLARS[1][0].address)
    weth.send('deposit()', value=100 * E18)
    factory.send('createPair(address,address)', weth.address, usdc.address)
    pair = Contract(chain.local, EvmAddress(str(chain.read(factory, 'address', 'getPair(address,address)', weth.address, usdc.address))))
    weth.send('transfer(address,uint256)', pair.address, 100 * E18)
    chain.local.mint(usdc, pair.address, 250_000 * 10**6)
    pair.send('mint(address)', chain.local.owner)
    bench.use('chainlink', 'uniswapv3', 'uniswapv2')
    found = bench.current('ETH', WETH, 'BTC')
    assert {asset: (Decimal(price), source) for asset, (price, source) in found.items()} == {
        'ETH': (Decimal(2500), 'uniswapv2'), WETH: (Decimal(2500), 'uniswapv2')}
    now = int(chain.local.do('eth_getBlockByNumber', 'latest', False)['timestamp'], 16)
    past = bench.historic((WETH, now))
    assert past == {(WETH, now): ('2500', 'uniswapv2')}
    assert bench.server.asked == []
