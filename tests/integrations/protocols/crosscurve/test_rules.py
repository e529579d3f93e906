"""CrossCurve: what is sent over with the coin that pays, and what a relayer brings."""

from rotkehlchen.integrations.protocols.crosscurve.rules import PROCESSED, ROUTERS
from tests.decoding.built import ME, OTHER, Built, address

ROUTER, TOKEN = ROUTERS[1][0].lower(), address(6)


def test_both_sides_are_told() -> None:
    sent = Built(to=ROUTER, value=5, input=b'1234').move(TOKEN, ME, OTHER, 9)
    assert [event[:2] for event in sent.events('crosscurve')] == [('spend', 'fee'), ('deposit', 'bridge')]
    came = Built(sender=OTHER).move(TOKEN, OTHER, ME, 9).log(ROUTER, PROCESSED, [], [1, 2, 3, 4, 5, 6])
    assert came.events('crosscurve')[0][:2] == ('withdrawal', 'bridge')


def test_operation_of_another_contract_brings_nothing() -> None:
    assert Built(sender=OTHER).move(TOKEN, OTHER, ME, 9).log(OTHER, PROCESSED, [], [1]).events('crosscurve')[0][4] is None
