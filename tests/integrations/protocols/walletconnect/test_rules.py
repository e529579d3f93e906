"""Staked WCT on Optimism."""

from rotkehlchen.contracts.transaction import EvmFacts
from rotkehlchen.integrations.protocols.walletconnect.rules import STAKED, STAKES, UNSTAKED, WCT
from tests.decoding.built import ME, OTHER, Built

STAKE = STAKES[10][0].lower()
OPTIMISM = EvmFacts(10, 'optimism', 'ETH')
COIN = 10**18


def test_stake_lock_and_unstake() -> None:
    built = Built(to=STAKE, chain=OPTIMISM).move(WCT, ME, STAKE, COIN).log(STAKE, STAKED, [ME], [COIN, 1, 1, COIN, 1])
    assert built.events('walletconnect') == [('staking', 'deposit asset', WCT, '1', 'walletconnect')]
    built = Built(to=STAKE, chain=OPTIMISM).log(STAKE, STAKED, [ME], [0, 1, 3, 0, 1])
    assert built.events('walletconnect') == [('informational', 'none', WCT, '0', 'walletconnect')]
    built = Built(to=STAKE, chain=OPTIMISM).move(WCT, STAKE, ME, COIN).log(STAKE, UNSTAKED, [ME], [COIN, COIN, 1])
    assert built.events('walletconnect') == [('staking', 'remove asset', WCT, '1', 'walletconnect')]


def test_lock_of_somebody_else_is_not_told() -> None:
    assert Built(to=STAKE, chain=OPTIMISM, sender=OTHER).log(STAKE, STAKED, [OTHER], [0, 1, 3, 0, 1]).events('walletconnect') == []
