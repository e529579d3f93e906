"""Convex: deposits staked at once or not, pools, the locker, claims of many pools, what a caller earns for others."""

from rotkehlchen.decoding.families.booster import DEPOSITED, UNLOCKED, WITHDRAWN
from rotkehlchen.decoding.families.reward_pool import PAID, STAKED
from rotkehlchen.integrations.protocols.convex.rules import BOOSTERS, COIN, LOCKERS, POOLS, SHARES, ZAPS
from tests.decoding.built import ME, OTHER, ZERO, Built, address

BOOSTER, POOL, LOCKER, ZAP = (one[1][0].lower() for one in (BOOSTERS, POOLS, LOCKERS, ZAPS))
LP, RECEIPT, CRV, CVX = address(5), address(6), address(7), COIN[1].lower()


def kinds(built: Built) -> list[tuple[str, str, str]]:
    return [event[:3] for event in built.events('convex')]


def test_deposit_with_and_without_staking() -> None:
    staked = Built(to=BOOSTER).move(LP, ME, BOOSTER, 9).move(RECEIPT, ZERO, BOOSTER, 9).log(OTHER, STAKED, [ME], [9])
    assert kinds(staked.log(BOOSTER, DEPOSITED, [ME, 3], [9])) == [('deposit', 'deposit to protocol', LP)]
    kept = Built(to=BOOSTER).move(LP, ME, BOOSTER, 9).move(RECEIPT, ZERO, ME, 9).log(BOOSTER, DEPOSITED, [ME, 3], [9])
    assert kinds(kept) == [('deposit', 'deposit for wrapped', LP), ('receive', 'receive wrapped', RECEIPT)]


def test_withdrawal_brings_rewards_along() -> None:
    built = Built(to=OTHER).move(LP, BOOSTER, ME, 9).log(BOOSTER, WITHDRAWN, [ME, 3], [9]).move(CRV, OTHER, ME, 4).move(CVX, ZERO, ME, 2)
    assert kinds(built.log(OTHER, PAID, [ME], [4])) == [
        ('withdrawal', 'withdraw from protocol', LP), ('receive', 'reward', CRV), ('receive', 'reward', CVX)]


def test_reward_of_a_pool_that_does_not_pay_the_coin_is_of_somebody_else() -> None:
    built = Built(to=OTHER).move(CRV, OTHER, ME, 4).log(OTHER, PAID, [ME], [4])
    assert {event[4] for event in built.events('convex')} == {None}


def test_stake_lock_and_wrap() -> None:
    assert kinds(Built(to=POOL).move(LP, ME, POOL, 9).log(POOL, STAKED, [ME], [9])) == [('deposit', 'deposit to protocol', LP)]
    assert kinds(Built(to=LOCKER).move(CVX, ME, LOCKER, 9)) == [('deposit', 'deposit to protocol', CVX)]
    unlock = Built(to=LOCKER).log(LOCKER, UNLOCKED, [ME], [9, 0]).move(CVX, LOCKER, ME, 9)
    assert kinds(unlock) == [('withdrawal', 'withdraw from protocol', CVX)]
    share = SHARES[1][0].lower()
    wrap = Built(to=OTHER).move(CRV, ME, OTHER, 9).move(share, ZERO, ME, 9)
    assert kinds(wrap) == [('deposit', 'deposit for wrapped', CRV), ('receive', 'receive wrapped', share)]
    wrapper = SHARES[1][4].lower()
    unwrap = Built(to=wrapper).move(wrapper, ME, ZERO, 9).move(share, wrapper, ME, 9)
    assert kinds(unwrap) == [('spend', 'return wrapped', wrapper), ('withdrawal', 'redeem wrapped', share)]
    assert kinds(Built(to=wrapper).move(CRV, wrapper, ME, 9)) == [('receive', 'reward', CRV)]


def test_claim_of_many_and_earmark() -> None:
    assert kinds(Built(to=ZAP).move(CRV, OTHER, ME, 4).move(LP, address(9), ME, 5)) == [('receive', 'reward', CRV), ('receive', 'reward', LP)]
    earmark = Built(to=BOOSTER, input=bytes.fromhex('cc956f3f') + bytes(32)).move(CRV, BOOSTER, ME, 4)
    assert kinds(earmark) == [('receive', 'reward', CRV)]
    assert kinds(Built(to=BOOSTER, input=bytes(36)).move(CRV, BOOSTER, ME, 4)) == [('receive', 'none', CRV)]
