"""Stake DAO v2: vaults by their names, rewards, what comes over from another chain."""

from typing import Any

from rotkehlchen.contracts.transaction import Surroundings, TokenFact
from rotkehlchen.integrations.protocols.stakedao_v2.rules import CLAIMED, ERC4626_WITHDRAW, TOKEN_FACTORY
from tests.decoding.built import ME, OTHER, ZERO, Built, address

SHARE, TOKEN = address(5), address(6)


class Named(Built):
    """With the name by which a share is known."""

    symbol = 'sd-abc-vault'

    def transaction(self) -> Any:
        tx = super().transaction()
        tx.around = Surroundings(tx.around.chain, tx.around.tracked, {**tx.around.tokens, SHARE: TokenFact(18, self.symbol)}, tx.around.answers)
        return tx


def test_withdrawal_of_a_vault() -> None:
    built = Named(to=SHARE).move(TOKEN, OTHER, ME, 9).move(SHARE, ME, ZERO, 9).log(SHARE, ERC4626_WITHDRAW, [ME, ME, ME], [9, 9])
    assert [event[:2] for event in built.events('stakedao_v2')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def test_reward_and_what_comes_over() -> None:
    reward = Built(to=OTHER).move(TOKEN, OTHER, ME, 9).log(OTHER, CLAIMED, [7, ME], [9, 1, 2])
    assert reward.events('stakedao_v2')[0][:2] == ('receive', 'reward')
    factory = TOKEN_FACTORY[1][0].lower()
    assert Built(sender=OTHER).move(TOKEN, factory, ME, 9).events('stakedao_v2')[0][:2] == ('withdrawal', 'bridge')


def test_transfer_from_elsewhere_is_none() -> None:
    assert Built(sender=OTHER).move(TOKEN, OTHER, ME, 9).events('stakedao_v2')[0][4] is None
