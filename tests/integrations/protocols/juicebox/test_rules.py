"""Juicebox: payments to a project."""

from rotkehlchen.integrations.protocols.juicebox.rules import PAY
from tests.decoding.built import ME, OTHER, Built


def test_payment_names_its_project() -> None:
    [event] = Built(value=10**18).log(OTHER, PAY, [1, 2, 631], [ME, ME, 10**18, 0, 0, 0, 0]).decode('juicebox').events
    assert (event.type, event.subtype, event.counterparty, event.params['project']) == ('spend', 'none', 'juicebox', 631)


def test_coin_of_another_amount_is_no_payment() -> None:
    assert Built(value=9).log(OTHER, PAY, [1, 2, 631], [ME, ME, 8, 0, 0, 0, 0]).events('juicebox')[0][4] is None
