"""What lanes see, by one plain overlay: slow, and sure."""

from collections.abc import Sequence

import shapely

from planner.lanes import Lane, Swath


def seen_by(lanes: Sequence[Lane], swath: Swath) -> shapely.Geometry:
    """All ground that these lanes see."""
    return shapely.union_all([swath.seen(lane.line) for lane in lanes])
