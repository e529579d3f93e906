"""Blur: BLUR staked and taken back; other tokens at the same contract mean nothing."""

from rotkehlchen.integrations.protocols.blur.rules import BLUR, STAKING
from tests.decoding.built import ME, OTHER, Built

CONTRACT = STAKING[1][0].lower()


def test_stake_and_unstake_move_blur() -> None:
    assert Built(to=CONTRACT).move(BLUR, ME, CONTRACT, 10**18).events('blur') == [('staking', 'deposit asset', BLUR.lower(), '1', 'blur')]
    assert Built(to=CONTRACT).move(BLUR, CONTRACT, ME, 10**18).events('blur') == [('staking', 'remove asset', BLUR.lower(), '1', 'blur')]


def test_other_token_or_other_contract_is_no_staking() -> None:
    assert Built(to=CONTRACT).move(OTHER, CONTRACT, ME, 10**18).events('blur')[0][:2] == ('receive', 'none')
    assert Built(to=OTHER).move(BLUR, ME, OTHER, 10**18).events('blur')[0][:2] == ('spend', 'none')
