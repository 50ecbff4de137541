"""What a vehicle wants to know of the ground, what it tells of it, and when it has missed it for too long."""

import math

from sitl.craft import Craft
from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition, Offset
from sitl.item_stores import MissionStore
from sitl.stored_item import ABOVE_TERRAIN, StoredItem
from sitl.terrain import PIECE, PIECES_EAST, PIECES_NORTH

WAYPOINTS = (int(mavlink.MAV_CMD_NAV_WAYPOINT), int(mavlink.MAV_CMD_NAV_SPLINE_WAYPOINT))
AROUND = 0.7  # of a block: how far around it the ground is wanted too
AROUND_ITEM = 10  # squares
LOOKS_EVERY_S = 1.0


class TerrainWatch:
    """Looks once a second what is wanted: home, here, around here, around each waypoint."""

    def __init__(self, craft: Craft, store: MissionStore) -> None:
        self._craft = craft
        self._store = store
        self._due_s = craft.now_s
        self._last_m: float | None = None  # of the ground where it last was known
        self._seen_version = -1
        self._item, self._corner = 1, 0  # up to here the mission's ground is known
        self._home_known = False

    def update(self) -> None:
        """One tick."""
        craft = self._craft
        if craft.now_s < self._due_s or not craft.terrain.is_enabled or not craft.estimator_good:
            return
        self._due_s = craft.now_s + LOOKS_EVERY_S
        if craft.home is not None:
            self._home_known = craft.terrain.height_amsl_m(craft.home) is not None
        here_m = craft.terrain.height_amsl_m(craft.position)
        self._last_m = self._last_m if here_m is None else here_m
        self._go_on_with_mission()
        self._look_around()

    def trouble(self) -> str:
        """Why the ground forbids arming, or nothing."""
        if not any(item.frame == ABOVE_TERRAIN for item in self._store.items):
            return ""
        if not self._craft.terrain.is_enabled:
            return "terrain disabled"
        pending, _ = self._craft.terrain.counts
        wants_more = self._store.version != self._seen_version or self._item < len(self._store.items)
        waits = pending or self._last_m is None or not self._home_known or wants_more
        return "waiting for terrain data" if waits else ""

    def report(self, place: GeoPosition | None = None) -> Message | None:
        """TERRAIN_REPORT of a place that a station asks about, or of where it is."""
        craft = self._craft
        here = place or craft.position
        height_m = craft.terrain.height_amsl_m(here)
        spacing_m = 0 if height_m is None else craft.terrain.spacing_m
        if height_m is None:
            height_m = self._last_m if place is None and self._last_m is not None else 0.0
        under_m = craft.terrain.height_amsl_m(craft.position)
        if under_m is None and place is None:
            under_m = self._last_m
        above_m = 0.0 if under_m is None else craft.position.alt_amsl_m - under_m
        pending, loaded = craft.terrain.counts
        return mavlink.MAVLink_terrain_report_message(
            round(here.lat_deg * 1e7),
            round(here.lon_deg * 1e7),
            spacing_m,
            height_m,
            above_m,
            pending,
            loaded,
        )

    def request(self) -> Message | None:
        """TERRAIN_REQUEST, while anything is missing."""
        craft = self._craft
        asked = craft.terrain.request(craft.position if craft.estimator_good else None)
        if asked is None:
            return None
        return mavlink.MAVLink_terrain_request_message(*asked.corner, asked.spacing_m, asked.missing)

    def take(self, message: Message) -> None:
        """TERRAIN_DATA."""
        corner = (int(message.lat), int(message.lon))
        heights_m = [int(one) for one in message.data]
        self._craft.terrain.take(corner, int(message.grid_spacing), int(message.gridbit), heights_m)

    def _go_on_with_mission(self) -> None:
        """Around one waypoint after another, as soon as all that was wanted before is there."""
        if self._store.version != self._seen_version:
            self._seen_version, self._item, self._corner = self._store.version, 1, 0
        pending, _ = self._craft.terrain.counts
        while not pending and self._item < len(self._store.items):
            item = self._store.items[self._item]
            if item.command in WAYPOINTS and item.has_position:
                if self._craft.terrain.height_amsl_m(self._corner_of(item)) is None:
                    return
                self._corner = (self._corner + 1) % 5
            if self._corner == 0:
                self._item += 1

    def _corner_of(self, item: StoredItem) -> GeoPosition:
        craft = self._craft
        place = craft.offset_of_item(item)
        if self._corner < 4:
            bearing_rad = math.radians(45 + 90 * self._corner)
            away_m = AROUND_ITEM * craft.terrain.spacing_m
            place = Offset(
                place.north_m + away_m * math.cos(bearing_rad),
                place.east_m + away_m * math.sin(bearing_rad),
                place.up_m,
            )
        return craft.origin.position_of(place)

    def _look_around(self) -> None:
        craft = self._craft
        here, step_m = craft.mover.position, AROUND * PIECE * craft.terrain.spacing_m
        for north in (-1, 0, 1):
            for east in (-1, 0, 1):
                there = here._replace(
                    north_m=here.north_m + north * PIECES_NORTH * step_m,
                    east_m=here.east_m + east * PIECES_EAST * step_m,
                )
                craft.terrain.height_amsl_m(craft.origin.position_of(there))


class TerrainFailsafe:
    """A Copter that follows the ground and has known nothing of it for five seconds is to go home."""

    AFTER_S = 5.0

    def __init__(self, craft: Craft) -> None:
        self._craft = craft
        self._missing_since_s: float | None = None

    def is_due(self, *, missing: bool) -> bool:
        """Asked every tick; `missing`: it needs the ground's height here, and has none."""
        if not missing:
            self._missing_since_s = None
        elif self._missing_since_s is None:
            self._missing_since_s = self._craft.now_s
        elif self._craft.now_s - self._missing_since_s > self.AFTER_S:
            self._missing_since_s = None
            return True
        return False
