"""Basenames: names on Base, also those that cost nothing."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.decoding.families import naming
from rotkehlchen.integrations.protocols.basenames.rules import SERVICE
from tests.decoding.built import ME, OTHER, ZERO, Built, address

CONTROLLER, NAMES, RESOLVER = (next(iter(one[8453])).lower() for one in (SERVICE.controllers, SERVICE.names, SERVICE.resolvers))
BASE = EvmFacts(8453, 'base', 'ETH', gas_fee='ethereum')
NAME = [b'alice'.ljust(32, b'\0')]


def test_free_name_is_bought_for_nothing() -> None:
    built = Built(to=CONTROLLER, chain=BASE).nft(NAMES, ZERO, ME, 77).log(CONTROLLER, naming.REGISTERED[3], [77, ME], [64, 9, 5, *NAME])
    events = built.events('basenames')
    assert [(event[0], event[1], event[3]) for event in events] == [('trade', 'spend', '0'), ('trade', 'receive', '1')]


def test_renewal_costs_and_records_of_other_resolvers_are_not_these() -> None:
    built = Built(to=CONTROLLER, chain=BASE, value=10**18, input=b'1234').log(CONTROLLER, naming.RENEWED[2], [77], [64, 9, 5, *NAME])
    assert built.events('basenames') == [('renew', 'none', 'ETH', '1', 'basenames')]
    assert Built(to=RESOLVER, chain=BASE).log(RESOLVER, naming.CONTENT[0], [1], [32, 0]).events('basenames') == [
        ('informational', 'none', 'ETH', '0', 'basenames')]
    assert Built(to=OTHER, chain=BASE).log(address(6), naming.CONTENT[0], [1], [32, 0]).events('basenames') == []
