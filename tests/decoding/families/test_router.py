"""What settles a swap: the net of each token, fees apart, refunds, several tokens, other accounts."""

from rotkehlchen.contracts.protocol import Rule
from rotkehlchen.contracts.transaction import NATIVE, Transaction
from rotkehlchen.decoding.families.router import Fee, kept_by, paid_to, swap_rules
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.ruleset import Ruleset
from tests.decoding.built import ME, OTHER, Built, address

ROUTER, POOL, WALLET, USD, EUR, DOG = (address(number) for number in (10, 11, 12, 13, 14, 15))
COIN = 10**18
Row = tuple[str, str, str, int]


def rows(built: Built, rules: tuple[Rule, ...]) -> list[Row]:
    """(type, subtype, token, amount in whole tokens)"""
    done = decode(built.transaction(), Ruleset({'router': rules}))
    assert not done.findings
    return [(one.type, one.subtype, one.asset.rpartition(':')[2].lower(), int(one.amount)) for one in done.events]


def plain() -> tuple[Rule, ...]:
    return swap_rules('swap', 'acme', {1: (ROUTER,)})


def test_swap_takes_the_net_of_both_sides() -> None:
    built = Built(to=ROUTER, value=5 * COIN).move(NATIVE, ROUTER, ME, 2 * COIN).move(USD, POOL, ME, 3 * COIN).move(USD, POOL, ME, 4 * COIN)
    assert rows(built, plain()) == [('trade', 'spend', 'eth', 3), ('trade', 'receive', USD, 7)]


def test_refund_of_the_whole_is_no_swap() -> None:
    built = Built(to=ROUTER).move(USD, ME, ROUTER, COIN).move(USD, ROUTER, ME, COIN)
    assert {row[0] for row in rows(built, plain())} == {'spend', 'receive'}


def test_swap_to_another_own_account_is_a_swap_of_both() -> None:
    built = Built(to=ROUTER, tracked=(ME, OTHER)).move(USD, ME, POOL, COIN).move(EUR, POOL, OTHER, 2 * COIN)
    assert rows(built, plain()) == [('trade', 'spend', USD, 1), ('trade', 'receive', EUR, 2)]


def test_swap_to_a_stranger_is_spent() -> None:
    built = Built(to=ROUTER).move(USD, ME, POOL, COIN).move(EUR, POOL, OTHER, 2 * COIN)
    assert rows(built, plain()) == [('spend', 'none', USD, 1)]


def test_coin_sent_along_with_a_sold_token_is_a_fee() -> None:
    built = Built(to=ROUTER, value=COIN).move(USD, ME, POOL, 5 * COIN).move(EUR, POOL, ME, 6 * COIN)
    assert rows(built, plain()) == [('trade', 'spend', USD, 5), ('trade', 'receive', EUR, 6), ('trade', 'fee', 'eth', 1)]


def test_token_from_elsewhere_is_no_part_of_a_single_swap() -> None:
    built = Built(to=ROUTER).move(USD, ME, ROUTER, COIN).move(EUR, ROUTER, ME, 2 * COIN).move(DOG, OTHER, ME, 3 * COIN)
    assert rows(built, plain()) == [('receive', 'none', DOG, 3), ('trade', 'spend', USD, 1), ('trade', 'receive', EUR, 2)]


def test_several_tokens_make_a_multi_trade() -> None:
    rules = swap_rules('swap', 'acme', {1: (ROUTER,)}, is_single=False)
    built = Built(to=ROUTER).move(USD, ME, POOL, COIN).move(EUR, ME, POOL, 2 * COIN).move(DOG, POOL, ME, 3 * COIN)
    assert [row[0] for row in rows(built, rules)] == ['multi trade'] * 3


def test_fee_out_of_the_bought_token_raises_what_was_bought() -> None:
    def fees(tx: Transaction) -> list[Fee]:
        return paid_to(tx, {WALLET}, tx.to)
    built = Built(to=ROUTER).move(USD, ME, ROUTER, 5 * COIN).move(EUR, POOL, ROUTER, 4 * COIN).move(EUR, ROUTER, WALLET, COIN).move(EUR, ROUTER, ME, 3 * COIN)
    assert rows(built, swap_rules('swap', 'acme', {1: (ROUTER,)}, fees=fees)) == [
        ('trade', 'spend', USD, 5), ('trade', 'receive', EUR, 4), ('trade', 'fee', EUR, 1),
    ]


def test_kept_of_the_sold_token_lowers_what_was_sold_and_of_the_bought_stands_beside() -> None:
    def fees(tx: Transaction) -> list[Fee]:
        return kept_by(tx, tx.to)
    rules = swap_rules('swap', 'acme', {1: (ROUTER,)}, fees=fees)
    sold = Built(to=ROUTER).move(USD, ME, ROUTER, 5 * COIN).move(USD, ROUTER, POOL, 4 * COIN).move(EUR, POOL, ME, 3 * COIN)
    assert rows(sold, rules) == [('trade', 'spend', USD, 4), ('trade', 'receive', EUR, 3), ('trade', 'fee', USD, 1)]
    bought = Built(to=ROUTER).move(USD, ME, POOL, 5 * COIN).move(EUR, POOL, ROUTER, 4 * COIN).move(EUR, ROUTER, ME, 3 * COIN)
    assert rows(bought, rules) == [('trade', 'spend', USD, 5), ('trade', 'receive', EUR, 3), ('trade', 'fee', EUR, 1)]


def test_contract_that_called_the_router_for_the_account() -> None:
    safe = Built(sender=OTHER, to=ME).move(USD, ME, ROUTER, COIN).move(EUR, ROUTER, ME, 2 * COIN).move(DOG, ME, POOL, 3 * COIN)
    assert rows(safe, plain()) == [('spend', 'none', DOG, 3), ('trade', 'spend', USD, 1), ('trade', 'receive', EUR, 2)]


def test_router_that_pays_without_getting_anything_is_no_swap() -> None:
    assert rows(Built(sender=OTHER, to=ROUTER).move(EUR, ROUTER, ME, 2 * COIN), plain()) == [('receive', 'none', EUR, 2)]
