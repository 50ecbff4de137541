"""`python -P -m sitl`: a simulated vehicle on loopback until Ctrl-C."""

import argparse
import errno
import json
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import astuple

from sitl.airframes import AIRFRAMES
from sitl.ardupilot import OPEN_WORDS, ArduPilotError, ArduPilotSettings, running_ardupilot
from sitl.earth import GeoPosition
from sitl.faults import FaultSpecError, parse_faults
from sitl.item_stores import Capacity
from sitl.parameters import load_defaults
from sitl.plane.vehicle import SimulatedPlane
from sitl.quadplane.vehicle import SimulatedQuadplane
from sitl.server import LOOPBACK, Server, ServerSettings
from sitl.settings import VehicleSettings
from sitl.vehicle import SimulatedVehicle

DONE, BAD_USAGE, WORLD_FAILED = 0, 2, 3
#: Of the built-in vehicles, as their profiles in the planner have them or nearly so.
BATTERY_WH = {"copter": 600.0, "plane": 150.0, "quadplane": 340.0}
CAPACITY = "BATT_CAPACITY"  # follows from the battery; that of a crew is for ArduPilot's own battery
BUILT_IN = {"copter": SimulatedVehicle, "plane": SimulatedPlane, "quadplane": SimulatedQuadplane}
DEFAULT_HOME = GeoPosition(lat_deg=41.3865, lon_deg=19.4385, alt_amsl_m=10.0)  # beach north of Durres
_TAKE_NUMBERS = ("--home", "--wind", "--heading")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = _parser().parse_args(_join_negative(list(sys.argv[1:] if argv is None else argv)))
    if options.ardupilot:
        try:
            return _run_ardupilot(options)
        except ArduPilotError as error:
            return _fail(str(error), WORLD_FAILED)
    if options.vehicle not in BUILT_IN:
        *others, last = BUILT_IN
        return _fail(
            f"The built-in simulated vehicle is a {', '.join(others)} or {last}. For a {options.vehicle}, "
            "use --ardupilot with an ArduPilot binary.",
            BAD_USAGE,
        )
    return _run_built_in(options)


def _run_built_in(options: argparse.Namespace) -> int:
    try:
        faults = parse_faults(options.faults)
    except FaultSpecError as error:
        return _fail(f"--faults: {error}", BAD_USAGE)
    vehicle = BUILT_IN[options.vehicle](_vehicle_settings(options))
    settings = ServerSettings(port=options.port, udp_out=options.udp_out, faults=faults, seed=options.seed)
    try:
        server = Server(vehicle, settings)
    except OSError as error:
        return _fail(_port_problem(options.port, error), WORLD_FAILED)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    if options.exit_with_parent:
        threading.Thread(target=_wait_for_parent, args=(server.stop,), daemon=True).start()
    _announce(options, f"tcp:{LOOPBACK}:{server.port}", simulator="built-in")
    server.run()
    if options.dump:
        with open(options.dump, "w", encoding="utf-8") as file:  # noqa: PTH123 - as the caller names it
            json.dump(_held(vehicle), file)
    if not options.json and not options.quiet:
        print(f"Stopped. Simulated time ran {server.pace.speedup:.1f} times as fast as the clock.")  # noqa: T201
    return DONE


def _held(vehicle: SimulatedVehicle) -> dict[str, list[tuple[object, ...]]]:
    stores = {"mission": vehicle.mission.items, "fence": vehicle.fence.items, "rally": vehicle.rally.items}
    return {name: [astuple(item) for item in items] for name, items in stores.items()}


def _run_ardupilot(options: argparse.Namespace) -> int:
    wind_mps, wind_from_deg = options.wind
    settings = ArduPilotSettings(
        vehicle=options.vehicle,
        home=options.home,
        heading_deg=options.heading,
        speedup=options.speedup,
        port=options.port,
        parameters=(
            ("SIM_WIND_SPD", wind_mps),
            ("SIM_WIND_DIR", wind_from_deg),
            # The second name is that of 4.7; what a firmware does not know it passes over.
            *((name, options.sysid) for name in ("SYSID_THISMAV", "MAV_SYSID") if options.sysid != 1),
            *options.param,
        ),
    )
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    if options.exit_with_parent:
        threading.Thread(target=_wait_for_parent, args=(ended.set,), daemon=True).start()
    with running_ardupilot(settings) as vehicle:
        _announce(options, vehicle.address, simulator="ardupilot")
        if not options.quiet:
            print(OPEN_WORDS, file=sys.stderr, flush=True)  # noqa: T201
        while vehicle.is_running and not ended.wait(0.2):
            pass
        if not ended.is_set():
            return _fail(f"ArduPilot ended by itself: {vehicle.output.strip()[-300:]}", WORLD_FAILED)
    return DONE


def _vehicle_settings(options: argparse.Namespace) -> VehicleSettings:
    wind_mps, wind_from_deg = options.wind
    parameters = [
        ("SIM_SPEEDUP", options.speedup),
        ("SIM_WIND_SPD", wind_mps),
        ("SIM_WIND_DIR", wind_from_deg),
        ("SIM_WIND_TURB", options.turbulence),
        ("SYSID_THISMAV", float(options.sysid)),
        *((name, value) for name, value in AIRFRAMES[options.vehicle].crew.items() if name != CAPACITY),
        *options.param,
    ]
    return VehicleSettings(
        home=options.home,
        heading_deg=options.heading,
        system_id=options.sysid,
        battery_wh=options.battery_wh or BATTERY_WH[options.vehicle],
        seed=options.seed,
        parameters=tuple(parameters),
        capacity=Capacity(mission=options.items),
    )


def _announce(options: argparse.Namespace, address: str, *, simulator: str) -> None:
    if options.json:
        facts = {
            "address": address,
            "simulator": simulator,
            "vehicle": options.vehicle,
            "system_id": options.sysid,
            "speedup": options.speedup,
        }
        print(json.dumps(facts), flush=True)  # noqa: T201
    elif not options.quiet:
        kind = "built-in, not ArduPilot" if simulator == "built-in" else "ArduPilot"
        print(  # noqa: T201
            f"Simulated {options.vehicle} ({kind}) at {address}, {options.speedup:g} times real time. "
            "Ctrl-C ends it.",
            flush=True,
        )


def _wait_for_parent(stop: Callable[[], None]) -> None:
    # Off the bare descriptor: a read in sys.stdin holds its lock, and an interpreter ending then aborts.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop()


def _port_problem(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Choose another with --port; 0 takes a free one."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be opened by this user. Choose one above 1023 with --port."
    return f"Port {port} cannot be opened: {error.strerror}. Choose another with --port."


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return code


def _join_negative(argv: list[str]) -> list[str]:
    # argparse takes -70.1,-33.2 for an option; joined by = it does not.
    joined: list[str] = []
    for argument in argv:
        looks_negative = argument[:1] == "-" and argument[1:2] in "0123456789." and len(argument) > 1
        if joined and joined[-1] in _TAKE_NUMBERS and looks_negative:
            joined[-1] += "=" + argument
        else:
            joined.append(argument)
    return joined


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -P -m sitl", description="A simulated vehicle on 127.0.0.1 until Ctrl-C."
    )
    add = parser.add_argument
    add("--vehicle", choices=tuple(AIRFRAMES), default="copter")
    add("--home", type=_position, default=DEFAULT_HOME, metavar="LON,LAT[,ALT_AMSL]")
    add("--heading", type=_bearing, default=0.0, metavar="DEG")
    add("--port", type=_port, default=0, metavar="N", help="TCP and UDP port; 0 chooses a free one")
    add("--udp-out", type=_address, metavar="HOST:PORT", help="also call a station that listens there")
    add("--speedup", type=_speedup, default=1.0, metavar="X", help="0.1 to 50")
    add("--wind", type=_wind, default=(0.0, 0.0), metavar="MPS,FROM_DEG")
    add("--turbulence", type=_not_negative, default=0.0, metavar="MPS", help="spread of gusts")
    add(
        "--battery-wh",
        type=_positive,
        metavar="WH",
        help="default: 600 of a copter, 150 of a plane, 340 of a quadplane",
    )
    add("--items", type=_item_count, default=Capacity().mission, metavar="N", help="room for a mission")
    add("--sysid", type=_system_id, default=1, metavar="N")
    add("--seed", type=int, default=1, metavar="N")
    add("--param", type=_parameter, action="append", default=[], metavar="NAME=VALUE")
    add("--faults", default="", metavar="SPEC", help="as loss=0.05,dup=0.1,cut=5-12,drop=MISSION_ACK*1")
    add("--ardupilot", action="store_true", help="start a real ArduPilot binary instead")
    add("--dump", metavar="FILE", help="at the end, write what is held of missions, fences and rally points")
    add("--json", action="store_true", help="print one JSON object with the address")
    add("-q", "--quiet", action="store_true")
    add("--exit-with-parent", action="store_true", help="end when standard input closes")
    return parser


def _numbers(text: str, least: int, most: int) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not numbers separated by commas") from error
    if not least <= len(numbers) <= most or not all(map(math.isfinite, numbers)):
        raise argparse.ArgumentTypeError(f"'{text}' needs {least} to {most} numbers")
    return numbers


def _position(text: str) -> GeoPosition:
    lon_deg, lat_deg, *rest = _numbers(text, 2, 3)
    if abs(lon_deg) > 180 or abs(lat_deg) > 90:
        raise argparse.ArgumentTypeError(f"'{text}' is not LON,LAT in degrees")
    return GeoPosition(lat_deg=lat_deg, lon_deg=lon_deg, alt_amsl_m=rest[0] if rest else 0.0)


def _wind(text: str) -> tuple[float, float]:
    speed_mps, from_deg = _numbers(text, 2, 2)
    if not 0 <= speed_mps <= 60:
        raise argparse.ArgumentTypeError("wind is 0 to 60 m/s")
    return speed_mps, from_deg % 360.0


def _bearing(text: str) -> float:
    return _numbers(text, 1, 1)[0] % 360.0


def _speedup(text: str) -> float:
    speedup = _numbers(text, 1, 1)[0]
    if not 0.1 <= speedup <= 50:
        raise argparse.ArgumentTypeError("speed-up is 0.1 to 50")
    return speedup


def _positive(text: str) -> float:
    number = _numbers(text, 1, 1)[0]
    if number <= 0:
        raise argparse.ArgumentTypeError("it must be above 0")
    return number


def _not_negative(text: str) -> float:
    number = _numbers(text, 1, 1)[0]
    if number < 0:
        raise argparse.ArgumentTypeError("it cannot be negative")
    return number


def _port(text: str) -> int:
    return _whole(text, 0, 65535)


def _item_count(text: str) -> int:
    return _whole(text, 1, 65_535)


def _system_id(text: str) -> int:
    return _whole(text, 1, 250)


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdigit() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"it is a whole number from {least} to {most}")
    return int(text)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host or LOOPBACK, _port(port)


def _parameter(text: str) -> tuple[str, float]:
    name, separator, value = text.partition("=")
    if not separator or name not in _known_parameters():
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE of a known parameter")
    return name, _numbers(value, 1, 1)[0]


def _known_parameters() -> frozenset[str]:
    return frozenset(parameter.name for vehicle in BUILT_IN for parameter in load_defaults(vehicle))


if __name__ == "__main__":
    sys.exit(main())
