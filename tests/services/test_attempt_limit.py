"""Guessing is slowed down; the owner is not locked out."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rotkehlchen.core.errors import AuthError, TooManyAttemptsError
from rotkehlchen.services.attempt_limit import TRIES, AttemptLimit


class FakeTime:
    """A monotonic clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def guess(limit: AttemptLimit, *, right: bool = False, name: str = 'ada') -> str:
    try:
        with limit.attempt(name):
            if not right:
                raise AuthError('wrong', code='wrong_password')
    except AuthError as error:
        return error.error_code
    return 'open'


@pytest.fixture
def clock() -> FakeTime:
    return FakeTime()


@pytest.fixture
def limit(clock: FakeTime) -> AttemptLimit:
    return AttemptLimit(clock.read, clock.sleep)


def test_attempt_right_secret_is_never_slowed(limit: AttemptLimit, clock: FakeTime) -> None:
    assert [guess(limit, right=True) for _ in range(200)] == ['open'] * 200
    assert clock.slept == []


def test_attempt_wrong_secrets_are_ten_a_minute_in_the_long_run(limit: AttemptLimit, clock: FakeTime) -> None:
    started = clock.now
    for _ in range(100):
        assert guess(limit) == 'wrong_password'
    assert (clock.now - started) / 60 >= (100 - TRIES) / 10 * 0.99


def test_attempt_flood_is_refused_at_once_and_the_owner_opens_seconds_later() -> None:
    clock = FakeTime()
    limit = AttemptLimit(clock.read, lambda seconds: None)
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: guess(limit), range(1000)))
    assert answers.count('wrong_password') <= TRIES + 2
    assert answers.count('too_many_attempts') >= 1000 - TRIES - 2
    with pytest.raises(TooManyAttemptsError) as caught, limit.attempt('ada'):
        pass
    assert caught.value.retry == 'later'
    clock.now += caught.value.retry_after_seconds
    assert caught.value.retry_after_seconds <= 20
    assert guess(limit, right=True) == 'open'


def test_attempt_of_one_profile_does_not_slow_another(limit: AttemptLimit, clock: FakeTime) -> None:
    for _ in range(TRIES):
        guess(limit)
    clock.slept.clear()
    assert guess(limit, right=True, name='bob') == 'open'
    assert clock.slept == []


def test_attempt_that_fails_for_another_reason_costs_no_try(limit: AttemptLimit, clock: FakeTime) -> None:
    for _ in range(50):
        with pytest.raises(OSError), limit.attempt('ada'):
            raise OSError
    assert clock.slept == []
