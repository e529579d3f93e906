"""The block of a moment: found by asking a node for the times of few blocks."""

from collections.abc import Callable

from rotkehlchen.core.time import TimestampS


def find_block_at(read_time: Callable[[int], TimestampS], newest: int, moment: int) -> int:
    """The first block that is not older than `moment` (UTC seconds), `newest` + 1 if all are older. Raises what `read_time` raises.

    Blocks come at a steady pace over long stretches, so a guess by proportion halves the search many times at once; where it doesn't,
    every second guess is the middle.
    """
    low, high = 0, newest + 1  # the answer is in low..high
    low_time, high_time = read_time(0), read_time(newest)
    if low_time >= moment:
        return 0
    if high_time < moment:
        return high
    high, low, is_even = newest, 0, True
    while high - low > 1:
        share = (moment - low_time) / max(1, high_time - low_time)
        guess = low + round((high - low) * share) if is_even else (low + high) // 2
        guess = min(max(guess, low + 1), high - 1)
        time = read_time(guess)
        if time < moment:
            low, low_time = guess, time
        else:
            high, high_time = guess, time
        is_even = not is_even
    return high
