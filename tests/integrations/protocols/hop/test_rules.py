"""Hop: transfers from both sides, liquidity, stakes."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.hop import rules
from rotkehlchen.integrations.protocols.hop.contract import BRIDGES, POOLS, STAKING, WRAPPERS
from tests.decoding.built import ME, OTHER, ZERO, Built, address

COIN = 10**18
ARBITRUM = EvmFacts(42161, 'arbitrum one', 'ETH')
WRAPPER, BRIDGE, POOL, STAKE = (next(iter(one[42161])).lower() for one in (WRAPPERS, BRIDGES, POOLS, STAKING))
ONE = next(iter(BRIDGES[1])).lower()
TOKEN, OWN, SHARE = address(7), address(8), address(9)


def test_transfer_through_the_wrapper_tells_the_fee_and_both_sides_name_it() -> None:
    out = Built(to=WRAPPER, chain=ARBITRUM).move(TOKEN, ME, WRAPPER, 10 * COIN).log(BRIDGE, rules.SENT, [55, 1, ME], [9 * COIN, 0, COIN, 0, 0, 0])
    assert out.events('hop') == [('deposit', 'bridge', TOKEN, '8', 'hop'), ('spend', 'fee', TOKEN, '1', 'hop')]
    into = Built(to=ONE, sender=OTHER).move(NATIVE, ONE, ME, 8 * COIN).log(ONE, rules.BONDED, [55], [9 * COIN])
    left, right = out.decode('hop').events[0], into.decode('hop').events[0]
    assert (right.type, right.counterparty, left.params['message']) == ('withdrawal', 'hop', right.params['message'])
    assert left.params['to_chain'] == 1


def test_transfer_of_the_own_token_is_told_whole() -> None:
    built = Built(to=BRIDGE, chain=ARBITRUM).move(OWN, ME, ZERO, 9 * COIN).log(BRIDGE, rules.SENT, [55, 1, ME], [9 * COIN, 0, COIN, 0, 0, 0])
    assert built.events('hop') == [('deposit', 'bridge', OWN, '9', 'hop')]


def test_transfer_from_ethereum_leaves_and_arrives_swapped() -> None:
    built = Built(to=ONE, value=COIN, input=b'1234').log(ONE, rules.SENT_BY_ONE, [42161, ME, OTHER], [COIN, 0, 0, 0])
    assert built.events('hop') == [('deposit', 'bridge', 'ETH', '1', 'hop')]
    built = Built(to=OTHER, sender=OTHER, chain=ARBITRUM).move(OWN, ZERO, BRIDGE, COIN).move(TOKEN, WRAPPER, ME, COIN)
    assert built.log(BRIDGE, rules.FROM_ONE, [ME, OTHER], [COIN, 0, 0, 0]).events('hop') == [('withdrawal', 'bridge', TOKEN, '1', 'hop')]


def test_liquidity_and_swap() -> None:
    built = Built(to=POOL, chain=ARBITRUM).move(TOKEN, ME, POOL, COIN).move(OWN, ME, POOL, COIN).move(SHARE, ZERO, ME, 2 * COIN)
    assert built.log(POOL, rules.ADDED, [ME], [0] * 10).events('hop') == [
        ('deposit', 'deposit for wrapped', TOKEN, '1', 'hop'), ('deposit', 'deposit for wrapped', OWN, '1', 'hop'),
        ('receive', 'receive wrapped', SHARE, '2', 'hop'),
    ]
    built = Built(to=POOL, chain=ARBITRUM).move(TOKEN, POOL, ME, COIN).move(SHARE, ME, ZERO, COIN).log(POOL, rules.REMOVED[1], [ME], [0] * 4)
    assert [event[:3] for event in built.events('hop')] == [('spend', 'return wrapped', SHARE), ('withdrawal', 'redeem wrapped', TOKEN)]
    built = Built(to=POOL, chain=ARBITRUM).move(TOKEN, ME, POOL, COIN).move(OWN, POOL, ME, 2 * COIN).log(POOL, rules.SWAPPED, [ME], [COIN, 2 * COIN, 0, 1])
    assert built.events('hop') == [('trade', 'spend', TOKEN, '1', 'hop'), ('trade', 'receive', OWN, '2', 'hop')]


def test_stake_and_rewards_of_listed_contracts_alone() -> None:
    built = Built(to=STAKE, chain=ARBITRUM).move(SHARE, STAKE, ME, COIN).log(STAKE, rules.UNSTAKED, [ME], [COIN]).move(TOKEN, STAKE, ME, 3)
    assert built.log(STAKE, rules.REWARDED, [ME], [3]).events('hop')[:1] == [('staking', 'remove asset', SHARE, '1', 'hop')]
    assert built.events('hop')[1][:2] == ('staking', 'reward')
    built = Built(to=OTHER, chain=ARBITRUM).move(SHARE, ME, OTHER, COIN).log(OTHER, rules.STAKED, [ME], [COIN])
    assert built.events('hop') == [('spend', 'none', SHARE, '1', None)]
