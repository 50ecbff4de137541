"""The command line: `vedette` and its commands; exit codes say how it went."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from missions.errors import AddressError, LinkError, MissionFileError, StorageError
from planner.errors import BriefError, PatrolError
from ui.commands.arguments import add_own_data, add_settings, joined_negatives, number, place, system_id, wind
from ui.console import Console

DONE, NO, BAD_INPUT, WORLD_FAILED = 0, 1, 2, 3

#: Where each command is; imported when asked for, so that `vedette --help` costs nothing.
_COMMANDS = {
    "plan": "ui.commands.planning:run_plan",
    "strip": "ui.commands.strips:run_strip",
    "limit": "ui.commands.limits:run_limit",
    "check": "ui.commands.planning:run_check",
    "convert": "ui.commands.planning:run_convert",
    "info": "ui.commands.planning:run_info",
    "sim": "ui.commands.vehicle:run_sim",
    "upload": "ui.commands.vehicle:run_upload",
    "download": "ui.commands.vehicle:run_download",
    "fly": "ui.commands.vehicle:run_fly",
    "restore": "ui.commands.restoring:run_restore",
    "clear": "ui.commands.restoring:run_clear",
    "demo": "ui.commands.demo:run_demo",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command, or open the app.

    Returns:
        0 done and good; 1 the answer is no; 2 bad usage or bad input; 3 the world outside failed.
    """
    asked = joined_negatives(sys.argv[1:] if words is None else words)
    if not asked or (asked[0] not in _COMMANDS and not asked[0].startswith("-")):
        return _open_app(asked)
    given = _parser().parse_args(asked)
    console = Console(as_json=given.json, quiet=given.quiet)
    try:
        return _command(given.command)(given, console)
    except PatrolError as error:
        console.fail(error)
        return exit_code(error)
    except OSError as error:
        console.warn(f"vedette: {error}. Check the disk and its permissions, then try again.")
        return WORLD_FAILED
    except KeyboardInterrupt:
        console.warn("vedette: stopped.")
        return NO


def exit_code(error: PatrolError) -> int:
    """Which exit code a failure is."""
    if isinstance(error, BriefError | MissionFileError | AddressError):
        return BAD_INPUT
    return WORLD_FAILED if isinstance(error, LinkError | StorageError) else NO


def _open_app(words: Sequence[str]) -> int:
    from ui.app import run_app  # noqa: PLC0415 - Qt only where something is shown

    if len(words) > 1:
        Console().warn(f"vedette: {words[0]!r} is no command. Run vedette --help for what there is.")
        return BAD_INPUT
    return run_app(Path(words[0]) if words else None)


def _command(name: str) -> Callable[[argparse.Namespace, Console], int]:
    module, function = _COMMANDS[name].split(":")
    found: Callable[[argparse.Namespace, Console], int] = getattr(import_module(module), function)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vedette",
        description="Plans unarmed drone patrols of coasts and borders. Without a command it opens the app.",
        epilog="vedette [FILE] opens the app. vedette COMMAND --help says more of a command.",
    )
    parser.set_defaults(json=False, quiet=False, recover=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_file_commands(commands)
    _add_vehicle_commands(commands)
    return parser


def _add_file_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    plan = _command_parser(commands, "plan", "plan an area: lanes, sorties, findings")
    plan.add_argument("area", type=Path, metavar="AREA", help="any file with an area, or a saved patrol")
    plan.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT", help="written as its ending says"
    )
    add_settings(plan)
    add_own_data(plan)
    _add_editable(plan)
    _add_strip(commands)
    _add_limit(commands)
    check = _command_parser(commands, "check", "print every finding of the safety checker")
    check.add_argument("file", type=Path, metavar="FILE", help="a patrol, an area, or a mission of anybody")
    check.add_argument("--brief", type=Path, metavar="PATROL", help="limits to hold a mission against")
    add_own_data(check)
    info = _command_parser(commands, "info", "what is in a file")
    info.add_argument("file", type=Path, metavar="FILE")
    _add_recover(info)
    add_own_data(info)
    convert = _command_parser(commands, "convert", "any readable format to any writable one")
    convert.add_argument("input", type=Path, metavar="IN")
    convert.add_argument("output", type=Path, metavar="OUT")
    _add_recover(convert)
    add_own_data(convert)
    _add_editable(convert)


def _add_editable(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--editable",
        action="store_true",
        help="lanes of a .plan as a survey or corridor scan for QGroundControl, where they are one",
    )


def _add_recover(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recover", action="store_true", help="of a damaged patrol what can be read, and a list of the rest"
    )


def _add_limit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    limit = _command_parser(commands, "limit", "12 or 24 nautical miles off a state, derived from its coast")
    limit.add_argument("state", metavar="CODE", help="the state, such as ALB or XKX")
    limit.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=".geojson or .vedette")
    limit.add_argument("--miles", type=int, choices=(12, 24), default=12, help="12: territorial sea")
    limit.add_argument("--as", dest="kind", choices=("zone", "line"), default="zone")
    limit.add_argument("--near", type=place, metavar="LON,LAT", help="only round this place")


def _add_strip(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    strip = _command_parser(commands, "strip", "the strip between two points of a coast or border")
    strip.add_argument("kind", choices=("coast", "border"), help="lake shores are coasts")
    strip.add_argument("start", metavar="A", help="LON,LAT or the name of a place")
    strip.add_argument("end", metavar="B", help="LON,LAT or the name of a place")
    strip.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=".vedette or .geojson")
    strip.add_argument("--from", type=number, default=0.0, dest="from_m", metavar="M", help="off the line")
    strip.add_argument("--to", type=number, required=True, dest="to_m", metavar="M", help="off the line")
    strip.add_argument(
        "--side", metavar="SIDE", help="sea, land or both; of a border a state such as ALB, or both"
    )
    strip.add_argument("--way", choices=("short", "long", "round"), default="short")
    strip.add_argument(
        "--gap", type=number, default=500.0, metavar="M", help="widest mouth or inlet to cross (default: 500)"
    )
    strip.add_argument("--islands", choices=("kept", "merged", "cut-out"), default="cut-out")
    strip.add_argument("--ends", choices=("square", "round"), default="square")
    strip.add_argument("--name", metavar="NAME")
    strip.add_argument(
        "--lines", type=Path, metavar="FILE", help="follow the lines of this file, not the built-in ones"
    )
    add_own_data(strip)


def _add_vehicle_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = _command_parser(commands, "demo", "the main job on a sample coast, headless")
    demo.add_argument("--out", type=Path, default=Path("demo-out"), metavar="DIR")
    sim = _command_parser(commands, "sim", "a simulated vehicle on 127.0.0.1, until Ctrl-C")
    sim.add_argument("--vehicle", choices=("copter", "quad", "plane", "quadplane"), default="copter")
    sim.add_argument("--home", type=place, metavar="LON,LAT")
    sim.add_argument("--heading", type=number, default=0.0, metavar="DEG", help="where its nose points")
    sim.add_argument("--wind", type=wind, metavar="MPS,FROM_DEG")
    sim.add_argument("--port", type=int, default=5760, metavar="N")
    sim.add_argument("--speedup", type=float, default=1.0, metavar="X")
    sim.add_argument("--system", type=system_id, default=1, metavar="N", help="its MAVLink system id")
    sim.add_argument("--ardupilot", action="store_true", help="a real ArduPilot SITL")
    upload = _command_parser(commands, "upload", "send a mission and read it back")
    upload.add_argument("file", type=Path, metavar="FILE")
    upload.add_argument("--sortie", type=int, metavar="N", help="default: the first not yet flown")
    upload.add_argument(
        "--armed",
        action="store_true",
        help="replace mission, fence and parameters of a vehicle IN FLIGHT: only of one that holds its place "
        "(LOITER, GUIDED) well inside the new fence, the straight way to the first item clear; else refused",
    )
    download = _command_parser(commands, "download", "what the vehicle holds")
    download.add_argument("-o", "--out", type=Path, required=True, metavar="OUT")
    fly = _command_parser(commands, "fly", "upload, arm, fly, follow to the end, report")
    fly.add_argument("file", type=Path, metavar="FILE")
    which = fly.add_mutually_exclusive_group()
    which.add_argument("--sortie", type=int, metavar="N", help="default: the first not yet flown")
    which.add_argument("--all", action="store_true", help="all sorties in order")
    restore = _command_parser(commands, "restore", "put back what a vehicle held before an upload")
    restore.add_argument(
        "file", type=Path, nargs="?", metavar="BACKUP", help="default: what it held before the first upload"
    )
    restore.add_argument("--force", action="store_true", help="into another board of the same type too")
    clear = _command_parser(commands, "clear", "empty mission, fence and rally points; the fence off")
    for one in (upload, fly, restore, clear):
        one.add_argument(
            "--backups", type=Path, metavar="DIR", help="where backups are kept (default: the user's data)"
        )
    for one in (upload, download, fly, restore, clear):
        one.add_argument(
            "--record",
            type=Path,
            metavar="DIR",
            help="where .tlog and flight record are kept (default: the user's data)",
        )
        one.add_argument("--connect", required=True, metavar="ADDR", help="tcp:HOST:PORT, udpin:…, serial:…")
        one.add_argument(
            "--system",
            type=system_id,
            metavar="N",
            help="which vehicle, where a router or a radio has several",
        )


def _command_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
