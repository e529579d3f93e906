"""Compound: markets with tokens of their own (version 2), and one market whose balance is the receipt (version 3)."""

from rotkehlchen.contracts.transaction import NATIVE, Surroundings, TokenFact
from rotkehlchen.decoding.families.comptroller import LIQUIDATE, MINT, REDEEM, REPAY
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.ruleset import Ruleset
from rotkehlchen.integrations.protocols.compound.comet import PAYERS, REWARD, SUPPLY, SUPPLY_COLLATERAL, WITHDRAW
from rotkehlchen.integrations.protocols.compound.rules import COMP, COMPTROLLERS, MARKETS, RULES
from tests.decoding.built import ME, OTHER, ZERO, Built, address

MARKET, SECOND = MARKETS[1][0].lower(), MARKETS[1][1].lower()
TOKEN, COMET = address(10), address(11)
COIN = 10**18


def named(built: Built, symbol: str) -> list[tuple[str, str, str | None]]:
    """(type, subtype, counterparty) where the market has a name."""
    tx = built.transaction()
    tokens = {**tx.around.tokens, COMET: TokenFact(18, symbol)}
    tx.around = Surroundings(tx.around.chain, tx.around.tracked, tokens)
    return [(one.type, one.subtype, one.counterparty) for one in decode(tx, Ruleset({'compound': RULES})).events]


def test_market_tokens_come_and_go() -> None:
    built = Built(to=MARKET).move(TOKEN, ME, MARKET, COIN).log(MARKET, MINT, [], [ME, COIN, 50 * COIN]).move(MARKET, MARKET, ME, 50 * COIN)
    assert built.events('compound') == [
        ('deposit', 'deposit for wrapped', TOKEN, '1', 'compound'), ('receive', 'receive wrapped', MARKET, '50', 'compound'),
    ]
    built = Built(to=MARKET).move(NATIVE, MARKET, ME, COIN).move(MARKET, ME, MARKET, 50 * COIN).log(MARKET, REDEEM, [], [ME, COIN, 50 * COIN])
    assert built.events('compound') == [
        ('spend', 'return wrapped', MARKET, '50', 'compound'), ('withdrawal', 'redeem wrapped', 'ETH', '1', 'compound'),
    ]


def test_repaying_too_much_gives_the_rest_back() -> None:
    built = Built(to=OTHER, value=2 * COIN).move(NATIVE, OTHER, ME, COIN).log(MARKET, REPAY, [], [OTHER, ME, COIN, 0, 0])
    assert built.events('compound') == [('spend', 'payback debt', 'ETH', '2', 'compound'), ('receive', 'refund', 'ETH', '1', 'compound')]


def test_liquidated_collateral_is_lost() -> None:
    built = Built(sender=OTHER, to=MARKET).log(MARKET, REPAY, [], [OTHER, ME, COIN, 0, 0]).move(SECOND, ME, OTHER, 7 * COIN)
    built.log(MARKET, LIQUIDATE, [], [OTHER, ME, COIN, SECOND, 7 * COIN])
    assert built.events('compound') == [('loss', 'liquidate', SECOND, '7', 'compound')]


def test_only_the_reward_token_is_a_reward() -> None:
    comptroller = COMPTROLLERS[1][0]
    built = Built(to=comptroller).move(COMP, comptroller, ME, COIN).move(TOKEN, comptroller, ME, COIN)
    assert [event[:2] for event in built.events('compound')] == [('receive', 'reward'), ('receive', 'none')]


def test_supply_without_a_receipt_pays_back() -> None:
    built = Built(to=COMET).move(TOKEN, ME, COMET, COIN).log(COMET, SUPPLY, [ME, ME], [COIN])
    assert named(built, 'cUSDv3') == [('spend', 'payback debt', 'compound-v3')]
    assert named(built, 'CUSDV3') == named(built, 'cUSDv3')  # lists write it otherwise than the contract
    assert named(built, 'USD') == [('spend', 'none', None)]
    assert named(built.move(COMET, ZERO, ME, COIN - 1), 'cUSDv3') == [
        ('deposit', 'deposit for wrapped', 'compound-v3'), ('receive', 'receive wrapped', 'compound-v3'),
    ]


def test_withdrawal_without_a_receipt_makes_debt() -> None:
    built = Built(to=COMET).move(TOKEN, COMET, ME, COIN).log(COMET, WITHDRAW, [ME, ME], [COIN])
    assert named(built, 'cUSDv3') == [('receive', 'generate debt', 'compound-v3')]


def test_collateral_of_a_bulker_is_the_coin() -> None:
    built = Built(to=OTHER, value=COIN).log(COMET, SUPPLY_COLLATERAL, [OTHER, ME, TOKEN], [COIN])
    assert named(built, 'cUSDv3') == [('deposit', 'deposit to protocol', 'compound-v3'), ('informational', 'none', 'compound-v3')]
    assert named(built, 'CUSDV3') == named(built, 'cUSDv3')  # lists write it otherwise than the contract
    assert named(built, 'USD') == [('spend', 'none', None)]


def test_reward_is_of_a_known_payer() -> None:
    for payer, word in ((min(PAYERS), 'compound-v3'), (OTHER, None)):
        built = Built(to=payer).move(TOKEN, payer, ME, COIN).log(payer, REWARD, [ME, ME, TOKEN], [COIN])
        assert built.events('compound')[0][4] == word
