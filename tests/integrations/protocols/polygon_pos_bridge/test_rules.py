"""Polygon's bridges on both sides, and the exchange of MATIC for POL."""

from rotkehlchen.contracts.transaction import NATIVE, EvmFacts
from rotkehlchen.integrations.protocols.polygon_pos_bridge.rules import (
    ARRIVED,
    CHILD_CHAIN,
    COIN,
    COIN_LEAVES,
    EXITED_ETHER,
    LOCKED_TOKEN,
    MATIC,
    MIGRATED,
    MIGRATION,
    POL,
    PREDICATES,
    WITHDRAW,
)
from tests.decoding.built import ME, OTHER, ZERO, Built, address, words

UNIT = 10**18
ETHER, ERC20 = (one.lower() for one in PREDICATES[1][:2])
TOKEN = address(7)
NATIVE_ASSET = 'eip155:137/erc20:0x0000000000000000000000000000000000001010'
POLYGON = EvmFacts(137, 'polygon pos', NATIVE_ASSET, wrapped_native='0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270')
BURN = bytes.fromhex(WITHDRAW[2:])


def test_token_is_locked_and_ether_comes_out_on_ethereum() -> None:
    built = Built().move(TOKEN, ME, ERC20, UNIT).log(ERC20, LOCKED_TOKEN[0], [ME, OTHER, TOKEN], [UNIT])
    assert built.events('polygon_pos_bridge') == [('deposit', 'bridge', TOKEN, '1', 'polygon')]
    built = Built().move(NATIVE, ETHER, ME, UNIT).log(ETHER, EXITED_ETHER, [ME], [UNIT])
    assert built.events('polygon_pos_bridge') == [('withdrawal', 'bridge', 'ETH', '1', 'polygon')]


def test_chain_itself_mints_tokens_and_coins() -> None:
    child = CHILD_CHAIN[137][0].lower()
    built = Built(to=ZERO, sender=ZERO, chain=POLYGON).move(TOKEN, ZERO, ME, UNIT).log(child, ARRIVED, [MATIC, COIN, ME], [2 * UNIT, 9])
    assert built.events('polygon_pos_bridge') == [
        ('withdrawal', 'bridge', TOKEN, '1', 'polygon'), ('withdrawal', 'bridge', COIN, '2', 'polygon'),
    ]


def test_coin_and_token_leave_polygon() -> None:
    built = Built(to=COIN, chain=POLYGON, value=UNIT, input=BURN + words(UNIT)).log(COIN, COIN_LEAVES, [MATIC, ME], [UNIT, 0, 0])
    assert built.events('polygon_pos_bridge') == [('deposit', 'bridge', COIN, '1', 'polygon')]
    built = Built(to=TOKEN, chain=POLYGON, input=BURN + words(UNIT)).move(TOKEN, ME, ZERO, UNIT)
    assert built.events('polygon_pos_bridge') == [('deposit', 'bridge', TOKEN, '1', 'polygon')]


def test_withdrawal_that_gives_something_back_is_no_bridge() -> None:
    built = Built(to=TOKEN, chain=POLYGON, input=BURN + words(UNIT)).move(TOKEN, ME, ZERO, UNIT).move(address(8), TOKEN, ME, UNIT)
    assert 'polygon' not in {event[4] for event in built.events('polygon_pos_bridge')}


def test_matic_becomes_pol() -> None:
    contract = MIGRATION[1][0].lower()
    built = Built(to=contract).move(MATIC, ME, contract, UNIT).move(POL, contract, ME, UNIT).log(contract, MIGRATED, [ME], [UNIT])
    assert built.events('polygon_pos_bridge') == [('migrate', 'spend', MATIC, '1', 'polygon'), ('migrate', 'receive', POL, '1', 'polygon')]
