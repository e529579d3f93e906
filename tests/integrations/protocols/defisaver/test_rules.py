"""DeFi Saver: a strategy switched off is told; the same log elsewhere is not."""

from rotkehlchen.integrations.protocols.defisaver.rules import KINDS, STORAGE
from tests.decoding.built import OTHER, Built

DEACTIVATE = next(topic for topic, kind in KINDS.items() if kind == 'deactivate')
SUBSCRIBE = next(topic for topic, kind in KINDS.items() if kind == 'subscribe')


def test_strategy_is_switched_off() -> None:
    storage = next(iter(STORAGE[1])).lower()
    assert Built().log(storage, DEACTIVATE, [7]).events('defisaver') == [('informational', 'none', 'ETH', '0', 'defisaver')]


def test_subscription_is_known_by_its_log_alone_but_a_general_log_is_not() -> None:
    assert Built().log(OTHER, SUBSCRIBE, [7, OTHER, 1], [0x20]).events('defisaver') == [('informational', 'none', 'ETH', '0', 'defisaver')]
    assert Built().log(OTHER, DEACTIVATE, [7]).events('defisaver') == []


def test_subscription_of_somebody_else_is_not_told() -> None:
    assert Built(sender=OTHER, to=OTHER).log(OTHER, SUBSCRIBE, [7, OTHER, 1], [0x20]).events('defisaver') == []
