"""Lido: staking, wrapping, the queue of withdrawals, bonds of operators."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.lido.rules import BOND_CLAIMED, BONDED, BONDS, CLAIMED, FEES, QUEUE, REQUESTED, ST_ETH, WST_ETH
from tests.decoding.built import ME, OTHER, ZERO, Built

LOCKED, BOND, FEE = (one[1][0].lower() for one in (QUEUE, BONDS, FEES))
COIN = 10**18
WRAP = [('deposit', 'deposit for wrapped'), ('receive', 'receive wrapped')]
UNWRAP = [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def kinds(built: Built) -> list[tuple[str, str]]:
    assert {event[4] for event in built.events('lido')} <= {'lido', 'lido-csm'}
    return [event[:2] for event in built.events('lido')]


def test_stake_wrap_and_unwrap() -> None:
    assert kinds(Built(to=ST_ETH, value=COIN).move(ST_ETH, ZERO, ME, COIN - 1)) == WRAP
    assert kinds(Built(to=WST_ETH).move(WST_ETH, ZERO, ME, 8).move(ST_ETH, ME, WST_ETH, 9)) == WRAP
    assert kinds(Built(to=WST_ETH, value=COIN).move(ST_ETH, ZERO, WST_ETH, COIN).move(WST_ETH, ZERO, ME, 8)) == WRAP
    assert kinds(Built(to=WST_ETH).move(WST_ETH, ME, ZERO, 8).move(ST_ETH, WST_ETH, ME, 9)) == UNWRAP


def test_transfer_of_staked_ether_is_nothing_of_lido() -> None:
    assert Built(to=ST_ETH).move(ST_ETH, ME, OTHER, COIN).events('lido') == [('spend', 'none', ST_ETH, '1', None)]


def test_withdrawal_is_asked_for_with_a_ticket() -> None:
    ask = Built(to=LOCKED).move(ST_ETH, ME, LOCKED, COIN - 1).log(LOCKED, REQUESTED, [77, ME, ME], [COIN, COIN]).nft(LOCKED, ZERO, ME, 77)
    assert kinds(ask) == WRAP
    got = Built(to=LOCKED).move(NATIVE, LOCKED, ME, COIN).nft(LOCKED, ME, ZERO, 77).log(LOCKED, CLAIMED, [77, ME, ME], [COIN])
    assert kinds(got) == UNWRAP


def test_bonds() -> None:
    assert kinds(Built(to=OTHER).move(ST_ETH, ME, BOND, 5).log(BOND, BONDED[1], [3], [ME, 5])) == [('deposit', 'deposit to protocol')]
    assert kinds(Built(to=OTHER).move(ST_ETH, BOND, ME, 5).log(BOND, BOND_CLAIMED[0], [3], [ME, 5])) == [('withdrawal', 'withdraw from protocol')]
    assert kinds(Built(to=OTHER).move(ST_ETH, FEE, ME, 5)) == [('receive', 'reward')]
