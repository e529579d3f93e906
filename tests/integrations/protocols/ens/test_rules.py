"""ENS: what names cost, records, who changes them, votes."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.decoding.facts import TRANSFER_SINGLE
from rotkehlchen.decoding.families import naming
from rotkehlchen.decoding.families.governor import DELEGATE, DELEGATED, VOTED
from rotkehlchen.integrations.protocols.ens.rules import CLAIMED, SERVICE, TOKEN
from tests.decoding.built import ME, OTHER, ZERO, Built, address

COIN = 10**18
CONTROLLER, REGISTRY, NAMES, WRAPPER = (
    next(iter(one[1])).lower() for one in (SERVICE.controllers, SERVICE.registries, SERVICE.names, SERVICE.wrapped))
VOTES = TOKEN[1][0].lower()
RESOLVER = address(6)
NAME = [b'alice'.ljust(32, b'\0')]
NOTE = ('informational', 'none', 'ETH', '0', 'ens')


def test_name_with_a_token_is_bought_and_what_was_too_much_comes_back() -> None:
    built = Built(to=CONTROLLER, value=3 * COIN, input=b'1234').move(NATIVE, CONTROLLER, ME, COIN).nft(NAMES, ZERO, ME, 77)
    built.log(REGISTRY, naming.OWNED, [1, 2], [ME]).log(CONTROLLER, naming.REGISTERED[0], [77, ME], [96, COIN, 5, 5, *NAME])
    events = built.decode('ens').events
    assert [(one.type, one.subtype, int(one.amount)) for one in events] == [
        ('informational', 'none', 0), ('trade', 'spend', 2), ('trade', 'receive', 1)]
    assert events[2].asset.endswith('/77')
    assert events[1].params == {'name': 'alice'}


def test_wrapped_name_is_only_paid_for() -> None:
    built = Built(to=CONTROLLER, value=COIN, input=b'1234').log(WRAPPER, TRANSFER_SINGLE, [CONTROLLER, ZERO, ME], [77, 1])
    built.log(CONTROLLER, naming.REGISTERED[1], [77, ME], [128, COIN, 0, 5, 5, *NAME])
    assert built.events('ens') == [('spend', 'none', 'ETH', '1', 'ens')]


def test_renewal_through_another_contract() -> None:
    built = Built(to=OTHER, value=3 * COIN, input=b'1234').move(NATIVE, OTHER, CONTROLLER, 2 * COIN).move(NATIVE, OTHER, ME, COIN)
    built.log(CONTROLLER, naming.RENEWED[0], [77], [96, 2 * COIN, 5, 5, *NAME])
    assert built.events('ens') == [('renew', 'none', 'ETH', '2', 'ens')]


def test_records_are_told_of_who_sent_the_transaction_or_is_named() -> None:
    built = Built(to=RESOLVER).log(RESOLVER, naming.TEXT[1], [1, 2], [64, 128, 3, b'url', 0]).log(RESOLVER, naming.CONTENT[0], [1], [32, 0])
    built.log(RESOLVER, naming.OTHER_ADDRESS, [1], [60, 64, 0]).log(RESOLVER, naming.OTHER_ADDRESS, [1], [0, 64, 0])
    assert built.events('ens') == [NOTE] * 3
    built = Built(to=RESOLVER, sender=OTHER).log(RESOLVER, naming.ADDRESS, [1], [ME]).log(RESOLVER, naming.TEXT[1], [1, 2], [64, 128, 3, b'url', 0])
    assert built.events('ens') == [NOTE]


def test_name_that_comes_from_somebody_is_told_as_one() -> None:
    built = Built(to=NAMES, sender=OTHER).nft(NAMES, OTHER, ME, 77)
    assert built.events('ens')[0][:2] == ('receive', 'none')
    assert built.events('ens')[0][4] == 'ens'


def test_votes_delegation_and_airdrop() -> None:
    governor = address(5)
    assert Built(to=governor).log(governor, VOTED[0], [ME], [1, 1, 1, 128, 0]).events('ens') == []
    built = Built(to=VOTES, input=bytes.fromhex(DELEGATE[0][2:])).log(VOTES, DELEGATED, [ME, ZERO, OTHER])
    assert built.events('ens') == [('informational', 'governance', 'ETH', '0', 'ens')]
    built = Built(to=VOTES).move(VOTES, VOTES, ME, COIN).log(VOTES, CLAIMED, [ME], [COIN])
    assert built.events('ens') == [('receive', 'airdrop', VOTES, '1', 'ens')]
