"""The grants of before 2023: donations by the bulk checkout or a subscription, payouts of the matching, the airdrop and governance of GTC.

Sources: github.com/gitcoinco/BulkTransactions, github.com/dcgtc/contracts, github.com/thelostone-mc/merkle_payouts, github.com/gitcoinco/governance.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim, leg, retype
from rotkehlchen.decoding.families.donation import Donation, donation_rule
from rotkehlchen.decoding.families.governor import delegation_rule, governor_rules
from rotkehlchen.decoding.families.told import IN, told
from rotkehlchen.decoding.families.vault import find_near

GITCOIN: Final = 'gitcoin'
DONATED: Final = '0x3bb7428b25f9bdad9bd2faa4c6a7a9e5d5882657e96c1d24cc41c1d6c1910a98'  # DonationSent(address,uint256,address,address)
PAID: Final = '0xec68461f5d4cc45c89e914cb8826a966c73dd35e5f97815ece0a01ffa4a025a6'  # PayoutClaimed(address,uint256)
CLAIMED: Final = '0xa4eb50103b0591feb0bc913f479d92af5eb7ea33e8c397b49bab52ce6af26cb5'  # FundsClaimed(uint256,address,uint256)
AIRDROPPED: Final = '0x04672052dcb6b5b19a9cc2ec1b8f447f1f5e47b5e24cfa5e4ffb640d63ca2be7'  # Claimed(uint256,address,uint256,bytes32)

CHECKOUTS: Final = {1: ('0x7d655c57f71464B6f83811C55D84009Cd9f5221C',), 137: ('0xb99080b9407436eBb2b8Fe56D45fFA47E9bb8877',)}
SUBSCRIPTIONS: Final = {1: ('0xdf869FAD6dB91f437B59F1EdEFab319493D4C4cE',)}
MATCHING: Final = {1: (  # rounds 8 to 15
    '0xf2354570be2fb420832fb7ff6ff0ae0df80cf2c6', '0x3342e3737732d879743f2682a3953a730ae4f47c', '0x3ebaffe01513164e638480404c651e885cca0aa4',
    '0x0ebd2e2130b73107d0c45ff2e16c93e7e2e10e3a', '0xab8d71d59827dcc90fedc5ddb97f87effb1b1a5b', '0xf63fd0739cb68651efbd06bccb23f1a1623d5520',
    '0x2878883dd4345c7b35c13fefc5096dd400814d91', '0xc8aca0b50f3ca9a0cbe413d8a110a7aab7d4c1ae',
)}
GOVERNORS: Final = {1: ('0xDbD27635A534A3d3169Ef0498beB56Fb9c937489', '0x9D4C63565D5618310271bF3F3c01b2954C1D1639')}
DISTRIBUTOR: Final = {1: ('0xDE3e5a990bCE7fC60a6f017e7c4a95fc4939299E',)}
GTC: Final = {1: ('0xDe30da39c46104798bB5aA3fe8B9e0e1F348163F',)}


def donates(tx: Transaction, log: Log) -> Donation:
    """(token indexed, amount indexed, recipient, donor indexed)"""
    return Donation(log, log.address_at(0), tx.coin_or(log.topic_address(1)), log.topic_int(2), log.topic_address(3))


def subscribes(tx: Transaction) -> Iterator[Claim]:
    """What the contract moves from an account is a donation, mostly two: to the grant and to Gitcoin."""
    yield from retype(GITCOIN, tx.outgoing(), 'spend', 'donate', kind='donate')


def claims(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(number, account indexed, amount indexed)"""
    found = find_near(tx.incoming(account=log.topic_address(1)), log, log.topic_int(2))
    yield from claim(GITCOIN, *(leg(one, 'receive', 'donate', address=log.address, kind='grant_matching') for one in (found,) if one), order='own')


RULES: tuple[Rule, ...] = (
    donation_rule('bulk_donation', GITCOIN, (DONATED,), donates, CHECKOUTS), CallRule('subscription', subscribes, SUBSCRIPTIONS),
    told('matching', GITCOIN, PAID, MATCHING, 'receive', 'donate', IN, kind='grant_matching'), LogRule('matching_claim', CLAIMED, claims, MATCHING),
    told('airdrop', GITCOIN, AIRDROPPED, DISTRIBUTOR, 'receive', 'airdrop', IN, word=2), *governor_rules(GITCOIN, GOVERNORS),
    delegation_rule(GITCOIN, GTC),
)
