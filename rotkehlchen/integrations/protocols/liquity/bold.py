"""Version 2 of Liquity: its governance, where LQTY is staked through a proxy for each user, stability pools and troves.

What the stake earned goes to the user's proxy and stays there unless the user asks for it: it counts as earned all the same.
Source: github.com/liquity/V2-gov, github.com/liquity/bold.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import claim, leg, retype
from rotkehlchen.decoding.families.vault import find_near

DEPOSITED: Final = '0x5cd37895bb9287e542a426d6abbc93d7daca0979bd43264d320d4fd224a5fc5e'  # DepositLQTY(address,address,uint256 x 5)
WITHDRAWN: Final = '0x2870fe177552976b0dbc3166ded2169d5d73275fc565df30894320fd3608f339'  # WithdrawLQTY(address,address,uint256 x 6)
POOL_CHANGED: Final = '0xdf459587a9bfd896271616423088d4842cfad6948a5a975c7d82b52d951805e4'  # DepositOperation(address,uint8,uint256,int256,uint256 x 4)
TROVE_CHANGED: Final = '0x962110f281c1213763cd97a546b337b3cbfd25a31ea9723e9d8b7376ba45da1a'  # TroveOperation(uint256,uint8,uint256 x 3,int256,...)
BRIBE_CLAIMED: Final = '0x520304589c9512f04f4c28f0a5f365d2620fea83386850175628ebfe3d52b683'  # ClaimBribe(address,uint256,uint256,uint256)
GOVERNANCE: Final = {1: ('0x807DEf5E7d057DF05C796F4bc75C3Fe82Bd6EeE1',)}
BOLD: Final = {1: ('0x6440f144b7e50d6a8439336510312d2f54beb01d', '0xb01dd87b29d187f3e3a4bf6cdaebfb97f3d9ab98')}
LQTY: Final = '0x6dea81c8171d0ba574754ef6f8b412f2ed88c54d'
LUSD: Final = '0x5f98805a4e8be255a32880fdec7f6728c6568ba0'
WORD: Final = 'liquity'


def deposits(tx: Transaction, log: Log) -> Iterator[Claim]:
    user, amount = log.topic_address(1), log.word(1)
    paid = find_near(tx.outgoing(account=user, token=LQTY), log, amount)
    if paid is not None:
        yield from _changes(tx, log, leg(paid, 'staking', 'deposit asset'), log.word(2), log.word(4))


def withdraws(tx: Transaction, log: Log) -> Iterator[Claim]:
    back = find_near(tx.incoming(token=LQTY, account=log.topic_address(1)), log, log.word(2))
    if back is not None:
        yield from _changes(tx, log, leg(back, 'staking', 'remove asset'), log.word(3), log.word(5))


def _changes(tx: Transaction, log: Log, first: Leg, lusd: int, coin: int) -> Iterator[Claim]:
    """A stake's change with what it had earned, which is sent on or kept by the proxy."""
    user, rewards, sent = log.topic_address(1), [], 0
    for token, amount in ((LUSD, lusd), (NATIVE, coin)):
        moved = find_near(tx.incoming(account=user, token=token), log, amount) if amount else None
        sent += moved is not None
        if amount:
            rewards.append(Leg('staking', 'reward', moved, account=user, token=token, amount=amount, address=log.address))
    yield from claim(WORD, first, *rewards, at=log.position, unbalanced='kept_by_proxy' if sent < len(rewards) else '')


def saves(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A deposit in a stability pool changed. What it earned in the same token comes in one transfer with what was taken out."""
    user, change, earned = log.topic_address(1), log.signed(2), log.word(4)
    tokens = [one.lower() for one in BOLD.get(tx.chain_id, ())]
    legs = []
    for one in tx.outgoing(account=user, to=log.address):
        if one.token in tokens and change > 0:
            legs.append(leg(one, 'staking', 'deposit asset'))
    for one in tx.incoming(account=user, source=log.address):
        part = min(one.amount, max(-change, 0)) if one.token in tokens else 0
        legs += [leg(one, 'staking', 'remove asset', amount=part)] if part else []
        legs += [leg(one, 'staking', 'reward', amount=one.amount - part)] if one.amount > part else []
    if legs or earned:
        yield from claim(WORD, *legs)


def borrows(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A trove of version 2 changed; who owns it, no log of it tells: the amounts do."""
    debt, collateral = log.signed(4), log.signed(6)
    tokens = [one.lower() for one in BOLD.get(tx.chain_id, ())]
    loan = [one for one in tx.mine if one.token in tokens and one.amount == abs(debt) and ZERO_ADDRESS in (one.sender, one.receiver)]
    paid = [one for one in tx.outgoing() if one.amount == collateral or (one.token == NATIVE and one.amount > collateral)]
    legs = [leg(one, 'deposit', 'deposit to protocol') for one in paid if collateral > 0 and one not in loan]
    legs += [leg(one, 'spend', 'payback debt') for one in loan if tx.is_mine(one.sender)]
    legs += [leg(one, 'withdrawal', 'withdraw from protocol') for one in tx.incoming() if collateral < 0 and one.amount == -collateral]
    legs += [leg(one, 'withdrawal', 'generate debt') for one in loan if tx.is_mine(one.receiver)]
    if loan or tx.sender in tx.around.tracked:
        yield from claim(WORD, *legs)


def bribes(tx: Transaction, log: Log) -> Iterator[Claim]:
    yield from retype(WORD, tx.incoming(account=log.topic_address(1), source=log.address), 'receive', 'reward')


RULES = (
    LogRule('v2_stake', DEPOSITED, deposits, GOVERNANCE, Rank.ENTRY), LogRule('v2_unstake', WITHDRAWN, withdraws, GOVERNANCE, Rank.ENTRY),
    LogRule('v2_stability', POOL_CHANGED, saves), LogRule('v2_trove', TROVE_CHANGED, borrows), LogRule('v2_bribe', BRIBE_CLAIMED, bribes),
)
