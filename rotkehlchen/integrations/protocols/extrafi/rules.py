"""Extra Finance: lending pools, leveraged positions in pools of Velodrome and Aerodrome, and rewards of both, on Optimism and Base."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import leg, retype

WORD: Final = 'extrafi'
POOLS: Final[Addresses] = dict.fromkeys((10, 8453), ('0xBB505c54D71E9e599cB8435b4F0cEEc05fC71cbD',))
MANAGERS: Final[Addresses] = dict.fromkeys((10, 8453), ('0xf9cFB8a62f50e10AdDE5Aa888B44cF01C5957055',))
VE_EXTRA: Final[Addresses] = dict.fromkeys((10, 8453), ('0xe0BeC4F45aEF64CeC9dCB9010d4beFfB13e91466',))

CLAIMED: Final = '0x540798df468d7b23d11f156fdb954cb19ad414d150722a7b6d55ba369dea792e'  # user, token indexed; amount
DEPOSITED: Final = '0x80dbbde6b5d5b7762317d49e776cfe47269b6e392cfdc76540b0cde8c82a23ce'  # Deposited: reserve, user, receiver
REDEEMED: Final = '0x9d01c305bd637e3fd85d7abaf4588efdd37000da477a303eaaa4fbc4510213d9'  # Redeemed: reserve, user, receiver
BORROWED: Final = '0xf9a33434428db5f0416c03e38307599ad0b9b9965d6c070eb08e87cc1f0ca50e'  # Borrow(uint256,address,address,uint256): reserve, contract, user
INVESTED: Final = '0x1c7a193924ce89c097e24c2c563ae40593a6a64df2a8534fdd99286331fa9700'  # vault, position and user indexed
CLOSED: Final = '0xca53688f470942a58e6e2772cdb662da926d3e25faedce5a1d6944f6bf1bc0cb'  # vault, position and user indexed
REPAID: Final = '0xa4bc541a9153ace6a29c2c3f492547ca7f20eccbbfab560fae7d64bf91b439f6'  # vault, position and user indexed
EXTRA_LOCK: Final = '0x4566dfc29f6f11d13a418c26a02bef7c28bae749d4de47e4e6a7cddea6730d59'  # Deposit(address,uint256,uint256,int128,uint256)


def claim(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A reward of any of its staking contracts: each has the claim's log right behind the transfer."""
    if tx.chain_id not in POOLS:
        return iter(())
    found = tx.incoming(account=log.topic_address(1), token=log.topic_address(2), source=log.address, amount=log.word(0))
    return retype(WORD, (one for one in found if one.position < log.position), 'receive', 'reward')


def deposit(tx: Transaction, log: Log) -> Iterator[Claim]:
    amounts = {log.word(number) for number in range(len(log.data) // 32)}
    paid = [one for one in tx.outgoing(account=log.topic_address(2)) if one.amount in amounts]
    return retype(WORD, paid[:1], 'deposit', 'deposit to protocol')


def redeem(tx: Transaction, log: Log) -> Iterator[Claim]:
    amounts = {log.word(number) for number in range(len(log.data) // 32)}
    came = [one for one in tx.incoming(account=log.topic_address(3)) if one.amount in amounts]
    return retype(WORD, came[-1:], 'withdrawal', 'withdraw from protocol')


def invest(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The user's own part, and what the position borrowed for it, which goes straight into the position."""
    account = log.topic_address(3)
    legs = [leg(one, 'deposit', 'deposit to protocol') for one in tx.outgoing(account=account)]
    for borrowed in tx.logs_of(BORROWED):
        if borrowed.topic_address(3) != account:
            continue
        lent = next((one for one in tx.moves(receiver=borrowed.topic_address(2)) if one.amount == borrowed.word(0)), None)
        if lent is not None:
            legs += [
                Leg(name, subtype, account=account, token=lent.token, amount=lent.amount, address=log.address)
                for name, subtype in (('receive', 'generate debt'), ('deposit', 'deposit to protocol'))
            ]
    if legs:
        yield Claim(WORD, tuple(legs))


def close(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.incoming(account=log.topic_address(3)), 'withdrawal', 'withdraw from protocol')


def repay(tx: Transaction, log: Log) -> Iterator[Claim]:
    """More is sent than is owed at that moment; the rest comes back."""
    account = log.topic_address(3)
    legs = [leg(one, 'spend', 'payback debt') for one in tx.outgoing(account=account)]
    legs += [leg(one, 'withdrawal', 'refund') for one in tx.incoming(account=account)]
    if legs:
        yield Claim(WORD, tuple(legs))


def lock(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.outgoing(account=log.topic_address(1), to=log.address), 'staking', 'deposit asset')


RULES = (
    LogRule('claim', CLAIMED, claim, rank=Rank.GENERIC), LogRule('deposit', DEPOSITED, deposit, POOLS), LogRule('redeem', REDEEMED, redeem, POOLS),
    LogRule('invest', INVESTED, invest, MANAGERS), LogRule('close', CLOSED, close, MANAGERS), LogRule('repay', REPAID, repay, MANAGERS),
    LogRule('lock', EXTRA_LOCK, lock, VE_EXTRA),
)
