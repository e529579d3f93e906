"""Stake DAO: its gauges by their names."""

from typing import Any

from rotkehlchen.contracts.transaction import Surroundings, TokenFact
from rotkehlchen.integrations.protocols.stakedao.rules import DEPOSIT, MERKLE, WITHDRAW
from tests.decoding.built import ME, OTHER, ZERO, Built, address

SHARE, TOKEN = address(5), address(6)


class Named(Built):
    """With the name by which a share is known."""

    symbol = 'sdABC-gauge'

    def transaction(self) -> Any:
        tx = super().transaction()
        tx.around = Surroundings(tx.around.chain, tx.around.tracked, {**tx.around.tokens, SHARE: TokenFact(18, self.symbol)}, tx.around.answers)
        return tx


def test_deposit_and_withdrawal_of_a_gauge() -> None:
    built = Named(to=SHARE).move(TOKEN, ME, SHARE, 9).log(SHARE, DEPOSIT, [ME], [9]).move(SHARE, ZERO, ME, 9)
    assert [event[:2] for event in built.events('stakedao')] == [('deposit', 'deposit for wrapped'), ('receive', 'receive wrapped')]
    back = Named(to=SHARE).move(TOKEN, SHARE, ME, 9).log(SHARE, WITHDRAW, [ME], [9]).move(SHARE, ME, ZERO, 9)
    assert [event[:2] for event in back.events('stakedao')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def test_gauge_of_another_name_is_somebody_elses() -> None:
    built = Named(to=SHARE)
    built.symbol = 'ABC-gauge'
    built.move(TOKEN, ME, SHARE, 9).log(SHARE, DEPOSIT, [ME], [9]).move(SHARE, ZERO, ME, 9)
    assert 'stakedao' not in {event[4] for event in built.events('stakedao')}


def test_merkle_claim_is_a_reward() -> None:
    merkle = MERKLE[1][0].lower()
    assert Built(to=merkle).move(TOKEN, merkle, ME, 9).events('stakedao')[0][:2] == ('receive', 'reward')
    assert Built(to=OTHER).move(TOKEN, OTHER, ME, 9).events('stakedao')[0][4] is None
