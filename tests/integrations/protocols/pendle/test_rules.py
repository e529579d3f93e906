"""Pendle: what the router does is told by the net of tokens."""

from typing import Any

from rotkehlchen.contracts.transaction import NATIVE, Surroundings, TokenFact
from rotkehlchen.integrations.protocols.pendle.rules import ROUTERS
from tests.decoding.built import ME, ZERO, Built, address

ROUTER, PT, OTHER_TOKEN = ROUTERS[1][0].lower(), address(11), address(12)


class Named(Built):
    """With the symbols by which Pendle's tokens are known."""

    def transaction(self) -> Any:
        tx = super().transaction()
        tx.around = Surroundings(tx.around.chain, tx.around.tracked, {**tx.around.tokens, PT: TokenFact(18, 'PT-x-2025')}, tx.around.answers)
        return tx


def test_tokens_of_pendle_for_others_are_a_deposit_and_back_a_withdrawal() -> None:
    bought = Named(to=ROUTER, value=10**18, input=b'1234').move(PT, ZERO, ME, 10**18)
    assert [event[:2] for event in bought.events('pendle')] == [('deposit', 'deposit for wrapped'), ('receive', 'receive wrapped')]
    sold = Named(to=ROUTER, input=b'1234').move(PT, ME, ROUTER, 10**18).move(NATIVE, ROUTER, ME, 10**18)
    assert [event[:2] for event in sold.events('pendle')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def test_others_for_others_are_a_swap() -> None:
    built = Named(to=ROUTER, input=b'1234').move(OTHER_TOKEN, ME, ROUTER, 9).move(NATIVE, ROUTER, ME, 9)
    assert [event[0] for event in built.events('pendle')] == ['trade', 'trade']


def test_another_router_is_not_pendle() -> None:
    assert Named(to=address(13), input=b'1234').move(PT, ME, address(13), 9).events('pendle')[0][4] is None
