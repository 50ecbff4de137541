"""How often unreachable values are looked for while planning."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects before a look at the new ones, and how many of those looks before one at all there is.
_SELDOM = (100_000, 20, 50)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage a hundred times more seldom meanwhile.

    A plan is a million values and hardly any garbage: Python would look through all of them every time there
    are a quarter more, which takes a twentieth of planning and a fifth of measuring coverage.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
