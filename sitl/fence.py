"""The fence of ArduPilot Copter 4.6: which of its limits are switched on, and which are breached.

By default it is off; its default type, 7, brings a ceiling at 100 m and a circle of 300 m about home along
with the polygons, so that switching it on ends any patrol. Nothing here moves the vehicle.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sitl.craft import INFO, NOTICE, Craft
from sitl.earth import GeoPosition
from sitl.fence_zones import Zone, distance_m, is_breached, zones_of
from sitl.item_stores import FenceStore
from sitl.stored_item import StoredItem

CEILING, CIRCLE, POLYGON, FLOOR = 1, 2, 4, 8  # FENCE_TYPE
ALL = CEILING | CIRCLE | POLYGON | FLOOR
FENCE_OFF, FENCE_ON, FLOOR_OFF = range(3)  # what DO_FENCE_ENABLE asks for
KEEP_MODE, ANY_INCLUSION = 1, 2  # FENCE_OPTIONS
AFTER_TAKEOFF, FLOOR_ONLY, WHEN_ARMED = 1, 2, 3  # FENCE_AUTOENABLE
BACKUP_M = 20.0  # a breached limit stands again so much further out
MANUAL_RECOVERY_S = 10.0
_NAMES = {CEILING: "Max Alt", CIRCLE: "Circle", POLYGON: "Polygon", FLOOR: "Min Alt"}


def named(types: int) -> str:
    """Limits as the vehicle names them: "Max Alt, Circle and Polygon fences"."""
    names = [name for bit, name in _NAMES.items() if types & bit]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{listed} fence{'s' if len(names) > 1 else ''}"


@dataclass(slots=True)
class _Breach:
    """How far beyond one limit the vehicle is, and where that limit stands again."""

    beyond_m: float = 0.0
    backup_m: float | None = None


class Fence:
    """The limits, and the state of each."""

    def __init__(self, craft: Craft, store: FenceStore) -> None:
        self._craft = craft
        self._store = store
        self._read: list[StoredItem] | None = None
        self._zones: tuple[Zone, ...] = ()
        self._switches = (0, 0)
        self._on = self._configured & ~FLOOR if craft.parameters["FENCE_ENABLE"] > 0 else 0
        self._floor_by_hand: bool | None = None  # switched on or off by a command
        self._breaches = {bit: _Breach() for bit in (CEILING, CIRCLE, FLOOR)}
        self._recovering_since_s: float | None = None
        self.breached = 0
        self.breach_count = 0
        self.breached_at_ms = 0
        self.on_breach: Callable[[], None] = lambda: None

    @property
    def is_on(self) -> bool:
        """Whether any limit is switched on."""
        return self._on != 0

    @property
    def present(self) -> int:
        """Limits that are configured and exist."""
        return self._configured & (ALL if self._zones_now() else ALL & ~POLYGON)

    @property
    def enabled(self) -> int:
        """Limits that are watched."""
        return self._on & self.present

    @property
    def acts(self) -> bool:
        """Whether a breach leads to more than a report."""
        return self._craft.parameters["FENCE_ACTION"] != 0

    def follow_switches(self) -> None:
        """Take a change of FENCE_ENABLE or FENCE_AUTOENABLE."""
        get = self._craft.parameters
        switches = (get.number("FENCE_ENABLE"), get.number("FENCE_AUTOENABLE"))
        if switches != self._switches:
            self._switches = switches
            self._on = self._configured & ~FLOOR if switches[0] else 0

    def switch_on(self, types: int = ALL, *, by_hand: bool = True) -> int:
        """Watch these limits, where they are configured; returns those that were off."""
        changed = types & self._configured & ~self._on
        if by_hand and types & self._configured & FLOOR:
            self._floor_by_hand = True
        self._on |= changed
        return changed

    def switch_off(self, types: int = ALL, *, by_hand: bool = True) -> int:
        """Watch these limits no longer, and forget their breaches; returns those that were on."""
        changed = types & self._configured & self._on
        if by_hand and types & self._configured & FLOOR:
            self._floor_by_hand = False
        self._on &= ~changed
        self.breached &= ~changed
        return changed

    def armed(self) -> None:
        """The motors start: FENCE_AUTOENABLE 3 switches all on but the floor."""
        if self._automatic == WHEN_ARMED:
            self._floor_by_hand = None
            self.tell(self.switch_on(ALL & ~FLOOR, by_hand=False), "auto-enabled")

    def disarmed(self) -> None:
        """The motors stop, and with FENCE_AUTOENABLE 3 the fence is off."""
        if self._automatic == WHEN_ARMED:
            self.tell(self.switch_off(by_hand=False), "auto-disabled")

    def took_off(self) -> None:
        """A take-off in GUIDED is complete: FENCE_AUTOENABLE 1 and 2 switch the fence on."""
        if self._automatic in (AFTER_TAKEOFF, FLOOR_ONLY):
            self._floor_by_hand = None
            self.tell(self.switch_on(by_hand=False), "auto-enabled")

    def mode_changed(self) -> None:
        """A new mode while a limit is breached: somebody recovers, and is left alone for a while."""
        if self.breached and self.acts:
            self._recovering_since_s = self._craft.now_s
            self._craft.say(INFO, "Manual recovery started")

    def check(self, *, landing: bool) -> int:
        """Look where the vehicle is; returns the limits breached just now, or breached further out."""
        idle = self._idle_when_landed if landing else 0
        self.breached &= self._configured & ~(idle & self._on)
        self.tell(idle & self._on & ~(FLOOR if self._floor_by_hand else 0), "auto-disabled")
        if not self._configured or not (self._on or self._automatic or self._configured & FLOOR):
            return 0
        self.switch_off(idle, by_hand=False)
        watched = self.enabled & ~idle
        new = sum(bit for bit in (CEILING, FLOOR, CIRCLE) if watched & bit and self._oversteps(bit))
        if not idle & FLOOR:
            self._raise_floor()
        new |= self._newly_outside(watched & POLYGON)
        return 0 if self._is_recovering() else new

    def beyond_m(self, types: int) -> float:
        """How far outside; polygons do not count: 4.6.3 measures none for them."""
        return max((one.beyond_m for bit, one in self._breaches.items() if types & bit), default=0.0)

    def holds(self, place: GeoPosition) -> bool:
        """Whether a destination or a rally point is inside what is watched."""
        height_m = place.alt_amsl_m - (self._craft.home or self._craft.origin.position).alt_amsl_m
        get, watched = self._craft.parameters, self.enabled
        home = self._craft.home or self._craft.origin.position
        return not (
            (watched & CEILING and height_m > get["FENCE_ALT_MAX"])
            or (watched & FLOOR and height_m < get["FENCE_ALT_MIN"])
            or (watched & CIRCLE and distance_m(place, home) > get["FENCE_RADIUS"])
            or (watched & POLYGON and self._leaves_polygons(place))
        )

    def trouble(self) -> str:
        """Why the fence forbids arming, or nothing."""
        get = self._craft.parameters
        if get["FENCE_ENABLE"] > 0 and not self.present:
            return "Fences enabled, but none selected"
        if not (self._on or self._automatic) or not self._configured:
            return ""
        breached = self.breached
        if self._automatic == WHEN_ARMED and self._leaves_polygons(self._craft.position):
            breached |= POLYGON
        found = {
            "Fence requires position": self._configured & (CIRCLE | POLYGON)
            and not self._craft.estimator_good,
            "Invalid Circle FENCE_RADIUS value": get["FENCE_RADIUS"] < 0,
            "Circle FENCE_MARGIN is less than FENCE_RADIUS": get["FENCE_RADIUS"] < get["FENCE_MARGIN"],
            "Invalid FENCE_ALT_MAX value": get["FENCE_ALT_MAX"] < 0,
            "Invalid FENCE_ALT_MIN value": get["FENCE_ALT_MIN"] < -100,
            f"Vehicle breaching {named(breached)}" if breached else "": breached,
            "Invalid FENCE_MARGIN value": get["FENCE_MARGIN"] < 0,
            "FENCE_ALT_MAX < FENCE_ALT_MIN": get["FENCE_ALT_MAX"] < get["FENCE_ALT_MIN"],
            "FENCE_MARGIN too big": get["FENCE_ALT_MAX"] - get["FENCE_ALT_MIN"] <= 2 * get["FENCE_MARGIN"],
        }
        return next((text for text, is_so in found.items() if is_so), "")

    def tell(self, types: int, what: str) -> None:
        """Say what happened to some limits."""
        if types:
            self._craft.say(NOTICE, f"{named(types)} {what}")

    @property
    def _configured(self) -> int:
        return self._craft.parameters.number("FENCE_TYPE") & ALL

    @property
    def _automatic(self) -> int:
        return self._craft.parameters.number("FENCE_AUTOENABLE")

    @property
    def _idle_when_landed(self) -> int:
        idle = ALL if self._automatic == AFTER_TAKEOFF else FLOOR
        return idle & ~FLOOR if self._floor_by_hand else idle

    def _oversteps(self, bit: int) -> bool:
        """Whether a limit with a distance is breached just now."""
        breach, beyond_m = self._breaches[bit], self._beyond(bit)
        if beyond_m < 0.0:
            breach.beyond_m, breach.backup_m = 0.0, None
            self.breached &= ~bit
            return False
        breach.beyond_m = beyond_m
        again = breach.backup_m is not None and beyond_m >= breach.backup_m
        if self.breached & bit and not again:
            return False
        breach.backup_m = beyond_m + BACKUP_M
        self._record(bit)
        return True

    def _beyond(self, bit: int) -> float:
        craft, get = self._craft, self._craft.parameters
        if bit == CEILING:
            return craft.height_above_home_m - get["FENCE_ALT_MAX"]
        if bit == FLOOR:
            return get["FENCE_ALT_MIN"] - craft.height_above_home_m
        return distance_m(craft.position, craft.home or craft.origin.position) - get["FENCE_RADIUS"]

    def _newly_outside(self, watched: int) -> int:
        if not (watched and self._leaves_polygons(self._craft.position)):
            self.breached &= ~POLYGON
            return 0
        if self.breached & POLYGON:
            return 0
        self._record(POLYGON)
        return POLYGON

    def _leaves_polygons(self, place: GeoPosition) -> bool:
        any_will_do = bool(self._craft.parameters.number("FENCE_OPTIONS") & ANY_INCLUSION)
        return is_breached(self._zones_now(), place, any_inclusion_will_do=any_will_do)

    def _zones_now(self) -> tuple[Zone, ...]:
        if self._read is not self._store.items:
            self._read = self._store.items
            self._zones = zones_of(self._read)
        return self._zones

    def _raise_floor(self) -> None:
        """The floor is watched once the vehicle is well above it."""
        get, craft = self._craft.parameters, self._craft
        if not self._configured & FLOOR or self.enabled & FLOOR or self._floor_by_hand is False:
            return
        if get["FENCE_ENABLE"] == 0 and self._automatic in (0, AFTER_TAKEOFF):
            return
        if craft.height_above_home_m >= get["FENCE_ALT_MIN"] + get["FENCE_MARGIN"]:
            self.switch_on(FLOOR, by_hand=False)
            craft.say(NOTICE, "Min Alt fence enabled (auto enable)")

    def _is_recovering(self) -> bool:
        since_s = self._recovering_since_s
        if since_s is not None and self._craft.now_s - since_s >= MANUAL_RECOVERY_S:
            self._recovering_since_s = None
        return self._recovering_since_s is not None

    def _record(self, bit: int) -> None:
        is_first = self.breached == 0
        self.breached |= bit
        self.breach_count = min(self.breach_count + 1, 65500)
        if is_first:
            self.breached_at_ms = self._craft.time_boot_ms
            self.on_breach()
