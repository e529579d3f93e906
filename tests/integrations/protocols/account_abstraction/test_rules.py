"""Accounts that are contracts: what they pay for operations, and what a paymaster pays for them."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.integrations.protocols.account_abstraction.rules import DEPOSITED, ENTRY_POINTS, OPERATION, WITHDRAWN
from tests.decoding.built import ME, OTHER, ZERO, Built

ENTRY = min(ENTRY_POINTS)
UNIT = 10**18


def test_account_pays_for_its_operation() -> None:
    built = Built(to=ENTRY, sender=OTHER).move(NATIVE, ME, ENTRY, UNIT).log(ENTRY, OPERATION, [1, ME, ZERO], [0, 1, UNIT, 1])
    assert built.events('account_abstraction') == [('spend', 'fee', 'ETH', '1', None)]


def test_operation_that_a_paymaster_pays_for_costs_nothing() -> None:
    assert Built(to=ENTRY, sender=OTHER).log(ENTRY, OPERATION, [1, ME, OTHER], [0, 1, UNIT, 1]).events('account_abstraction') == []


def test_same_log_of_another_contract_is_nothing() -> None:
    built = Built(to=OTHER, sender=OTHER).move(NATIVE, ME, OTHER, UNIT).log(OTHER, OPERATION, [1, ME, ZERO], [0, 1, UNIT, 1])
    assert built.events('account_abstraction') == [('spend', 'none', 'ETH', '1', None)]


def test_deposit_at_the_entry_point_and_back() -> None:
    built = Built(to=ENTRY, value=UNIT, input=b'1234').log(ENTRY, DEPOSITED, [ME], [UNIT])
    assert built.events('account_abstraction') == [('deposit', 'deposit to protocol', 'ETH', '1', 'erc-4337')]
    built = Built(to=ENTRY).move(NATIVE, ENTRY, ME, UNIT).log(ENTRY, WITHDRAWN, [ME], [ME, UNIT])
    assert built.events('account_abstraction') == [('withdrawal', 'withdraw from protocol', 'ETH', '1', 'erc-4337')]
