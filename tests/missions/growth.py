"""How the time of something grows with what it is given, by the clock of this thread alone."""

import contextlib
import time
from collections.abc import Callable
from typing import TypeVar

from missions.errors import MissionFileError

T = TypeVar("T")

TIMES_AS_MUCH = 4
#: Between 4 and the 16 of what grows by the square, and far from both.
MOST_TIMES_AS_LONG = 9
#: Shorter times are mostly the clock's own.
LEAST_S = 0.000_2


def grows_by_its_length(look: Callable[[T], object], given: Callable[[int], T], *, count: int) -> bool:
    """Whether four times as much takes less than nine times as long, refused or not."""
    short_s, long_s = (_took_s(look, given(number)) for number in (count, TIMES_AS_MUCH * count))
    return long_s < MOST_TIMES_AS_LONG * max(short_s, LEAST_S)


def _took_s(look: Callable[[T], object], given: T) -> float:
    times_s = []
    for _ in range(3):
        before_s = time.thread_time()
        with contextlib.suppress(MissionFileError):
            look(given)
        times_s.append(time.thread_time() - before_s)
    return min(times_s)
