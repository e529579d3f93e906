"""Lido on Ethereum: staked ETH, its wrapped form, the queue of withdrawals, and bonds of node operators (community staking module).

A request to withdraw gives an NFT for the stETH; claiming gives the NFT back for ETH.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule, Rank
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import unwrap, wrap
from rotkehlchen.decoding.families.direct import received
from rotkehlchen.decoding.families.reward_pool import listed
from rotkehlchen.decoding.families.share import share_rule
from rotkehlchen.decoding.families.told import IN, OUT, told

WORD, CSM = 'lido', 'lido-csm'
ST_ETH: Final = '0xae7ab96520de3a18e5e111b5eaab095312d7fe84'
WST_ETH: Final = '0x7f39c581f595b53c5cb19bd0b3f8da6c935e2ca0'
SHARES: Final[Addresses] = {1: (ST_ETH, WST_ETH)}
QUEUE: Final[Addresses] = {1: ('0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1',)}
BONDS: Final[Addresses] = {1: ('0x4d72BFF1BeaC69925F8Bd12526a39BAAb069e5Da',)}
FEES: Final[Addresses] = {1: ('0xD99CC66fEC647E68294C6477B40fC7E0F6F618D0',)}

REQUESTED: Final = '0xf0cb471f23fb74ea44b8252eb1881a2dca546288d9f6e90d1a0e82fe0ed342ab'
# WithdrawalRequested(uint256,address,address,uint256,uint256)
CLAIMED: Final = '0x6ad26c5e238e7d002799f9a5db07e81ef14e37386ae03496d7a7ef04713e145b'  # WithdrawalClaimed(uint256,address,address,uint256)
BONDED: Final = (
    '0x16ec5116295424dec7fd52c87d9971a963ea7f59f741ad9ad468f0312055dc49',  # BondDepositedETH(uint256,address,uint256)
    '0xee31ebba29fd5471227e42fd8ca621a892d689901892cb8febb03fe802c3214b',  # BondDepositedStETH(uint256,address,uint256)
    '0x6576bbc9c5b478bf9717dc3d2bcb485e5ff0727df77c72558727597f3609d3f1',  # BondDepositedWstETH(uint256,address,uint256)
)
BOND_CLAIMED: Final = (
    '0x3e3a1398fe71575ed0c17a80cd9d46ad684c2c75c2fad7b0e7dde15e78ab22d3',  # BondClaimedStETH(uint256,address,uint256)
    '0xe6a8c06447e05a412e5e9581e088941f3994db3d8a9bfd3275b38d77acacafac',  # BondClaimedWstETH(uint256,address,uint256)
)
STEP: Final = 4  # wei by which stETH may differ from what was asked: it is counted in shares


def requests(tx: Transaction, log: Log) -> Iterator[Claim]:
    """stETH, or wstETH that the queue unwraps, for an NFT."""
    ticket = [one for one in tx.incoming(token=log.address, source=ZERO_ADDRESS) if one.token_id == log.topic_int(1)]
    given = [
        one for one in tx.outgoing(to=log.address)
        if one.token == WST_ETH or (one.token == ST_ETH and abs(one.amount - log.word(0)) <= STEP)
    ]
    yield from wrap(WORD, given[:1], ticket)


def claims(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The NFT given back, and the ETH, which may go to somebody else."""
    ticket = [one for one in tx.outgoing(token=log.address) if one.token_id == log.topic_int(1)]
    came = tx.incoming(token=NATIVE, source=log.address, amount=log.word(0))
    yield from unwrap(WORD, ticket, came[:1])


RULES = (
    share_rule('share', listed(WORD, SHARES), Rank.CONTRACT), LogRule('request', REQUESTED, requests, QUEUE), LogRule('claim', CLAIMED, claims, QUEUE),
    told('bond', CSM, BONDED, BONDS, 'deposit', 'deposit to protocol', OUT, word=1),
    told('bond_claim', CSM, BOND_CLAIMED, BONDS, 'withdrawal', 'withdraw from protocol', IN, word=1),
    received('fee', CSM, FEES, 'receive', 'reward'),
)
