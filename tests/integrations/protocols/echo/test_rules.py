"""Echo: money put into a deal through an entry point."""

from rotkehlchen.integrations.protocols.echo.rules import FUNDED
from tests.decoding.built import ME, OTHER, Built, address

TOKEN, DEAL = '0x00000000000000000000000000000000000000bb', address(9)


def test_funding_is_a_deposit() -> None:
    built = Built(sender=OTHER).move(TOKEN, ME, OTHER, 10**18).log(DEAL, FUNDED, [5, ME], [10**18, 1])
    assert built.events('echo') == [('deposit', 'deposit to protocol', TOKEN, '1', 'echo')]


def test_transfer_of_another_amount_is_none() -> None:
    assert Built(sender=OTHER).move(TOKEN, ME, OTHER, 3).log(DEAL, FUNDED, [5, ME], [4, 1]).events('echo')[0][4] is None
