"""Harvest: shares by their name, FARM as a reward, GRAIN."""

from dataclasses import replace

from rotkehlchen.contracts.transaction import TokenFact
from rotkehlchen.decoding.families.reward_pool import PAID
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.ruleset import Ruleset
from rotkehlchen.integrations.protocols.harvest_finance.rules import FARM, GRAIN_CLAIM, RULES
from tests.decoding.built import ME, OTHER, ZERO, Built, address

ASSET, VAULT, WORD = address(5), address(6), 'harvest finance'


def test_vault_by_the_name_of_its_share() -> None:
    tx = Built(to=VAULT).move(ASSET, ME, VAULT, 9).move(VAULT, ZERO, ME, 8).transaction()
    assert {one.counterparty for one in decode(tx, Ruleset({'harvest_finance': RULES})).events} == {None}
    tx.around = replace(tx.around, tokens={**tx.around.tokens, VAULT: TokenFact(18, 'fASSET', 'FARM_ASSET')})
    assert [(one.subtype, one.counterparty) for one in decode(tx, Ruleset({'harvest_finance': RULES})).events] == [
        ('deposit for wrapped', WORD), ('receive wrapped', WORD)]


def test_farm_and_grain() -> None:
    reward = Built(to=OTHER).move(FARM, OTHER, ME, 10**18).log(OTHER, PAID, [ME], [10**18])
    assert reward.events('harvest_finance') == [('receive', 'reward', FARM, '1', WORD)]
    claim = GRAIN_CLAIM[1][0].lower()
    assert Built(to=claim).move(ASSET, claim, ME, 10**18).events('harvest_finance') == [('receive', 'airdrop', ASSET, '1', WORD)]
