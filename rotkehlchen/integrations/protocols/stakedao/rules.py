"""Stake DAO: strategies and liquid lockers, whose shares are staked in gauges of its own, and their rewards.

Vaults and gauges are many and found by the names that Stake DAO gives them: `sd...-vault`, `sd...-gauge`.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import retype, unwrap, wrap
from rotkehlchen.decoding.families.direct import received

WORD: Final = 'stakedao'
MERKLE: Final[Addresses] = dict.fromkeys((1, 56, 137, 8453, 42161), (
    '0x0000000895cB182E6f983eb4D8b4E0Aa0B31Ae4c', '0x03E34b085C52985F6a5D27243F20C84bDdc01Db4', '0x000000006feeE0b7a0564Cd5CeB283e10347C4Db',
))
DEPOSIT: Final = '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c'  # Deposit(address,uint256)
WITHDRAW: Final = '0x884edad9ce6fa2440d8a54cc123490eb96d2768479d49ff9c7366125a9424364'  # Withdraw(address,uint256)
REWARDS_CLAIMED: Final = '0x6aa3772a6c360399a94a3da6248e7e99e029bce1a1f57c7b90b2bfa3c1aa7f35'  # of a claimer: gauges, vaults and who was paid


def is_gauge(tx: Transaction, token: str) -> bool:
    symbol, _ = tx.label(token)
    return symbol.startswith('sd') and 'gauge' in symbol


def deposit(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Straight into the gauge, or through the vault, which stakes for the depositor."""
    account = log.topic_address(1)
    if tx.is_mine(account) and is_gauge(tx, log.address):
        shares = tx.incoming(account=account, token=log.address, source=ZERO_ADDRESS)
        given = [one for one in tx.outgoing(account=account) if one.position < shares[0].position] if shares else []
        yield from wrap(WORD, given[-1:], shares)


def withdraw(tx: Transaction, log: Log) -> Iterator[Claim]:
    account = log.topic_address(1)
    if tx.is_mine(account) and is_gauge(tx, log.address):
        given = tx.outgoing(account=account, token=log.address, to=ZERO_ADDRESS)
        came = [one for one in tx.incoming(account=account) if one.amount == log.word(0)]
        yield from unwrap(WORD, given, came[:1])


def claim_all(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A claimer collects from many gauges; each pays the user itself."""
    return retype(WORD, tx.incoming(), 'receive', 'reward')


RULES = (
    LogRule('deposit', DEPOSIT, deposit, rank=Rank.CONTRACT), LogRule('withdraw', WITHDRAW, withdraw, rank=Rank.CONTRACT),
    LogRule('claim_all', REWARDS_CLAIMED, claim_all, rank=Rank.CONTRACT), received('claim_merkle', WORD, MERKLE, 'receive', 'reward'),
)
