"""Stock DroneKit in a process of its own: uploads a mission and reports how long that took as JSON.

Arguments: address, number of items, limit in seconds.
"""

import json
import sys
import time

from dronekit_client import load_dronekit  # type: ignore[import-not-found]  # beside this file


def main(address: str, count: int, limit_s: float) -> None:
    dronekit = load_dronekit()
    vehicle = dronekit.connect(address, wait_ready=False, timeout=60, heartbeat_timeout=60)
    commands = vehicle.commands
    commands.clear()
    # Item 0 is home, and DroneKit puts one there only where it knows it.
    commands.add(dronekit.Command(0, 0, 0, 0, 16, 0, 1, 0, 0, 0, 0, 41.4, 19.43, 12.0))
    for seq in range(1, count):
        lat, lon = 41.4 + 137e-7 * seq, 19.43 - 211e-7 * seq
        command = 22 if seq == 1 else 16
        commands.add(dronekit.Command(0, 0, 0, 3, command, 0, 1, 0, 0, 0, 0, lat, lon, 30.0 + seq % 7))
    start_s = time.monotonic()
    commands.upload(timeout=limit_s)
    sys.stdout.write(json.dumps({"upload_s": time.monotonic() - start_s}) + "\n")
    sys.stdout.flush()
    vehicle.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
