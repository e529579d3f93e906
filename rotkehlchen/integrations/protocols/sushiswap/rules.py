"""Sushiswap: the exchange of its second version, and its route processors, which swap at pools of anybody.

Source: docs.sushi.com (contracts by chain), github.com/sushi-labs (RouteProcessor, RedSnwapper).
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.amm_v2 import Exchange, exchange_rules
from rotkehlchen.decoding.families.factory import Factory
from rotkehlchen.decoding.families.router import Fee, paid_to, settle

SUSHI, CODE = 'sushiswap', '0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303'
CHAINS = (1, 10, 56, 100, 137, 143, 146, 999, 8453, 42161, 42220, 43114, 59144, 534352)
OTHERS = (56, 100, 137, 250, 42161, 42220, 43114)
FACTORIES = {
    1: '0xC0AEe478e3658e2610c5F7A4A2E1777cE9e4f2Ac', **dict.fromkeys(OTHERS, '0xc35DADB65012eC5796536bD9864eD8773aBc74C4'),
    10: '0xFbc12984689e5f15626Bad03Ad60160Fe98B303C', 8453: '0x71524B4f93c58fcbF659783284E38825f0622859',
    534352: '0xB45e53277a7e0F1D35f2a77160e91e25507f1763',
}
ROUTERS = {
    1: ['0xd9e1cE17f2641f24aE83637ab66a2cca9C378B9F'], **dict.fromkeys(OTHERS, ['0x1b02dA8Cb0d097eB8D57A175b88c7D8b47997506']),
    10: ['0x2ABf469074dc0b54d793850807E6eb5Faf2625b1'], 8453: ['0x6BDED42c6DA8FBf0d2bA55B2fa120C5e0c8D7891'],
    534352: ['0x9B3336186a38E1b6c21955d112dbb0343Ee061eE'],
}
SNWAPPERS = dict.fromkeys(CHAINS, ['0xAC4c6e212A361c968F1725b4d055b47E63F80b75'])
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
    *exchange_rules(Exchange('sushiswap-v2', {chain: (Factory(address, CODE),) for chain, address in FACTORIES.items()}, ROUTERS)),
    CallRule('snwap', snwaps, SNWAPPERS),
    LogRule('route', ROUTED, routes, rank=Rank.CONTRACT),
)
