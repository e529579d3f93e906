"""The Chainlink oracle against a contract with the interface of a feed, on a real node."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.local_chain import Contract
from rotkehlchen.contracts.oracle import USD, AssetRef, HistoricRequest, OracleContext, Pair, Price
from rotkehlchen.core.ids import find_evm_token
from rotkehlchen.core.time import TimestampS
from rotkehlchen.integrations.oracles.chainlink.oracle import Chainlink, Feed, build, load_feeds, parse_round, parse_text
from tests.integrations.oracles.onchain.price_chain import PriceChain

NOW = 1_790_000_000
DOLLAR = AssetRef(USD, 'fiat', USD)
ETH = AssetRef('ETH', 'own chain', 'ETH')


def make_oracle(chain: PriceChain, contract: Contract, description: str = 'ETH / USD', now: int = NOW) -> Chainlink:
    context = OracleContext(
        client=None, clock=lambda: TimestampS(now),  # type: ignore[arg-type]  # no HTTP here
        find_reader=lambda chain_id: chain.client if chain_id == 1 else None)
    return build(context, [Feed(1, contract.address, description, ('ETH',), 7200)])


def current(oracle: Chainlink) -> list[Price]:
    return [price for page in oracle.fetch_current([Pair(ETH, DOLLAR)]) for price in page]


def historic(oracle: Chainlink, *times: int) -> dict[int, Decimal]:
    requests = [HistoricRequest(ETH, DOLLAR, TimestampS(time)) for time in times]
    return {price.timestamp: price.price for page in oracle.fetch_historical(requests) for price in page}


def test_latest_answer_carries_price_and_time_of_the_feed(chain: PriceChain) -> None:
    feed = chain.feed('ETH / USD', 8)
    feed.send('push(int256,uint256)', 3_012_34567890, NOW - 600)
    assert current(make_oracle(chain, feed)) == [Price('ETH', USD, Decimal('3012.3456789'), 'chainlink', TimestampS(NOW - 600))]


@pytest.mark.parametrize(('answer', 'age'), [(3_000_00000000, 7201), (0, 10), (-5, 10)])
def test_stale_zero_or_negative_answer_is_no_price(chain: PriceChain, answer: int, age: int) -> None:
    feed = chain.feed('ETH / USD', 8)
    feed.send('push(int256,uint256)', answer, NOW - age)
    assert current(make_oracle(chain, feed)) == []


def test_contract_with_another_description_is_not_believed(chain: PriceChain) -> None:
    feed = chain.feed('BTC / USD', 8)
    feed.send('push(int256,uint256)', 3_000_00000000, NOW - 10)
    assert current(make_oracle(chain, feed)) == []
    assert historic(make_oracle(chain, feed), NOW) == {}


def test_address_without_contract_is_no_price(chain: PriceChain) -> None:
    assert current(make_oracle(chain, Contract(chain.local, chain.local.accounts[2]))) == []


def test_history_is_found_in_every_phase_with_few_requests(chain: PriceChain) -> None:
    feed = chain.feed('ETH / USD', 8)
    start = NOW - 1_000_000
    feed.send('pushSeries(int256,uint256,uint256,uint256)', 1_00000000, start, 1000, 100)  # until start + 99,000
    feed.send('startPhase()')
    feed.send('pushSeries(int256,uint256,uint256,uint256)', 5_00000000, start + 100_000, 1000, 150)
    oracle = make_oracle(chain, feed)
    before = chain.local.rpc.requests
    found = historic(oracle, start - 1, start, start + 41_999, start + 99_500, start + 100_000, start + 249_500, start + 249_000 + 7201)
    assert found == {
        start: Decimal('1'), start + 41_999: Decimal('1.00000041'), start + 99_500: Decimal('1.00000099'),
        start + 100_000: Decimal('5'), start + 249_500: Decimal('5.00000149'),
    }
    assert chain.local.rpc.requests - before <= 7 * 8


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_parse_of_any_bytes_never_fails(data: bytes) -> None:
    parse_round(data)
    parse_text(data)


def test_shipped_feeds_name_well_formed_assets_and_descriptions() -> None:
    feeds = load_feeds()
    assert len({(feed.chain_id, feed.contract) for feed in feeds}) == len(feeds)
    for feed in feeds:
        assert feed.description.endswith(' / USD')
        assert 3600 < feed.max_age_seconds <= 100_000
        for asset in feed.assets:
            token = find_evm_token(asset)
            assert token is None or f'eip155:{token[0]}/erc20:{token[2]}' == asset
