"""Monerium: money from and to a bank account."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.monerium.rules import OPERATOR, TOKENS
from tests.decoding.built import ME, OTHER, ZERO, Built, address

EURE = '0x420ca0f9b9b604ce0fd9c18ef134c705e5fa3430'
FIRST_EURE = '0xcb444e90d8198415266c6a2724b7900fb12fc56e'
GNOSIS = EvmFacts(100, 'gnosis', 'XDAI')


def test_minted_and_burnt() -> None:
    built = Built(to=EURE, sender=OPERATOR, chain=GNOSIS).move(EURE, ZERO, ME, 10**18)
    assert built.events('monerium') == [('receive', 'none', EURE, '1', 'monerium')]
    unlisted = address(7)
    built = Built(to=unlisted, sender=OPERATOR, chain=GNOSIS).move(unlisted, ME, ZERO, 10**18)
    assert built.events('monerium') == [('spend', 'none', unlisted, '1', 'monerium')]


def test_first_contract_tells_of_nothing_once_more() -> None:
    assert {EURE, FIRST_EURE} <= TOKENS
    built = Built(to=EURE, sender=OPERATOR, chain=GNOSIS).move(EURE, ZERO, ME, 10**18).move(FIRST_EURE, ZERO, ME, 10**18)
    assert len(built.events('monerium')) == 1


def test_payments_and_other_tokens_are_not_its_business() -> None:
    assert Built(to=EURE, sender=OTHER, chain=GNOSIS).move(EURE, OTHER, ME, 10**18).events('monerium')[0][4] is None
    assert Built(to=OTHER, sender=OTHER, chain=GNOSIS).move(address(7), ZERO, ME, 10**18).events('monerium')[0][4] is None
