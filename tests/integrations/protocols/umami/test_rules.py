"""Umami: what is asked for and what is carried out later."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.umami.rules import CARRIED_OUT, CHEF, HARVESTED, REQUEST_HANDLER, REQUESTED, STAKED
from tests.decoding.built import ME, OTHER, ZERO, Built, address

ARBITRUM = EvmFacts(42161, 'arbitrum one', 'ETH')
HANDLER, STAKES, VAULT, TOKEN = REQUEST_HANDLER[42161][0].lower(), CHEF[42161][0].lower(), address(7), address(8)


def test_request_splits_deposit_and_fees() -> None:
    built = Built(to=VAULT, value=5, chain=ARBITRUM).move(TOKEN, ME, VAULT, 20 * 10**18).log(HANDLER, REQUESTED, [1, ME, VAULT])
    assert [(event[1], event[3]) for event in built.events('umami')][:2] == [('deposit for wrapped', '19.97'), ('fee', '0.03')]


def test_execution_gives_shares_or_tokens() -> None:
    shares = Built(sender=OTHER, chain=ARBITRUM).move(VAULT, ZERO, ME, 1).log(HANDLER, CARRIED_OUT, [1, ME, VAULT])
    assert shares.events('umami')[0][:2] == ('receive', 'receive wrapped')
    tokens = Built(sender=OTHER, chain=ARBITRUM).move(TOKEN, OTHER, ME, 1).log(HANDLER, CARRIED_OUT, [1, ME, VAULT])
    assert tokens.events('umami')[0][:2] == ('withdrawal', 'redeem wrapped')


def test_staking_and_its_rewards_are_told() -> None:
    staked = Built(to=STAKES, chain=ARBITRUM).move(TOKEN, ME, STAKES, 9).log(STAKES, STAKED, [ME, 1], [9])
    assert staked.events('umami')[0][:2] == ('staking', 'deposit asset')
    paid = Built(to=STAKES, chain=ARBITRUM).move(TOKEN, STAKES, ME, 9).log(STAKES, HARVESTED, [ME, 1], [9])
    assert paid.events('umami')[0][:2] == ('staking', 'reward')


def test_request_of_somebody_else_is_nothing() -> None:
    assert Built(sender=OTHER, chain=ARBITRUM).log(HANDLER, REQUESTED, [1, OTHER, VAULT]).events('umami') == []
