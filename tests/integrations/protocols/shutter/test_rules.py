"""Votes of SHU, in the account or in a contract that the user called."""

from rotkehlchen.integrations.protocols.shutter.rules import CLAIMED, DELEGATED, SHU
from tests.decoding.built import ME, OTHER, Built, address

VESTING = address(10)
COIN = 10**18


def test_delegation_of_a_vesting_contract_is_the_callers() -> None:
    assert Built(to=VESTING).log(SHU, DELEGATED, [VESTING, ME, OTHER]).events('shutter') == [('informational', 'governance', SHU, '0', 'shutter')]
    assert Built(to=OTHER).log(SHU, DELEGATED, [VESTING, ME, OTHER]).events('shutter') == []


def test_vested_tokens_come_from_their_contract() -> None:
    built = Built(to=VESTING).log(VESTING, CLAIMED, [1, ME, ME]).move(SHU, VESTING, ME, COIN)
    assert built.events('shutter') == [('receive', 'airdrop', SHU, '1', 'shutter')]
