"""MAVSDK in a process of its own: imports a mission file and reports what it found as JSON.

Arguments: HOST:PORT of any vehicle (the plugin wants one), .plan or .waypoints file.
"""

import json
import sys

from mavsdk import (  # type: ignore[import-not-found]  # lives in an environment of its own
    ComponentType,
    Configuration,
    Mavsdk,
)
from mavsdk.plugins.mission_raw import MissionRaw  # type: ignore[import-not-found]  # as above


def listed(items: list[object]) -> list[list[float]]:
    names = ("command", "frame", "param1", "param2", "param3", "param4", "x", "y", "z", "autocontinue")
    return [[getattr(item, name) for name in names] for item in items]


def main(address: str, path: str) -> None:
    configuration = Configuration.create_with_component_type(ComponentType.GROUND_STATION)
    with Mavsdk(configuration) as mavsdk:
        mavsdk.add_any_connection(f"tcpout://{address}")
        system = mavsdk.first_autopilot(30.0)
        if system is None:
            raise SystemExit("MAVSDK found no autopilot within 30 s")
        plugin = MissionRaw(system)
        reader = plugin.import_qgroundcontrol_mission
        if path.endswith(".waypoints"):
            reader = plugin.import_mission_planner_mission
        data = reader(path)
        facts = {
            "items": listed(data.mission_items),
            "fence": listed(data.geofence_items),
            "rally": listed(data.rally_items),
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
