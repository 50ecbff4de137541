"""What a vehicle does at one place of its sortie when something fails, in words."""

from collections.abc import Iterator, Mapping

import numpy as np

from planner.contingency import Action, Contingency
from planner.fleet import FixedWing, carrier_of
from planner.judge.done_about import done_about
from planner.judge.ways_out import WaysOut
from ui.units import distance_text, duration_text

_FAILURES = {
    "lost_link": "lost link",
    "lost_rc": "lost remote control",
    "low_battery": "low battery",
    "critical_battery": "critical battery",
    "breach": "breach of the fence",
    "lost_position": "lost position",
}


def words_at(ways: WaysOut, number: int, contingency: Contingency) -> tuple[str, ...]:
    """One line an action: which failures lead to it, and what it comes to from here; a title first."""
    if ways.places.lands[number]:
        return ("It is coming down to land: it goes on with that.",)
    minutes = ways.places.spent[number, 0] / 60
    vehicle = ways.aircraft.vehicle
    is_wing = isinstance(carrier_of(vehicle), FixedWing)
    lines = [
        f"{'/'.join(failures).capitalize()}: {_comes_to(ways, number, action)}".replace("/", ", ")
        for action, failures in _by_action(done_about(contingency, vehicle), is_wing=is_wing)
    ]
    return (f"If something fails here, {minutes:.0f} min after take-off", *lines)


def failures_of(done: Mapping[str, Action], action: Action) -> list[str]:
    """The failures about which this is done, in words."""
    return [_FAILURES[failure] for failure, chosen in done.items() if chosen is action]


def _by_action(done: Mapping[str, Action], *, is_wing: bool) -> Iterator[tuple[Action, list[str]]]:
    for action in Action:
        failures = failures_of(done, action)
        if action is Action.LAND and not is_wing:
            failures.append("position not known at all")  # FS_EKF_ACTION 1
        if failures:
            yield action, failures


def _comes_to(ways: WaysOut, number: int, action: Action) -> str:
    match action:
        case Action.RETURN_PATH:
            return _by_return_path(ways, number)
        case Action.RTL:
            to = "the rally point" if ways.rtl_to_rally[number] else "the launch"
            away = " ".join(distance_text(ways.rtl_away_m(number)))
            return f"straight to {to}, {away} at {ways.sortie.return_height.metres:.0f} m"
        case Action.LAND:
            return "lands where it is"
        case _:
            return "the patrol goes on"


def _by_return_path(ways: WaysOut, number: int) -> str:
    onward_m = ways.onward_m(number)
    away = " ".join(distance_text(float(np.hypot(*np.diff(onward_m, axis=0).T).sum())))
    height = f"at {ways.return_height_m(number):.0f} m"
    if not np.isfinite(ways.home_s[number]):
        return f"by the return path, {away} {height}: against the wind it makes no way"
    time = " ".join(duration_text(float(ways.home_s[number])))
    left = f"lands with {max(ways.left_share[number], 0.0):.0%} left"
    return f"by the return path, {away} {height}, {time}, {left}"
