"""Which automatic copies are kept."""

from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.time import DAY_SECONDS, TimestampS
from rotkehlchen.services.backup.retention import DAYS, MONTHS, WEEKS, compute_kept

MONDAY = 1_760_313_600  # 2025-10-13 00:00 UTC


def test_kept_of_a_year_of_hourly_copies() -> None:
    times = [TimestampS(MONDAY - hour * 3600) for hour in range(24 * 400)]
    kept = compute_kept(times)
    assert max(times) in kept
    assert DAYS < len(kept) <= DAYS + WEEKS + MONTHS
    assert min(kept) < MONDAY - 300 * DAY_SECONDS


def test_kept_of_one_day_is_its_newest() -> None:
    times = [TimestampS(MONDAY + hour * 3600) for hour in range(24)]
    assert compute_kept(times) == {TimestampS(MONDAY + 23 * 3600)}


@given(st.lists(st.integers(0, 4_000_000_000).map(TimestampS)))
def test_kept_is_a_bounded_part_with_the_newest_and_settles(times: list[TimestampS]) -> None:
    kept = compute_kept(times)
    assert kept <= set(times)
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert not times or max(times) in kept
    assert compute_kept(kept) == kept
