"""Mesa, the interface of dxDAO to the first Gnosis Protocol: tokens deposited in its exchange, orders, withdrawals asked for and made.

Source: docs.gnosis.io/protocol, github.com/gnosis/dex-contracts (BatchExchange, EpochTokenLocker).
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.told import IN, OUT, told

WORD: Final = 'dxdaomesa'
EXCHANGE: Final[Addresses] = {1: ('0x6F400810b62df8E13fded51bE75fF5393eaa841F',)}
DEPOSIT: Final = '0xc11cc34e93c67a93382b99f2498e9937198798f3c1c2888008ffc0eeb82f68c4'  # Deposit(address,address,uint256,uint32)
REQUEST: Final = '0x2c6245af506f0fc1089918c02c1d01bde9cc807609b334b3e7644d6dfb5a6c5e'  # WithdrawRequest(address,address,uint256,uint32)
WITHDRAW: Final = '0x9b1bfa7fa9ee420a16e124f794c35ac9f90472acc99140eb2f6447c714cad8eb'  # Withdraw(address,address,uint256)
ORDER: Final = '0xec11a71b9c26477ef7af0729a4dde545bdd6d1e792e9d755fffe0c114c41105c'
# OrderPlacement(address,uint16,address,address,uint32,uint32,uint128,uint128)
MAX_UINT128: Final = (1 << 128) - 1


def requests(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Nothing moves before the batch is over."""
    account = log.topic_address(1)
    if tx.is_mine(account):
        yield from note(
            WORD, account, subtype='remove asset', at=log.position, token=log.topic_address(2), amount=log.word(0), address=log.address,
            kind='withdrawal_request')


def orders(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What is offered, at most; an order without a limit offers all there is."""
    account, offered = log.topic_address(1), log.word(4)
    if tx.is_mine(account):
        yield from note(
            WORD, account, subtype='place order', at=log.position, token=log.topic_address(3), amount=0 if offered == MAX_UINT128 else offered,
            address=log.address)


RULES = (
    told('deposit', WORD, DEPOSIT, EXCHANGE, 'deposit', 'deposit to protocol', OUT),
    told('withdraw', WORD, WITHDRAW, EXCHANGE, 'withdrawal', 'withdraw from protocol', IN),
    LogRule('request', REQUEST, requests, EXCHANGE), LogRule('order', ORDER, orders, EXCHANGE),
)
