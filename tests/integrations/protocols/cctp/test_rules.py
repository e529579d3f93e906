"""Circle's CCTP, both versions: what is burnt, what is minted, the message that both sides name."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.cctp.rules import BURNT, BURNT_V2, MESSENGERS, MINTED, MINTED_V2, RECEIVED
from tests.decoding.built import ME, OTHER, ZERO, Built, address

USDC, MINTER = address(7), address(8)
FIRST, ARBITRUM_FIRST, SECOND = MESSENGERS[1][1].lower(), MESSENGERS[42161][1].lower(), MESSENGERS[1][0].lower()
ARBITRUM = EvmFacts(42161, 'arbitrum one', 'ETH')
AMOUNT = 5 * 10**18


def test_version_one_is_tied_together_by_domain_and_nonce() -> None:
    out = Built(to=FIRST).move(USDC, ME, MINTER, AMOUNT).log(FIRST, BURNT, [77, USDC, ME], [AMOUNT, ME, 3, 0, 0])
    into = Built(to=OTHER, chain=ARBITRUM).move(USDC, ZERO, ME, AMOUNT).log(ARBITRUM_FIRST, MINTED, [ME, USDC], [AMOUNT])
    into.log(OTHER, RECEIVED, [ME, 77], [0, 0, 96, 0])
    (left,), (right,) = out.decode('cctp').events, into.decode('cctp').events
    assert (left.type, right.type, left.params['message'], right.params['message']) == ('deposit', 'withdrawal', '0:77', '0:77')
    assert (left.params['to_chain'], right.params['from_chain']) == (42161, 1)


def test_version_two() -> None:
    out = Built(to=SECOND).move(USDC, ME, MINTER, AMOUNT).log(SECOND, BURNT_V2, [USDC, ME, 1000], [AMOUNT, ME, 6, 0, 0, 5, 256, 0])
    assert out.events('cctp') == [('deposit', 'bridge', USDC, '5', 'cctp')]
    into = Built(to=OTHER).move(USDC, ZERO, ME, AMOUNT).log(SECOND, MINTED_V2, [ME, USDC], [AMOUNT + 1, 1])
    assert into.events('cctp') == [('withdrawal', 'bridge', USDC, '5', 'cctp')]


def test_mint_for_somebody_else_is_nothing() -> None:
    assert Built(to=OTHER, sender=OTHER).move(USDC, ZERO, OTHER, AMOUNT).log(FIRST, MINTED, [OTHER, USDC], [AMOUNT]).events('cctp') == []
