"""The process that derives limits at sea: a long coast takes seconds, in which GEOS lets nobody else run.

Run by `ui/limits/process.py`, never by hand.
"""

from collections.abc import Callable
from functools import partial

from missions.atlas import Atlas, load_atlas
from missions.derived_limits import derived_limit
from missions.limits_held import states_offered
from ui.limits.asking import LimitWanted, StatesThere, StatesWanted
from ui.own_worker import serve


def answered(atlas: Atlas, question: StatesWanted | LimitWanted, report: Callable[[float], None]) -> object:
    """Which states there are, or the limit off one of them."""
    match question:
        case StatesWanted():
            return StatesThere(states=states_offered(atlas, question.near))
        case LimitWanted():
            return derived_limit(atlas, question.code, question.limit, near=question.near, report=report)


if __name__ == "__main__":
    serve(partial(answered, load_atlas()))
