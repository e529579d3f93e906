"""Curve: pools, routers, gauges, the minter of CRV, locked CRV and its shares of fees, votes for gauges, bribes.

Gauges and pools of any chain are known by their logs; other protocols deploy the same gauge under a name of their own.
Source: docs.curve.finance (contract addresses of Ethereum and of sidechains), github.com/curvefi.
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.gauge import CLAIMS, gauge_rules, has_limits, minter_rules, name_of
from rotkehlchen.decoding.families.vote_escrow import escrow_rules, fee_rules
from rotkehlchen.integrations.protocols.curve.pool import CURVE, adds, exchanges, removes, routes
from rotkehlchen.integrations.protocols.curve.topic import ADDED, EXCHANGED, REMOVED, ROUTED, VOTED

CRV = '0xd533a949740bb3306d119cc777fa900ba034cd52'
ESCROW = {1: ['0x5f3b5DfEb7B28CDbD7FAba78963EE202a494e2A2']}
FEES = {1: ['0xA464e6DCda8AC41e03616F95f4BC98a13b8922Dc', '0xD16d5eC345Dd86Fb63C6a9C43c517210F1027914']}
CONTROLLER = {1: ['0x2F50D538606Fa9EDD2B11E2446BEb18C9D5846bB']}
CHILD_FACTORIES = ['0xabC000d88f23Bb45525E447528DBF656A9D55bf5', '0xeF672bD94913CB6f1d2812a6e18c1fFdEd8eFf5c']
MINTERS = {
    1: ['0xd061D61a4d941c39E5453435B6345Dc261C2fcE0'], **dict.fromkeys((10, 56, 100, 137, 250, 324, 1284, 2222, 8453, 42161, 42220, 43114), CHILD_FACTORIES),
    146: ['0xf3A431008396df8A8b2DF492C913706BDB0874ef'], 252: ['0xeF672bD94913CB6f1d2812a6e18c1fFdEd8eFf5c', '0x0b8d6b6cefc7aa1c2852442e518443b1b22e1c52'],
    5000: ['0x0B8D6B6CeFC7Aa1C2852442e518443B1b22e1C52'], 196: ['0xD5C3e070E121488806AaA565283Ed1E7d3eA0b4f'],
}
BRIBES = {1: ['0x7893bbb46613d7a4FbcC31Dab4C9b823FfeE1026', '0x03dFdBcD4056E2F92251c7B07423E1a33a7D3F6d']}


def brand(tx: Transaction, gauge: str, staked: str | None) -> str | None:
    """A gauge that calls itself Curve's, or that has no name and acts like one."""
    name = name_of(tx, gauge).lower()
    if 'curve' in name or 'gauge' in name:
        return CURVE if 'curve' in name and 'stake dao' not in name else None
    acts = has_limits(tx, gauge) if staked is not None else (tx.to == gauge and tx.selector in CLAIMS)
    return CURVE if acts else None


def votes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Weight of locked CRV given to a gauge, or taken from it."""
    voter, gauge, weight = log.address_at(1), log.address_at(2), log.word(3)
    if tx.is_mine(voter):
        yield from note(
            CURVE, voter, subtype='governance', at=log.position, token=CRV, address=log.address, kind='gauge_vote',
            params={'gauge': gauge, 'weight': str(weight)})


RULES = (
    LogRule('add_liquidity', ADDED, adds),
    LogRule('remove_liquidity', REMOVED, removes),
    LogRule('exchange', EXCHANGED, exchanges),
    LogRule('route', ROUTED, routes, rank=Rank.CONTRACT),
    *gauge_rules(brand, Rank.GENERIC),
    *minter_rules('mint', CURVE, MINTERS),
    *escrow_rules(CURVE, ESCROW, {1: CRV}),
    *fee_rules(CURVE, FEES),
    LogRule('vote', VOTED, votes, CONTROLLER),
    received('bribe', CURVE, BRIBES, 'receive', 'reward'),
)
