"""The xDai bridge: DAI on Ethereum, coins on Gnosis Chain that no transfer tells of."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.xdai_bridge.rules import DEPOSITED, FOREIGN, HOME, MINTED, PAID_OUT, WITHDRAWN
from tests.decoding.built import ME, OTHER, Built, address

COIN = 10**18
ONE, TWO = FOREIGN[1][0].lower(), HOME[100][0].lower()
DAI = address(7)
GNOSIS = EvmFacts(100, 'gnosis', 'XDAI')
WORD = 'gnosis-chain'


def test_deposit_with_and_without_a_log() -> None:
    built = Built(to=ONE).move(DAI, ME, ONE, COIN).log(ONE, DEPOSITED[1], data=[ME, COIN, 5])
    assert built.events('xdai_bridge') == [('deposit', 'bridge', DAI, '1', WORD)]
    assert Built(to=DAI).move(DAI, ME, ONE, COIN).events('xdai_bridge') == [('deposit', 'bridge', DAI, '1', WORD)]


def test_coins_are_minted_and_leave() -> None:
    built = Built(to=TWO, sender=OTHER, chain=GNOSIS).log(TWO, MINTED[0], data=[ME, COIN, 5])
    assert built.events('xdai_bridge') == [('withdrawal', 'bridge', 'XDAI', '1', WORD)]
    built = Built(to=TWO, value=COIN, chain=GNOSIS).log(TWO, WITHDRAWN[1], data=[ME, COIN, 5])
    assert built.events('xdai_bridge') == [('deposit', 'bridge', 'XDAI', '1', WORD)]


def test_what_is_paid_out_to_somebody_else_is_nothing() -> None:
    built = Built(to=ONE, sender=OTHER).move(DAI, ONE, OTHER, COIN).log(ONE, PAID_OUT[0], data=[OTHER, COIN, 5])
    assert built.events('xdai_bridge') == []
    built = Built(to=ONE, sender=OTHER).move(DAI, ONE, ME, COIN).log(ONE, PAID_OUT[0], data=[ME, COIN, 5])
    assert built.events('xdai_bridge') == [('withdrawal', 'bridge', DAI, '1', WORD)]
