"""zkSync Lite: in and out of its contract."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.zksync.rules import RULES
from tests.decoding.built import ME, OTHER, Built, address

CONTRACT = next(iter((RULES[0].where or {})[1])).lower()
TOKEN = address(7)


def test_deposits_and_withdrawals() -> None:
    assert Built(to=CONTRACT).move(TOKEN, ME, CONTRACT, 10**18).events('zksync') == [('deposit', 'bridge', TOKEN, '1', 'zksync')]
    built = Built(to=OTHER, sender=OTHER).move(NATIVE, CONTRACT, ME, 10**18).move(NATIVE, CONTRACT, OTHER, 10**18)
    assert built.events('zksync') == [('withdrawal', 'bridge', 'ETH', '1', 'zksync')]


def test_other_contracts_are_none() -> None:
    assert Built(to=OTHER).move(TOKEN, ME, OTHER, 10**18).events('zksync') == [('spend', 'none', TOKEN, '1', None)]
