"""Gnosis Pay: what its Safes get and give."""

import pytest

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.gnosis_pay.rules import CASHBACK, REWARDS, SETTLEMENT
from tests.decoding.built import ME, OTHER, Built, address

GNOSIS = EvmFacts(100, 'gnosis', 'XDAI')
TOKEN = address(7)


@pytest.mark.parametrize(('source', 'subtype'), [(SETTLEMENT, 'refund'), (CASHBACK, 'cashback'), (REWARDS, 'reward')])
def test_what_comes(source: dict[int, tuple[str, ...]], subtype: str) -> None:
    built = Built(to=OTHER, sender=OTHER, chain=GNOSIS).move(TOKEN, source[100][0].lower(), ME, 10**18)
    assert built.events('gnosis_pay') == [('receive', subtype, TOKEN, '1', 'gnosis_pay')]


def test_payment_and_a_plain_transfer() -> None:
    built = Built(to=OTHER, sender=OTHER, chain=GNOSIS).move(TOKEN, ME, SETTLEMENT[100][0].lower(), 10**18)
    assert built.events('gnosis_pay') == [('spend', 'payment', TOKEN, '1', 'gnosis_pay')]
    assert Built(to=OTHER, chain=GNOSIS).move(TOKEN, ME, OTHER, 10**18).events('gnosis_pay') == [('spend', 'none', TOKEN, '1', None)]
