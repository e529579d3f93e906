"""Curve: pools, routers, gauges, the minter of CRV, locked CRV and its shares of fees, votes for gauges, bribes.

Gauges and pools of any chain are known by their logs; other protocols deploy the same gauge under a name of their own.
Source: docs.curve.finance (contract addresses of Ethereum and of sidechains), github.com/curvefi.
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.gauge import CLAIMS, gauge_rules, has_limits, minter_rules
from rotkehlchen.decoding.families.vote_escrow import escrow_rules, fee_rules
from rotkehlchen.integrations.protocols.curve.pool import CURVE, adds, exchanges, removes, routes
from rotkehlchen.integrations.protocols.curve.topic import ADDED, EXCHANGED, REMOVED, ROUTED, VOTED

CRV = '0xd533a949740bb3306d119cc777fa900ba034cd52'
ESCROW = {1: ['0x5f3b5DfEb7B28CDbD7FAba78963EE202a494e2A2']}
FEES = {1: ['0xA464e6DCda8AC41e03616F95f4BC98a13b8922Dc', '0xD16d5eC345Dd86Fb63C6a9C43c517210F1027914']}
CONTROLLER = {1: ['0x2F50D538606Fa9EDD2B11E2446BEb18C9D5846bB']}
COINS = {
    1: CRV, 10: '0x0994206dfe8de6ec6920ff4d779b0d950605fb53', 56: '0x9996d0276612d23b35f90c51ee935520b3d7355b',
    100: '0x712b3d230f3c1c19db860d80619288b1f0bdd0bd', 137: '0x172370d5cd63279efa6d502dab29171933a610af',
    250: '0x1e4f97b9f9f913c46f1632781732927b9019c68b', 8453: '0x8ee73c484a26e0a5df2ee2a4960b789967dd0415',
    42161: '0x11cdb42b0eb46d95f990bedd4695a6e3fa034978', 43114: '0x47536f17f4ff30e64a96a7555826b8f9e66ec468',
}
BRIBES = {1: ['0x7893bbb46613d7a4FbcC31Dab4C9b823FfeE1026', '0x03dFdBcD4056E2F92251c7B07423E1a33a7D3F6d']}


def brand(tx: Transaction, gauge: str, staked: str | None) -> str | None:
    """A gauge that calls itself Curve's, or that has no name and acts like one."""
    name = tx.label(gauge)[1]
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
    *minter_rules(CURVE, COINS),
    *escrow_rules(CURVE, ESCROW, {1: CRV}),
    *fee_rules(CURVE, FEES),
    LogRule('vote', VOTED, votes, CONTROLLER),
    received('bribe', CURVE, BRIBES, 'receive', 'reward'),
)
