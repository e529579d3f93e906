"""Numbers of tasks: in order within a launch, and another launch's are nobody's here."""

from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.task import Outcome, TaskService


def test_task_numbers_of_another_launch_are_unknown_here() -> None:
    launches = [TaskService(Notifier(), workers=1) for _ in range(3)]
    started = [[launch.start('work', lambda _job: Outcome(True)) for _ in range(3)] for launch in launches]
    try:
        for numbers in started:
            assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
            assert 0 < numbers[0] < 2**31
        assert len({number for numbers in started for number in numbers}) == 9
        assert launches[0].take(started[1][0]) is None
        assert not launches[0].cancel(started[2][0])
    finally:
        for launch in launches:
            launch.close()
