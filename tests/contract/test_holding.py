"""Holding periods on the calendar: around anniversaries, leap days, and the ends of days in a zone."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.contracts.holding import day_of, is_held_longer
from rotkehlchen.core.time import TimestampMs

DAYS = st.dates(datetime.date(2009, 1, 3), datetime.date(2040, 12, 31))


def test_day_of_turns_at_midnight_of_the_zone() -> None:
    midnight = TimestampMs(int(datetime.datetime(2024, 12, 31, 23, tzinfo=datetime.UTC).timestamp()) * 1000)
    assert day_of(midnight, 'Europe/Berlin') == datetime.date(2025, 1, 1)
    assert day_of(TimestampMs(midnight - 1), 'Europe/Berlin') == datetime.date(2024, 12, 31)
    assert day_of(TimestampMs(-1), 'UTC') == datetime.date(1969, 12, 31)


@given(DAYS, st.integers(1, 3), st.booleans())
def test_held_longer_begins_on_one_day_and_never_ends(acquired: datetime.date, years: int, from_next: bool) -> None:
    def is_longer(days: int) -> bool:
        return is_held_longer(acquired, acquired + datetime.timedelta(days=days), years, is_counted_from_next_day=from_next)

    first = next(days for days in range(365 * years, 367 * years + 3) if is_longer(days))
    assert 365 * years < first <= 366 * years + 1
    assert not is_longer(first - 1)
    assert is_longer(first + 1)
    assert is_longer(first + 1000)


@given(DAYS, DAYS)
def test_both_ways_of_counting_differ_only_before_a_leap_day(acquired: datetime.date, disposed: datetime.date) -> None:
    if is_held_longer(acquired, disposed, 1) != is_held_longer(acquired, disposed, 1, is_counted_from_next_day=True):
        assert (acquired.month, acquired.day, disposed.month, disposed.day) == (2, 28, 2, 29)


@pytest.mark.parametrize(('acquired', 'first'), [
    ('2023-02-28', '2024-02-29'), ('2024-02-28', '2025-03-01'), ('2024-02-29', '2025-03-01'), ('2024-12-31', '2026-01-01'), ('2023-03-01', '2024-03-02'),
])
def test_held_longer_from_the_day_after_the_anniversary(acquired: str, first: str) -> None:
    day = datetime.date.fromisoformat(first)
    assert is_held_longer(datetime.date.fromisoformat(acquired), day, 1)
    assert not is_held_longer(datetime.date.fromisoformat(acquired), day - datetime.timedelta(days=1), 1)
