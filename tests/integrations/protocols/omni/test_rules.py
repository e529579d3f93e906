"""Omni: a claim that is paid for and may end in the stake."""

from rotkehlchen.integrations.protocols.omni.rules import CLAIMED, CLAIMS, COIN, STAKED, STAKED_IN
from tests.decoding.built import ME, OTHER, Built

SOURCE = CLAIMS[1][0].lower()
UNIT = 10**18
FEE = ('spend', 'fee', 'ETH', '1', 'omni')


def test_claim_with_and_without_stake() -> None:
    built = Built(to=SOURCE, value=UNIT, input=b'1234').move(COIN, SOURCE, ME, 3 * UNIT).log(SOURCE, CLAIMED, [ME], [3 * UNIT])
    assert built.events('omni') == [FEE, ('receive', 'airdrop', COIN, '3', 'omni')]
    built = Built(to=SOURCE, value=UNIT, input=b'1234').move(COIN, SOURCE, STAKED_IN, 3 * UNIT).log(STAKED_IN, STAKED, [ME], [3 * UNIT])
    assert built.log(SOURCE, CLAIMED, [ME], [3 * UNIT]).events('omni') == [
        FEE, ('receive', 'airdrop', COIN, '3', 'omni'), ('staking', 'deposit asset', COIN, '3', 'omni')]


def test_stake_and_claim_of_somebody_else() -> None:
    assert Built(to=STAKED_IN).move(COIN, ME, STAKED_IN, UNIT).events('omni') == [('staking', 'deposit asset', COIN, '1', 'omni')]
    assert Built(to=SOURCE, sender=OTHER).log(SOURCE, CLAIMED, [OTHER], [UNIT]).events('omni') == []
