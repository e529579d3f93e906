"""Liquity, version 1: troves, the stability pool, staking of LQTY, redemptions; and version 2 in `bold`.

Positions may be held by a proxy of the user: what the user gave the proxy and got from it is what counts. A fee for a loan is added to the
debt, a front end's share of rewards is paid to it directly: both are told as fees although the user's balance never had them.
Source: docs.liquity.org, github.com/liquity/dev.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import claim, leg, retype, swap
from rotkehlchen.decoding.families.hands import account_behind, given, got
from rotkehlchen.decoding.families.told import told
from rotkehlchen.integrations.protocols.liquity import bold

DEPOSIT_CHANGED: Final = '0xbce78369dccab09eec1986f4d409ab09ffbb47d65423e5148fcf98411c5111c9'  # UserDepositChanged(address,uint256)
PAID_TO_FRONT_END: Final = '0xcd2cdc1a4af71051394e9c6facd9a266b2ac5bd65d219a701eeda009f47682bf'  # LQTYPaidToFrontEnd(address,uint256)
STAKE_CHANGED: Final = '0x39df0e5286a3ef2f42a0bf52f32cfe2c58e5b0405f47fe512f2c2439e4cfe204'  # StakeChanged(address,uint256)
TROVE_UPDATED: Final = '0xc3770d654ed33aeea6bf11ac8ef05d02a6a04ed4686dd2f624d853bbec43cc8b'  # TroveUpdated(address,uint256,uint256,uint256,uint8)
FEE_PAID: Final = '0xa55c5f48fd29482ad55f4b59bf070cd1ac1a7132a31f7a136ebe8877ae37e1ff'  # LUSDBorrowingFeePaid(address,uint256)
REDEEMED: Final = '0x43a3f4082a4dbc33d78e317d2497d3a730bc7fc3574159dcea1056e62e5d9ad8'  # Redemption(uint256,uint256,uint256,uint256)
LIQUIDATED: Final = '0x4152c73dd2614c4f9fc35e8c9cf16013cd588c75b49a4c1673ecffdcbcda9403'  # Liquidation(uint256,uint256,uint256,uint256)
SURPLUS_CHANGED: Final = '0xf0393a34d05e6567686ad4e097f9d9d2781565957394f1f0d984e5d8e6378f20'  # CollBalanceUpdated(address,uint256)
LP_STAKED: Final = '0x9e71bc8eea02a63969f509818f2dafb9254532904319f9dbda79b67bd34a5f3d'  # Staked(address,uint256)
LP_UNSTAKED: Final = '0x7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d5'  # Withdrawn(address,uint256)
LP_PAID: Final = '0xe2403640ba68fed3a2f88b7557551d1993f84b99bb10ff833f0cf8db0c5e0486'  # RewardPaid(address,uint256)

LUSD: Final = '0x5f98805a4e8be255a32880fdec7f6728c6568ba0'
LQTY: Final = '0x6dea81c8171d0ba574754ef6f8b412f2ed88c54d'
OPERATIONS: Final = '0x24179cd81c9e782a4096035f7ec97fb8b783e007'
TROVES: Final = '0xa39739ef8b0231dbfa0dcda07d7e29faabcf4bb2'
ACTIVE_POOL: Final = '0xdf9eb223bafbe5c5271415c75aecd68c21fe3d7f'
GAS_POOL: Final = '0x9555b042f969e561855e5f28cb1230819149a8d9'
SURPLUS_POOL: Final = '0x3d32e8b97ed5881324241cf03b2da5e2ebce5521'
STABILITY_POOL: Final = '0x66017d22b0f8556afdd19fc67041899eb65a21bb'
ISSUANCE: Final = '0xd8c9d9071123a059c6e0a945cf0e0c82b508d816'
STAKING: Final = '0x4f9fbb3f1e99b56e0fe2892e623ed36a76fc605d'
LP_STAKES: Final = {1: ('0xd37a77E71ddF3373a79BE2eBB76B6c4808bDF0d5',)}  # of LUSD and ETH in Uniswap
WORD: Final = 'liquity'
OPEN: Final = 0  # operation of a trove: 1 closes, 2 adjusts it


def saves(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A deposit in the stability pool changed; each change pays out what it has earned."""
    actor = log.topic_address(1)
    account = account_behind(tx, actor)
    if account is None:
        return
    yield from _front_end(tx, account)
    hands = (STABILITY_POOL, ISSUANCE, actor)
    legs = [leg(one, 'staking', 'deposit asset') for one in given(tx, account, hands, LUSD)]
    legs += [leg(one, 'staking', 'remove asset') for one in got(tx, account, hands, LUSD)]
    legs += [leg(one, 'staking', 'reward') for token in (NATIVE, LQTY) for one in got(tx, account, hands, token)]
    positions = [one.transfer.position for one in legs if one.transfer is not None]
    shares = [one.position for one in tx.logs_of(PAID_TO_FRONT_END, address=STABILITY_POOL)]
    yield from claim(WORD, *legs, at=max((*positions, *shares), default=log.position))


def _front_end(tx: Transaction, account: str) -> Iterator[Claim]:
    for log in tx.logs_of(PAID_TO_FRONT_END, address=STABILITY_POOL):
        if log.word(0):
            fee = Leg('spend', 'fee', account=account, token=LQTY, amount=log.word(0), address=STABILITY_POOL, kind='liquity_front_end_share')
            yield Claim(WORD, (fee,), at=log.position, unbalanced='paid_to_front_end')


def stakes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A stake of LQTY changed, which pays out what it has earned."""
    actor = log.topic_address(1)
    account = account_behind(tx, actor)
    if account is None:
        return
    hands = (STAKING, actor)
    legs = [leg(one, 'staking', 'deposit asset') for one in given(tx, account, hands, LQTY)]
    legs += [leg(one, 'staking', 'remove asset') for one in got(tx, account, hands, LQTY)]
    legs += [leg(one, 'staking', 'reward') for token in (NATIVE, LUSD) for one in got(tx, account, hands, token)]
    yield from claim(WORD, *legs)


def borrows(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A trove was opened, changed or closed. A fee of a loan counts as borrowed and spent, but where the trove is new."""
    actor = log.topic_address(1)
    account = account_behind(tx, actor)
    if account is None:
        return
    hands = (OPERATIONS, ACTIVE_POOL, TROVES, ZERO_ADDRESS, actor)
    fee = next((one.word(0) for one in tx.logs_of(FEE_PAID, address=log.address) if one.topic_address(1) == actor), 0)
    loans = got(tx, account, hands, LUSD)
    with_fee = fee if log.word(3) != OPEN else 0
    legs = [leg(one, 'deposit', 'deposit to protocol') for one in given(tx, account, hands, NATIVE)]
    legs += [leg(one, 'spend', 'payback debt') for one in given(tx, account, hands, LUSD)]
    legs += [leg(one, 'withdrawal', 'withdraw from protocol') for one in got(tx, account, hands, NATIVE)]
    legs += [leg(one, 'withdrawal', 'generate debt', amount=one.amount + with_fee) for one in loans[:1]]
    legs += [leg(one, 'withdrawal', 'generate debt') for one in loans[1:]]
    if fee:
        legs.append(Leg('spend', 'fee', account=account, token=LUSD, amount=fee, address=log.address, kind='liquity_loan_fee'))
    yield from claim(WORD, *legs, unbalanced='fee_is_debt' if fee and not (with_fee and loans) else '')


def redeems(tx: Transaction, log: Log) -> Iterator[Claim]:
    """LUSD for the collateral of the riskiest troves."""
    account = account_behind(tx, tx.to) or tx.sender
    hands = (ZERO_ADDRESS, TROVES, ACTIVE_POOL, tx.to)
    yield from swap(WORD, given(tx, account, hands, LUSD), got(tx, account, hands, NATIVE), address=log.address)


def liquidates(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Whoever liquidates a trove gets a fixed sum and a share of the collateral."""
    yield from retype(WORD, tx.incoming(source=(GAS_POOL, ACTIVE_POOL, TROVES)), 'receive', 'reward', address=log.address)


def claims_surplus(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Collateral that was left when a trove was redeemed or liquidated."""
    yield from retype(WORD, tx.incoming(token=NATIVE, source=SURPLUS_POOL), 'withdrawal', 'withdraw from protocol')


RULES = (
    LogRule('stability', DEPOSIT_CHANGED, saves, {1: (STABILITY_POOL,)}), LogRule('stake', STAKE_CHANGED, stakes, {1: (STAKING,)}),
    LogRule('trove', TROVE_UPDATED, borrows, {1: (OPERATIONS,)}), LogRule('redemption', REDEEMED, redeems, {1: (TROVES,)}),
    LogRule('liquidation', LIQUIDATED, liquidates, {1: (TROVES,)}), LogRule('surplus', SURPLUS_CHANGED, claims_surplus, {1: (SURPLUS_POOL,)}),
    told('lp_stake', WORD, LP_STAKED, LP_STAKES, 'staking', 'deposit asset', 'out'),
    told('lp_unstake', WORD, LP_UNSTAKED, LP_STAKES, 'staking', 'remove asset', 'in'),
    told('lp_reward', WORD, LP_PAID, LP_STAKES, 'staking', 'reward', 'in'), *bold.RULES,
)
