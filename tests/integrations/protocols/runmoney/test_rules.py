"""Runmoney: what is put in and what comes out."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.runmoney.rules import STAKES
from tests.decoding.built import ME, OTHER, Built

CONTRACT = STAKES[8453][0].lower()
TOKEN = '0x00000000000000000000000000000000000000bb'
BASE = EvmFacts(8453, 'base', 'ETH')


def test_stake_and_unstake_are_told() -> None:
    built = Built(to=CONTRACT, chain=BASE).move(TOKEN, ME, CONTRACT, 10**18).move(TOKEN, CONTRACT, ME, 2 * 10**18)
    assert [event[:2] for event in built.events('runmoney')] == [('deposit', 'deposit to protocol'), ('withdrawal', 'withdraw from protocol')]


def test_another_contract_is_none_of_it() -> None:
    assert Built(to=OTHER, chain=BASE).move(TOKEN, ME, OTHER, 1).events('runmoney')[0][4] is None
