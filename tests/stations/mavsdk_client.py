"""MAVSDK in a process of its own: uploads a mission, reads it back and reports as JSON on standard output.

Arguments: HOST:PORT, number of items.
"""

import json
import sys
import time

from mavsdk import (  # type: ignore[import-not-found]  # lives in an environment of its own
    ComponentType,
    Configuration,
    Mavsdk,
)
from mavsdk.plugins.mission_raw import (  # type: ignore[import-not-found]  # as above
    MissionItem,
    MissionRaw,
)


def mission(count: int) -> list[MissionItem]:
    items = []
    for seq in range(count):
        command, frame = (16, 3) if seq != 1 else (22, 3)
        x, y = 414_000_000 + 137 * seq, 194_300_000 - 211 * seq
        items.append(
            MissionItem(seq, frame, command, int(seq == 0), 1, 0.0, 0.0, 0.0, 0.0, x, y, 30.0 + seq % 7, 0)
        )
    return items


def main(address: str, count: int) -> None:
    configuration = Configuration.create_with_component_type(ComponentType.GROUND_STATION)
    with Mavsdk(configuration) as mavsdk:
        mavsdk.add_any_connection(f"tcpout://{address}")
        system = mavsdk.first_autopilot(30.0)
        if system is None:
            raise SystemExit("MAVSDK found no autopilot within 30 s")
        plugin = MissionRaw(system)
        items = mission(count)
        start_s = time.monotonic()
        plugin.upload_mission(items)
        upload_s = time.monotonic() - start_s
        back = plugin.download_mission()
        download_s = time.monotonic() - start_s - upload_s
        facts = {
            "version": mavsdk.version(),
            "count": len(back),
            "same": [(i.command, i.x, i.y, i.z) for i in back[1:]]
            == [(i.command, i.x, i.y, i.z) for i in items[1:]],
            "upload_s": upload_s,
            "download_s": download_s,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
