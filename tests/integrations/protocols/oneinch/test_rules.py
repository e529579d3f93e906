"""1inch: the version is the counterparty; makers of orders that others fill."""

from rotkehlchen.integrations.protocols.oneinch.rules import ORDER_FILLED, ORDER_FILLED_V6, V1, V5, V6
from tests.decoding.built import ME, OTHER, Built, address

ROUTER = V6.lower()
POOL, USD, EUR = address(11), address(12), address(13)


def test_swap_through_the_router_is_a_trade() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert built.events('oneinch') == [('trade', 'spend', USD, '1', '1inch-v6'), ('trade', 'receive', EUR, '2', '1inch-v6')]


def test_same_transfers_elsewhere_are_not_of_the_protocol() -> None:
    built = Built(to=OTHER).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
    assert '1inch-v6' not in {event[4] for event in built.events('oneinch')}


def test_each_version_has_its_word() -> None:
    for version, router in (('1inch-v1', V1), ('1inch-v5', V5)):
        built = Built(to=router.lower()).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 2 * 10**18)
        assert {event[4] for event in built.events('oneinch')} == {version}


def test_maker_of_a_filled_order_traded() -> None:
    old = Built(sender=OTHER, to=POOL).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 10**18).log(V5.lower(), ORDER_FILLED, [ME], [1, 0])
    assert {event[4] for event in old.events('oneinch')} == {'1inch-v5'}
    new = Built(sender=OTHER, to=POOL).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 10**18).log(V6.lower(), ORDER_FILLED_V6, [], [1, 0])
    assert {event[4] for event in new.events('oneinch')} == {'1inch-v6'}


def test_order_of_somebody_else_changes_nothing() -> None:
    built = Built(sender=OTHER, to=POOL).move(USD, ME, POOL, 10**18).move(EUR, POOL, ME, 10**18).log(V5.lower(), ORDER_FILLED, [OTHER], [1, 0])
    assert {event[4] for event in built.events('oneinch')} == {None}
