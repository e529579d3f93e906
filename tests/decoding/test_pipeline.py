"""Of claims to events: whose word counts, what may not stand, order, keys, and that nothing else decides."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.protocol import CallRule, Claim, Leg, LogRule, Rank, Rule, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import claim, leg, note, retype, swap, unwrap, wrap
from rotkehlchen.decoding.pipeline import Decoded, decode
from rotkehlchen.decoding.ruleset import Ruleset
from tests.decoding.balance import change_by_events, change_by_transfers
from tests.decoding.built import ME, OTHER, ZERO, Built, address

TOKEN, BOUGHT, SHARE, FRIEND = address(5), address(6), address(7), address(8)
TOPIC, SECOND = '0x' + '01' * 32, '0x' + '02' * 32
COIN = 10**18

Handler = Callable[[Transaction], Iterable[Claim]]


def call(name: str, handle: Handler, rank: Rank = Rank.SHAPE) -> CallRule:
    return CallRule(name, handle, None, rank=rank)


def every(word: str, event_type: str, subtype: str, rank: Rank = Rank.SHAPE) -> CallRule:
    """A rule that gives a type to all that left the account."""
    return call(word, lambda tx: retype(word, tx.outgoing(), event_type, subtype), rank)


def run(built: Built, **rules: Sequence[Rule]) -> Decoded:
    return decode(built.transaction(), Ruleset(rules))


def words(decoded: Decoded) -> list[tuple[str, str, str | None]]:
    return [(one.type, one.subtype, one.counterparty) for one in decoded.events]


def sent() -> Built:
    return Built().move(TOKEN, ME, OTHER, COIN)


# ---------------------------------------------------------------------- whose word counts
def test_claim_of_the_higher_rank_counts_whatever_the_names() -> None:
    low, high = every('a', 'spend', 'donate'), every('b', 'spend', 'payment', Rank.CONTRACT)
    for first, second in ((low, high), (high, low)):
        decoded = run(sent(), x=(first,), y=(second,))
        assert (words(decoded), decoded.findings) == ([('spend', 'payment', 'b')], ())


def test_equals_of_two_protocols_are_a_conflict_and_one_is_chosen() -> None:
    decoded = run(sent(), x=(every('a', 'spend', 'donate'),), y=(every('b', 'spend', 'payment'),))
    assert words(decoded) == [('spend', 'donate', 'a')]
    assert [(one.kind, one.params['chosen'], one.params['other']) for one in decoded.findings] == [('decoding_conflict', 'x/a', 'y/b')]


def test_equals_of_one_protocol_are_none_and_their_names_decide() -> None:
    first, second = every('a', 'spend', 'donate'), every('b', 'spend', 'payment')
    for rules in ((first, second), (second, first)):
        decoded = run(sent(), x=rules)
        assert (words(decoded), decoded.findings) == ([('spend', 'donate', 'a')], ())


def test_claim_that_wants_what_is_taken_is_dropped_whole() -> None:
    built = Built().move(TOKEN, ME, OTHER, COIN).move(BOUGHT, OTHER, ME, COIN)
    pair = call('pair', lambda tx: swap('pair', tx.outgoing(), tx.incoming()))
    better = call('gift', lambda tx: retype('gift', tx.outgoing(), 'spend', 'donate'), Rank.ENTRY)
    assert words(run(built, x=(pair,), y=(better,))) == [('spend', 'donate', 'gift'), ('receive', 'none', None)]


def test_what_two_rules_of_a_protocol_both_note_is_told_once() -> None:
    def twice(name: str) -> CallRule:
        return call(name, lambda tx: note('x', ME, subtype='governance', at=7))

    assert len(run(Built(), x=(twice('a'), twice('b'))).events) == 1
    assert len(run(Built(), x=(twice('a'),), y=(twice('b'),)).events) == 2


# ---------------------------------------------------------------------- what may not stand
def made(*legs: Leg, **more: Any) -> CallRule:
    return call('made', lambda tx: claim('made', *legs, **more))


def transfers(built: Built) -> list[Transfer]:
    return list(built.transaction().transfers)


@pytest.mark.parametrize(('make', 'problem'), [
    (lambda one: [leg(one, 'spend', 'airdrop')], 'no_such_event:spend/airdrop'),
    (lambda one: [leg(one, 'spend', 'donate', account=OTHER)], 'account_not_tracked'),
    (lambda one: [leg(one, 'spend', 'donate', amount=1)], 'value_not_conserved'),
    (lambda one: [leg(one, 'receive', 'reward')], 'value_not_conserved'),
    (lambda one: [leg(one, 'spend', 'donate'), leg(one, 'spend', 'fee', amount=1)], 'value_not_conserved'),
    (lambda one: [leg(one, 'spend', 'donate', token=BOUGHT)], 'value_not_conserved'),
    (lambda one: [Leg('receive', 'reward', account=ME, token=BOUGHT, amount=1)], 'value_not_conserved'),
])
def test_claim_that_cannot_stand_is_refused_and_the_plain_events_are_left(make: Callable[[Transfer], list[Leg]], problem: str) -> None:
    built = sent()
    decoded = run(built, x=(made(*make(transfers(built)[0])),))
    assert words(decoded) == [('spend', 'none', None)]
    assert [(one.kind, one.params['error']) for one in decoded.findings] == [('decoding_rule_failed', problem)]


def test_split_of_one_transfer_is_conserved() -> None:
    built = sent()
    one = transfers(built)[0]
    decoded = run(built, x=(made(leg(one, 'spend', 'donate', amount=COIN - 1), leg(one, 'spend', 'fee', amount=1)),))
    assert (words(decoded), decoded.findings) == ([('spend', 'donate', 'made'), ('spend', 'fee', 'made')], ())
    assert [event.key for event in decoded.events] == ['log:10', 'log:10#2']


def test_unbalanced_claim_stands_where_it_says_why() -> None:
    built = sent()
    rule = made(leg(transfers(built)[0], 'spend', 'donate', amount=1), unbalanced='rebase')
    assert words(run(built, x=(rule,))) == [('spend', 'donate', 'made')]


@pytest.mark.parametrize('error', [IndexError, KeyError, ValueError, ZeroDivisionError])
def test_rule_that_stumbles_over_data_stops_nobody(error: type[Exception]) -> None:
    def stumble(tx: Transaction) -> Iterator[Claim]:
        yield from retype('bad', tx.outgoing(), 'spend', 'payment')
        raise error('data of another shape')

    decoded = run(sent(), bad=(call('bad', stumble),), good=(every('good', 'spend', 'donate'),))
    assert words(decoded) == [('spend', 'donate', 'good')]
    assert [(one.kind, one.params['rule']) for one in decoded.findings] == [('decoding_rule_failed', 'bad/bad')]


def test_mistake_of_a_rule_is_not_hidden() -> None:
    def mistaken(tx: Transaction) -> Iterable[Claim]:
        raise TypeError('a mistake in the code')

    with pytest.raises(TypeError):
        run(sent(), x=(call('x', mistaken),))


# ---------------------------------------------------------------------- where rules apply
def test_rules_run_where_they_say() -> None:
    seen: list[str] = []

    def of_log(name: str) -> Callable[[Transaction, Log], Iterable[Claim]]:
        return lambda tx, log: seen.append(name) or ()  # type: ignore[func-returns-value]

    def of_call(name: str) -> Handler:
        return lambda tx: seen.append(name) or ()  # type: ignore[func-returns-value]

    def of_transfer(name: str) -> Callable[[Transaction, Transfer], Iterable[Claim]]:
        return lambda tx, one: seen.append(name) or ()  # type: ignore[func-returns-value]

    here, there = {1: (TOKEN.upper().replace('X', 'x'),)}, {10: (TOKEN,)}
    run(
        Built(to=TOKEN, input=bytes.fromhex('aabbccdd')).log(TOKEN, TOPIC).log(OTHER, SECOND).move(TOKEN, ME, OTHER, 1).move(BOUGHT, FRIEND, OTHER, 1),
        x=(
            LogRule('log', TOPIC, of_log('log'), here), LogRule('elsewhere', TOPIC, of_log('!'), there), LogRule('shape', (TOPIC, SECOND), of_log('shape')),
            CallRule('call', of_call('call'), here, ('0xaabbccdd',)), CallRule('other', of_call('!'), here, ('0x11223344',)),
            CallRule('far', of_call('!'), there), TransferRule('side', of_transfer('side'), where={1: (OTHER,)}),
            TransferRule('token', of_transfer('token'), tokens=here), TransferRule('foreign', of_transfer('!'), tokens={1: (BOUGHT,)}),
        ))
    assert sorted(seen) == ['call', 'log', 'shape', 'shape', 'side', 'token']


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match='same name'):
        Ruleset({'x': (every('a', 'spend', 'donate'), every('a', 'spend', 'payment'))})


# ---------------------------------------------------------------------- order
def stages() -> Built:
    """In, out, approval, in, with the coin before all."""
    return Built(value=COIN).move(TOKEN, OTHER, ME, COIN).move(BOUGHT, ME, OTHER, COIN).approve(TOKEN, ME, OTHER, 1).move(SHARE, OTHER, ME, COIN)


@pytest.mark.parametrize(('more', 'expected'), [
    ({}, ['ETH', TOKEN, 'approve', BOUGHT, SHARE]),
    ({'order': 'own'}, ['ETH', TOKEN, BOUGHT, 'approve', SHARE]),
    ({'order': 'end'}, ['ETH', TOKEN, 'approve', BOUGHT, SHARE]),
    ({'at': 1}, ['ETH', BOUGHT, SHARE, TOKEN, 'approve']),
])
def test_legs_stand_together_in_place_or_last(more: dict[str, Any], expected: list[str]) -> None:
    rule = call('wrap', lambda tx: wrap('wrap', tx.outgoing(token=BOUGHT), tx.incoming(token=SHARE), **more))
    decoded = run(stages(), x=(rule,))
    names = ['ETH' if one.asset == 'ETH' else 'approve' if one.subtype == 'approve' else one.asset.rpartition(':')[2].lower() for one in decoded.events]
    assert names == expected


def test_end_is_behind_what_comes_later() -> None:
    rule = call('unwrap', lambda tx: unwrap('unwrap', tx.outgoing(token=BOUGHT), tx.incoming(token=TOKEN), order='end'))
    assert [one.counterparty for one in run(stages(), x=(rule,)).events] == [None, None, None, 'unwrap', 'unwrap']


def test_positions_rise_and_follow_the_logs_number() -> None:
    assert [one.position for one in run(stages()).events] == [1, 11, 12, 13, 14]


# ---------------------------------------------------------------------- nothing else decides
KINDS = [('spend', 'donate'), ('spend', 'payment'), ('deposit', 'deposit to protocol'), ('receive', 'reward'), ('spend', 'airdrop')]
RANKS = [Rank.STANDARD, Rank.SHAPE, Rank.CONTRACT, Rank.ENTRY]
ROWS = st.lists(st.tuples(
    st.sampled_from([TOKEN, BOUGHT, NATIVE]), st.sampled_from([ME, FRIEND, OTHER, ZERO]), st.sampled_from([ME, FRIEND, OTHER, ZERO]), st.integers(0, 3),
), max_size=7)
DRAWN = st.lists(st.tuples(
    st.sampled_from(['x', 'y', 'z']), st.sampled_from(KINDS), st.sampled_from(RANKS), st.sampled_from(['group', 'own', 'end']), st.integers(0, 2),
), max_size=6)


def drawn_rule(number: int, kind: tuple[str, str], rank: Rank, order: Any, which: int) -> CallRule:
    """A rule that takes what left or arrived, all, every second, or the first and last together; it may be refused."""
    def handle(tx: Transaction) -> Iterator[Claim]:
        found = (tx.incoming() if kind == ('receive', 'reward') else tx.outgoing())[::1 + which % 2]
        groups = [[*found[:1], *found[1:][-1:]]] if which == 2 else [[one] for one in found]
        for group in groups:
            yield from claim(f'word{number}', *(leg(one, *kind) for one in group), order=order)

    return call(f'rule{number}', handle, rank)


def build(rows: list[tuple[str, str, str, int]]) -> Built:
    built = Built(tracked=(ME, FRIEND), tokens={TOKEN: 0, BOUGHT: 0})
    for row in rows:
        built.move(*row)
    return built


@given(ROWS, DRAWN, st.randoms(use_true_random=False))
def test_order_of_rules_and_protocols_changes_nothing(rows: list[tuple[str, str, str, int]], drawn: list[tuple[Any, ...]], shuffle: Any) -> None:
    rules = [(protocol, drawn_rule(number, *rest)) for number, (protocol, *rest) in enumerate(drawn)]

    def result(order: list[tuple[str, CallRule]]) -> Decoded:
        grouped: dict[str, list[Rule]] = {}
        for protocol, rule in order:
            grouped.setdefault(protocol, []).append(rule)
        decoded = decode(build(rows).transaction(), Ruleset(grouped))
        return Decoded(decoded.group, decoded.events, tuple(sorted(decoded.findings, key=repr)), decoded.questions, decoded.unknown_tokens, decoded.hidden)

    shuffled = list(rules)
    shuffle.shuffle(shuffled)
    assert result(rules) == result(shuffled) == result(rules)


@given(ROWS, DRAWN)
def test_whatever_rules_claim_value_is_conserved(rows: list[tuple[str, str, str, int]], drawn: list[tuple[Any, ...]]) -> None:
    built = build(rows)
    decoded = decode(built.transaction(), Ruleset({'x': [drawn_rule(number, *rest) for number, (_, *rest) in enumerate(drawn)]}))
    assert change_by_events(decoded.events) == change_by_transfers(built.transaction())
    assert len({one.key for one in decoded.events}) == len(decoded.events)
    assert [one.position for one in decoded.events] == sorted({one.position for one in decoded.events})


@given(ROWS, DRAWN)
def test_key_of_a_transfer_outlives_a_change_of_rules(rows: list[tuple[str, str, str, int]], drawn: list[tuple[Any, ...]]) -> None:
    """Edits hang on keys: an event of a transfer keeps its key whatever a new version of a rule calls it."""
    built = build(rows)
    before = decode(built.transaction(), Ruleset({}))
    after = decode(built.transaction(), Ruleset({'x': [drawn_rule(number, *rest) for number, (_, *rest) in enumerate(drawn)]}))
    named = {one.sources: one.key for one in before.events if one.sources}
    assert {one.sources: one.key for one in after.events if one.sources in named} == named
