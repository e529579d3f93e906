"""Beefy: vaults by name or by what their strategy tells, zaps both ways, pools with receipts, a harvest's part of the caller."""

from rotkehlchen.decoding.families.reward_pool import PAID_IN, STAKED, WITHDRAWN
from rotkehlchen.integrations.protocols.beefy_finance.rules import FULFILLED, HARVESTED, STRATEGY
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

ASSET, VAULT, ROUTER, STRATEGIST = address(5), address(6), address(7), address(8)
WETH = str(ETHEREUM.wrapped_native)
IN, OUT = sorted(STRATEGY)


def kinds(built: Built) -> list[tuple[str, str, str]]:
    return [event[:3] for event in built.events('beefy_finance')]


def test_vault_named_moo() -> None:
    built = Built(to=OTHER, symbols={VAULT: 'mooAsset'}).move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 5)
    assert kinds(built) == [('deposit', 'deposit for wrapped', ASSET), ('receive', 'receive wrapped', VAULT)]


def test_vault_without_a_name_by_its_strategy_and_the_part_of_the_harvest() -> None:
    built = Built(to=VAULT).move(WETH, STRATEGIST, ME, 1).log(STRATEGIST, HARVESTED, [OTHER], [1, 2]).move(ASSET, ME, VAULT, 9)
    built.log(STRATEGIST, IN, [], [9]).move(VAULT, ZERO, ME, 5)
    assert kinds(built) == [('deposit', 'deposit for wrapped', ASSET), ('receive', 'receive wrapped', VAULT), ('receive', 'reward', WETH)]
    assert {event[4] for event in Built(to=VAULT).move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 5).events('beefy_finance')} == {None}


def test_zap_in_keeps_what_came_back_of_the_input() -> None:
    built = Built(to=ROUTER).move(ASSET, ME, ROUTER, 9).move(VAULT, ZERO, ROUTER, 5).move(VAULT, ROUTER, ME, 5).move(ASSET, ROUTER, ME, 2)
    built.log(ROUTER, FULFILLED, [1, ME, ME])
    built.tokens = {ASSET: 0, VAULT: 0}
    assert built.events('beefy_finance') == [
        ('deposit', 'deposit for wrapped', ASSET, '7', 'beefy_finance'), ('receive', 'receive wrapped', VAULT, '5', 'beefy_finance')]


def test_zap_out_to_two_tokens_and_a_zap_that_is_a_swap() -> None:
    built = Built(to=ROUTER).move(VAULT, ME, ROUTER, 5).move(VAULT, ROUTER, ZERO, 5).move(ASSET, ROUTER, ME, 2).move(WETH, ROUTER, ME, 3)
    assert kinds(built.log(ROUTER, FULFILLED, [1, ME, ME])) == [
        ('spend', 'return wrapped', VAULT), ('withdrawal', 'redeem wrapped', ASSET), ('withdrawal', 'redeem wrapped', WETH)]
    swap = Built(to=ROUTER).move(VAULT, ME, ROUTER, 5).move(ASSET, ROUTER, ME, 2).log(ROUTER, FULFILLED, [1, ME, ME])
    assert kinds(swap) == [('trade', 'spend', VAULT), ('trade', 'receive', ASSET)]


def test_pool_with_receipt_stakes_and_pays() -> None:
    pool = address(9)
    stake = Built(to=pool, symbols={pool: 'rcowA-B'}).move(VAULT, ME, pool, 5).move(pool, ZERO, ME, 5).log(pool, STAKED, [ME], [5])
    assert kinds(stake) == [('staking', 'deposit for wrapped', VAULT), ('receive', 'receive wrapped', pool)]
    leave = Built(to=pool).move(pool, ME, ZERO, 5).move(VAULT, pool, ME, 5).log(pool, WITHDRAWN, [ME], [5])
    leave.move(ASSET, pool, ME, 1).log(pool, PAID_IN, [ME, ASSET], [1])
    assert kinds(leave) == [('spend', 'return wrapped', pool), ('staking', 'redeem wrapped', VAULT), ('receive', 'reward', ASSET)]
