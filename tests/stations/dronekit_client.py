"""Stock DroneKit in a process of its own: connects, uploads, flies and reports as JSON on standard output.

Arguments: address. It brings what DroneKit 2.9.2 needs on today's Python by itself, so that it shares nothing
with the program under test.
"""

import collections
import collections.abc
import json
import os
import sys
import time
from typing import Any


def load_dronekit() -> Any:
    os.environ["MAVLINK20"] = "1"
    collections.MutableMapping = collections.abc.MutableMapping  # type: ignore[attr-defined]
    import dronekit  # noqa: PLC0415 - only after the repair above

    return dronekit


def wait_until(done: Any, limit_s: float, what: str) -> None:
    end_s = time.monotonic() + limit_s
    while not done():
        if time.monotonic() > end_s:
            raise SystemExit(f"{what} did not come within {limit_s:.0f} s")
        time.sleep(0.05)


def main(address: str) -> None:
    dronekit = load_dronekit()
    facts: dict[str, Any] = {}
    vehicle = dronekit.connect(address, wait_ready=True, timeout=60)
    facts["parameters"] = len(vehicle.parameters)
    wait_until(lambda: vehicle.is_armable, 60, "armable")
    commands = vehicle.commands
    commands.download()
    commands.wait_ready()
    commands.clear()
    home = vehicle.location.global_frame
    make = dronekit.Command
    commands.add(make(0, 0, 0, 3, 22, 0, 1, 0, 0, 0, 0, 0, 0, 15))
    for step in (1, 2):
        commands.add(make(0, 0, 0, 3, 16, 0, 1, 0, 0, 0, 0, home.lat + 0.0004 * step, home.lon, 15))
    commands.add(make(0, 0, 0, 3, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0))
    commands.upload(timeout=60)
    commands.download()
    commands.wait_ready()
    facts["count"] = commands.count
    facts["commands"] = [command.command for command in commands]
    vehicle.mode = dronekit.VehicleMode("GUIDED")
    wait_until(lambda: vehicle.mode.name == "GUIDED", 30, "GUIDED")
    vehicle.armed = True
    wait_until(lambda: vehicle.armed, 30, "arming")
    vehicle.message_factory.command_long_send(1, 1, 300, 0, 0, 0, 0, 0, 0, 0, 0)
    highest_m = 0.0
    seen = set()

    def landed() -> bool:
        nonlocal highest_m
        highest_m = max(highest_m, vehicle.location.global_relative_frame.alt)
        seen.add(commands.next)
        return not vehicle.armed

    wait_until(lambda: vehicle.mode.name == "AUTO", 30, "AUTO")
    wait_until(landed, 120, "landing")
    facts["highest_m"] = highest_m
    facts["items_seen"] = sorted(seen)
    facts["battery_level"] = vehicle.battery.level
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
    vehicle.close()


if __name__ == "__main__":
    main(sys.argv[1])
