"""Aura: pools that are tokens, with rewards from several contracts at once, on a sidechain."""

from dataclasses import replace

from rotkehlchen.contracts.transaction import TokenFact
from rotkehlchen.decoding.families.booster import WITHDRAWN
from rotkehlchen.decoding.families.reward_pool import PAID
from rotkehlchen.decoding.families.reward_pool import WITHDRAWN as POOL_WITHDRAWN
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.ruleset import Ruleset
from rotkehlchen.integrations.protocols.aura_finance.rules import BOOSTERS, COIN, RULES, SHARES
from tests.decoding.built import ETHEREUM, ME, OTHER, ZERO, Built, address

ARBITRUM = replace(ETHEREUM, chain_id=42161, location='arbitrum one')
BOOSTER, AURA, VAULT = BOOSTERS[42161][0].lower(), COIN[42161].lower(), SHARES[42161][0].lower()
POOL, EXTRA, LP, BAL = address(5), address(6), address(7), address(8)


def test_withdrawal_gives_the_pools_token_back_and_pays_all_rewards() -> None:
    built = Built(to=POOL, chain=ARBITRUM).log(EXTRA, POOL_WITHDRAWN, [ME], [9]).move(LP, BOOSTER, ME, 9).log(BOOSTER, WITHDRAWN, [ME, 5], [9])
    built.log(POOL, POOL_WITHDRAWN, [ME], [9]).move(POOL, ME, ZERO, 9).move(BAL, POOL, ME, 4).move(AURA, OTHER, ME, 3).log(POOL, PAID, [ME], [4])
    built.move(AURA, EXTRA, ME, 2).log(EXTRA, PAID, [ME], [2])
    assert [event[:3] for event in built.events('aura_finance')] == [
        ('spend', 'return wrapped', POOL), ('withdrawal', 'redeem wrapped', LP), ('receive', 'reward', BAL), ('receive', 'reward', AURA),
        ('receive', 'reward', AURA)]


def test_compounding_vault_by_its_share() -> None:
    built = Built(to=VAULT, chain=ARBITRUM).move(LP, ME, OTHER, 9).move(VAULT, ZERO, ME, 8)
    assert [event[:2] for event in built.events('aura_finance')] == [('deposit', 'deposit for wrapped'), ('receive', 'receive wrapped')]
    assert built.events('aura_finance')[0][4] == 'aura-finance'
    assert Built(to=VAULT).move(LP, ME, OTHER, 9).move(VAULT, ZERO, ME, 8).events('aura_finance')[0][4] is None


def test_pools_token_got_by_a_contract_that_joined_the_pool_as_well() -> None:
    tx = Built(to=OTHER, chain=ARBITRUM).move(BAL, ME, OTHER, 9).move(POOL, ZERO, ME, 5).transaction()
    tx.around = replace(tx.around, tokens={**tx.around.tokens, POOL: TokenFact(18, 'auraX-vault', 'X Aura Deposit Vault')})
    assert [(one.subtype, one.counterparty) for one in decode(tx, Ruleset({'aura_finance': RULES})).events] == [
        ('deposit for wrapped', 'aura-finance'), ('receive wrapped', 'aura-finance')]
