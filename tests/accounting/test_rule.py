"""The shipped rules are complete, and rules are found from the most to the least particular."""

from decimal import Decimal

import pytest

from rotkehlchen.accounting.rule import LINKS, PROPERTIES, AccountingRule, Property, RuleBook, parse_rules, shipped_rules
from rotkehlchen.accounting.setting import METHODS, Settings
from rotkehlchen.core.event import PAIRS, HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs


def _event(event_type: str, subtype: str, counterparty: str | None = None) -> HistoryEvent:
    return HistoryEvent('g', 0, TimestampMs(0), 'a', None, event_type, subtype, AssetId('A'), Decimal(1), counterparty)


def test_every_pair_has_a_shipped_rule_and_no_rule_is_for_a_pair_that_does_not_exist() -> None:
    pairs = {(rule.type, rule.subtype) for rule in shipped_rules() if rule.counterparty is None}
    assert pairs == set(PAIRS)
    assert {(rule.type, rule.subtype) for rule in shipped_rules()} == pairs


def test_no_two_shipped_rules_are_for_the_same() -> None:
    names = [rule.words for rule in shipped_rules()]
    assert len(names) == len(set(names))


def test_what_leaves_by_a_shipped_rule_takes_its_lots() -> None:
    """Without a counted cost basis the user's own settings leave lots alone; no shipped rule for what leaves is like that."""
    for rule in shipped_rules():
        book = RuleBook([rule], {}, Settings())
        found = book.find_pair(rule.type, rule.subtype, rule.counterparty)
        assert found is not None
        if found.taxable and found.entire:
            assert found.basis, rule.words


def test_rule_of_a_counterparty_comes_before_the_one_of_the_pair() -> None:
    def rule(counterparty: str | None, *, taxable: bool) -> AccountingRule:
        return AccountingRule('spend', 'none', counterparty, Property(taxable), Property(False), Property(True))

    book = RuleBook([rule(None, taxable=True), rule('x', taxable=False)], {7: rule(None, taxable=True)}, Settings())
    assert [book.find(_event('spend', 'none', party), 1).taxable for party in (None, 'x', 'y')] == [True, False, True]  # type: ignore[union-attr]
    assert book.find(_event('spend', 'none', 'x'), 7).rule == 'event:7'  # type: ignore[union-attr]
    assert book.find(_event('receive', 'none'), 1) is None


def test_swap_of_several_goes_by_the_rules_of_swaps() -> None:
    book = RuleBook([AccountingRule('trade', 'spend', None, Property(True), Property(False), Property(True), 'swap')], {}, Settings())
    found = book.find(_event('multi trade', 'spend'), None)
    assert found is not None
    assert found.treatment == 'swap'


def test_link_to_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match='names no setting'):
        parse_rules({'rule': [{'for': 'spend/fee', 'taxable': 'true:main_currency'}]})
    assert set(LINKS) == set(PROPERTIES)


@pytest.mark.parametrize('word', METHODS)
def test_every_method_word_makes_a_policy(word: str) -> None:
    assert Settings(cost_basis_method=word).policy().method == METHODS[word]
