"""Looking for garbage seldom is for planning alone."""

import gc

import pytest

from planner.brief import PatrolBrief, PatrolSettings
from planner.errors import BriefError
from planner.garbage import seldom_collected
from planner.plan import plan_patrol


def test_garbage_is_looked_for_as_usual_after_planning() -> None:
    usual = gc.get_threshold()

    with pytest.raises(BriefError):
        plan_patrol(PatrolBrief(areas=(), settings=PatrolSettings(swath_width_m=100)))

    assert gc.get_threshold() == usual


def test_garbage_is_looked_for_more_seldom_meanwhile() -> None:
    usual = gc.get_threshold()

    with seldom_collected():
        meanwhile = gc.get_threshold()

    assert meanwhile[0] > usual[0]
