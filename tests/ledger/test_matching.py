"""Two sides of one movement: what is matched, what is left open, and that nothing is used twice."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.time import TimestampMs
from rotkehlchen.ledger.matching import HOUR_MS, Movement, Window, match, suggest

DAY = Window(after_ms=24 * HOUR_MS)


def out(identifier: int, hours: int = 0, amount: str = '1', **more: Any) -> Movement:
    fields = {'asset': 'ETH', 'place': 'kraken', **more}
    return Movement(identifier, 'out', TimestampMs(hours * HOUR_MS), amount=Decimal(amount), **fields)


def into(identifier: int, hours: int = 1, amount: str = '1', **more: Any) -> Movement:
    fields = {'asset': 'ETH', 'place': 'ethereum', **more}
    return Movement(identifier, 'in', TimestampMs(hours * HOUR_MS), amount=Decimal(amount), **fields)


@pytest.mark.parametrize(('left', 'arrived', 'method'), [
    (out(1), into(2), 'exact'),
    (out(1, amount='1', fee=Decimal('0.01')), into(2, amount='0.99'), 'net_of_fee'),
    (out(1), into(2, amount='0.9951'), 'tolerance'),
    (out(1, tx_hash='0x1'), into(2, hours=900, amount='0.5', tx_hash='0x1'), 'hash'),
    (out(1, message='m'), into(2, hours=900, asset='WETH', amount='0.5', message='m'), 'message'),
    (out(1), into(2, hours=-1), 'exact'),
])
def test_sides_of_one_movement_are_paired(left: Movement, arrived: Movement, method: str) -> None:
    [pair] = match([arrived, left], DAY).pairs
    assert (pair.outgoing, pair.incoming, pair.method) == (1, 2, method)


@pytest.mark.parametrize(('left', 'arrived'), [
    (out(1), into(2, asset='BTC')), (out(1), into(2, hours=30)), (out(1), into(2, hours=-2)), (out(1), into(2, amount='0.99')),
    (out(1), into(2, amount='1.01')), (out(1), into(2, place='kraken')), (out(1, tx_hash='0x1'), into(2, tx_hash='0x2')),
])
def test_movements_that_differ_are_not_paired(left: Movement, arrived: Movement) -> None:
    assert match([left, arrived], DAY).pairs == ()


@pytest.mark.parametrize(('sent', 'arrived', 'hours', 'is_paired'), [
    ('0.10', '0.08', 12, True), ('0.10', '0.08', 13, False), ('0.15', '0.05', 1, False), ('0.10', '0.0799', 1, False), ('0.10', '0.11', 1, False),
])
def test_us11_window_and_tolerance_are_the_users(sent: str, arrived: str, hours: int, is_paired: bool) -> None:
    """H Koinly 9490024: twelve hours, and 80 to 100 % of what was sent."""
    window = Window(after_ms=12 * HOUR_MS, tolerance=Decimal('0.2'))
    assert bool(match([out(1, amount=sent), into(2, hours=hours, amount=arrived)], window).pairs) is is_paired


def test_equally_good_candidates_are_left_to_the_user() -> None:
    found = match([out(1), into(2), into(3)], DAY)
    assert found.pairs == ()
    assert found.ambiguous[1] == (2, 3)


def test_nearer_candidate_is_taken() -> None:
    assert [(pair.outgoing, pair.incoming) for pair in match([out(1), into(2, hours=2), into(3, hours=5)], DAY).pairs] == [(1, 2)]


def test_suggestions_name_every_candidate_best_first() -> None:
    assert [pair.incoming for pair in suggest(out(1), [into(2, hours=9, amount='0.998'), into(3), out(4)], DAY)] == [3, 2]


movements = st.lists(st.builds(
    lambda side, hours, amount, asset, place: (side, hours, amount, asset, place),
    st.sampled_from(['out', 'in']), st.integers(0, 40), st.sampled_from(['1', '0.999', '2']), st.sampled_from(['ETH', 'BTC']),
    st.sampled_from(['a', 'b', 'c']),
), max_size=25)


@given(movements, st.randoms())
def test_each_movement_is_used_once_whatever_the_order(raw: list[tuple[str, int, str, str, str]], random: Any) -> None:
    made = [
        Movement(number, side, TimestampMs(hours * HOUR_MS), asset, Decimal(amount), place)  # type: ignore[arg-type]
        for number, (side, hours, amount, asset, place) in enumerate(raw)
    ]
    found = match(made, DAY)
    used = [side for pair in found.pairs for side in (pair.outgoing, pair.incoming)]
    assert len(used) == len(set(used))
    assert not set(used) & set(found.ambiguous)
    shuffled = made[:]
    random.shuffle(shuffled)
    assert match(shuffled, DAY) == found
