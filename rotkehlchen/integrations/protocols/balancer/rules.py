"""Balancer: pools of all versions, gauges, locked liquidity (veBAL) and what it earns.

Source: docs.balancer.fi (contract addresses by chain), github.com/balancer/balancer-deployments.
"""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import WORD, Log, Transaction, to_address
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.gauge import gauge_rules, minter_rules, rewards
from rotkehlchen.decoding.families.vote_escrow import escrow_rules
from rotkehlchen.integrations.protocols.balancer.first import FIRST_RULES
from rotkehlchen.integrations.protocols.balancer.vault import CHANGED_V2, V2, V2_VAULT, V3, V3_VAULT, VAULT_RULES

LOCKED = '0x5c6Ee304399DBdB9C8Ef030aB642B10820DB8F56'.lower()  # 80 parts BAL and 20 parts WETH
BAL = {
    1: '0xba100000625a3754423978a60c9317c58a424e3d', 10: '0xfe8b128ba8c78aabc59d4c64cee7ff28e9379921',
    100: '0x7ef541e2a22058048904fe5744f9c7e4c57af717', 137: '0x9a71012b13ca4d3d0cdc72a177df3ef03b0e76a3',
    8453: '0x4158734d47fc9692176b5085e0f52ee0da5d47f1', 42161: '0x040d1edc9569d4bab2d15287dc5a4f10f56a56b8',
    43114: '0xe15bcb9e0ea69e6ab9fa080c4c4a5632896298c3',
}
ESCROW = {1: ['0xC128a9954e6c874eA3d62ce62B468bA073093F25']}
DISTRIBUTORS = {1: ['0xD3cf852898b21fc233251427c2DC93d3d604F3BB', '0x26743984e3357eFC59f2fd6C1aFDC310335a61c9']}
CONTROLLER = {1: ['0xC128468b7Ce63eA702C1f104D55A2566b13D3ABD']}
VOTED = '0x45ca9a4c8d0119eb329e580d28fe689e484e1be230da8037ade9547d2d25cc91'  # VoteForGauge(uint256,address,address,uint256)
CLAIM_OF_RELAYER = bytes.fromhex('0e248fea')  # gaugeClaimRewards(address[])
GET_VAULT, LP_TOKEN = '0x8d928af8', '0x82c63066'  # getVault() of a pool, lp_token() of a gauge
V3_START = 1_733_875_200  # 2024-12-11: no gauge of an older pool was added to speak of


def brand(tx: Transaction, gauge: str, staked: str | None) -> str | None:
    """A gauge that calls itself Balancer's, or takes a pool of Balancer."""
    name = tx.label(gauge)[1]
    if name.startswith(('balancer ', 'beethoven')):
        return version_of(tx, gauge, staked)
    if 'gauge' in name or staked is None:
        return None
    return version_of(tx, gauge, staked) if _told(tx, staked) else None


def version_of(tx: Transaction, gauge: str, staked: str | None) -> str:
    """Of the pool whose receipts a gauge takes: as the vaults tell in this transaction, as the pool answers, else by the time."""
    pool = staked or tx.ask_address(gauge, LP_TOKEN)
    told = _told(tx, pool) if pool else None
    if told or not pool:
        return told or (V3 if tx.timestamp >= V3_START else V2)
    vault = tx.ask_address(pool, GET_VAULT)
    return V3 if vault == V3_VAULT else V2


def _told(tx: Transaction, pool: str) -> str | None:
    if any(log.topics[1].startswith(pool) for log in tx.logs_of(CHANGED_V2, address=V2_VAULT)):
        return V2
    return V3 if any(pool[2:] in topic for log in tx.logs_of(address=V3_VAULT) for topic in log.topics[1:2]) else None


def relayed(tx: Transaction) -> Iterator[Claim]:
    """Rewards that a relayer claims for the user: its call names the gauges."""
    at = tx.input.find(CLAIM_OF_RELAYER)
    while at >= 0:
        words = [int.from_bytes(tx.input[start:start + WORD]) for start in range(at + 4, len(tx.input) - WORD + 1, WORD)]
        for gauge in words[2:2 + (words[1] if len(words) > 1 else 0)]:
            yield from rewards(lambda tx, gauge, staked: version_of(tx, gauge, staked), tx, to_address(gauge), None)
        at = tx.input.find(CLAIM_OF_RELAYER, at + 4)


def votes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Weight of locked liquidity given to a gauge, or taken from it."""
    voter, gauge, weight = log.address_at(1), log.address_at(2), log.word(3)
    if tx.is_mine(voter):
        yield from note(
            V2, voter, subtype='governance', at=log.position, token=LOCKED, address=log.address, kind='gauge_vote',
            params={'gauge': gauge, 'weight': str(weight)})


RULES = (
    *FIRST_RULES, *VAULT_RULES, *gauge_rules(brand),
    CallRule('relayed_claim', relayed, None, ('0xac9650d8',), rank=Rank.GENERIC),  # multicall(bytes[])
    *minter_rules(V2, BAL),
    *escrow_rules(V2, ESCROW, {1: LOCKED}),
    received('fees', V2, DISTRIBUTORS, 'receive', 'reward'),
    LogRule('vote', VOTED, votes, CONTROLLER),
)
