"""Drips v1: gifts, streams, and what is collected."""

from rotkehlchen.integrations.protocols.dripsv1.rules import COLLECTED, HUB, STREAM
from tests.decoding.built import ME, OTHER, Built

DAI = '0x6b175474e89094c44da98b954eedeac495271d0f'


def test_stream_is_a_donation_with_its_receivers() -> None:
    built = Built(to=HUB).log(HUB, STREAM, [ME, OTHER], [1, 2]).move(DAI, ME, HUB, 10**18)
    assert [event[:2] for event in built.events('dripsv1')] == [('spend', 'donate'), ('informational', 'none')]


def test_collected_is_a_donation_and_the_rest_a_refund() -> None:
    assert Built(to=HUB).move(DAI, HUB, ME, 1).log(HUB, COLLECTED, [ME], [1, 0]).events('dripsv1')[0][:2] == ('receive', 'donate')
    assert Built(to=HUB).move(DAI, HUB, ME, 1).events('dripsv1')[0][:2] == ('receive', 'refund')
