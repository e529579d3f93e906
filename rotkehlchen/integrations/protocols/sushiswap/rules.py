"""Sushiswap: its exchanges of the second and the third version, farms and staked SUSHI, route processors, which swap at pools of anybody.

Source: docs.sushi.com (contracts by chain), github.com/sushi-labs (RouteProcessor, RedSnwapper).
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.amm_v3 import position_rules, router_rules
from rotkehlchen.decoding.families.farm import farm_rule
from rotkehlchen.decoding.families.pool_swap import SWAP_V3, swap_rule
from rotkehlchen.decoding.families.reward_pool import listed
from rotkehlchen.decoding.families.router import Fee, paid_to, settle
from rotkehlchen.decoding.families.share import share_rule
from rotkehlchen.integrations.protocols.sushiswap.address import (
    BARS,
    COINS,
    FARMS,
    SNWAPPERS,
    V2_FACTORIES,
    V2_ROUTERS,
    V3_FACTORIES,
    V3_MANAGERS,
    V3_ROUTERS,
)

SUSHI = 'sushiswap'
COLLECTORS = ('0xde7259893af7cdbc9fd806c6ba61d22d581d5667', '0xca226bd9c754f1283123d32b2a7cf62a722f8ada')  # of the interface's fees
ROUTED = '0x2db5ddd0b42bdbca0d69ea16f234a870a485854ae0d91f16643d6f317d8b8994'  # Route(address,address,address,address,uint256,uint256,uint256)


def snwaps(tx: Transaction) -> Iterator[Claim]:
    """A swap by an executor, which pays the interface's fees out of what was bought or sold."""
    fees: dict[str, int] = {}
    for fee in paid_to(tx, COLLECTORS):
        fees[fee.token] = fees.get(fee.token, 0) + fee.amount
    moves = [one for one in tx.mine if one.token_id is None]
    yield from settle(tx, SUSHI, moves, [Fee(*one) for one in fees.items()], address=tx.to, order='group')


def routes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A swap by a route processor for whoever called it."""
    if tx.is_mine(log.topic_address(1)):
        sold, bought = tx.coin_or(log.topic_address(2)), tx.coin_or(log.topic_address(3))
        yield from settle(tx, SUSHI, [one for one in tx.mine if one.token in (sold, bought)], address=log.address, order='group')


RULES = (
    *exchange_rules(Exchange('sushiswap-v2', V2_FACTORIES, V2_ROUTERS)),
    swap_rule('v3_swap', SUSHI, SWAP_V3, V3_FACTORIES, {}), *router_rules('v3_router', SUSHI, V3_ROUTERS), *position_rules(SUSHI, V3_MANAGERS, 'v3_'),
    farm_rule(SUSHI, FARMS, COINS), share_rule('bar', listed(SUSHI, BARS)),
    CallRule('snwap', snwaps, SNWAPPERS),
    LogRule('route', ROUTED, routes, rank=Rank.CONTRACT),
)
