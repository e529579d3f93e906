"""EFP: lists and their records."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.efp.rules import ACCOUNTS, LISTED, LISTS, RECORDS, SAID
from tests.decoding.built import ME, OTHER, ZERO, Built

BASE = EvmFacts(8453, 'base', 'ETH', gas_fee='ethereum')
ACCOUNT, LIST, RECORD = (one[8453][0].lower() for one in (ACCOUNTS, LISTS, RECORDS))
NOTE = ('informational', 'none', 'ETH', '0', 'efp')


def test_list_is_minted_and_changed() -> None:
    built = Built(to=OTHER, chain=BASE).log(ACCOUNT, SAID, [ME], [64, 96, 0, 0]).nft(LIST, ZERO, ME, 5)
    assert [event[:2] for event in built.events('efp')] == [('informational', 'none'), ('receive', 'none')]
    assert Built(to=RECORD, chain=BASE).log(RECORD, LISTED, [1], [32, 0]).log(RECORD, LISTED, [1], [32, 1, 0]).events('efp') == [NOTE, NOTE]


def test_change_by_somebody_else_is_nothing() -> None:
    assert Built(to=RECORD, sender=OTHER, chain=BASE).log(RECORD, LISTED, [1], [32, 0]).events('efp') == []
