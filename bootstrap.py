#!/usr/bin/env python3
"""Make Vedette's own environment in .venv, then run, check or test it there.

Standard library only, and no more than Python 3.8 to get as far as saying what is missing. The
Makefile calls it; on Windows and macOS `python bootstrap.py run` does the same without make.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STATIONS_VENV = ROOT / ".venv-stations"
STATIONS_REQUIREMENTS = ROOT / "tests" / "stations" / "requirements.txt"
CONSTRAINTS = ROOT / "constraints.txt"
SAMPLE_PATROL = Path("missions") / "examples" / "lalzi-bay.vedette"
SUPPORTED_MINORS = (11, 12, 13)
SUPPORTED = "3.11, 3.12 or 3.13"

# Debian's package for every library that Qt opens at run time and no wheel brings along: first what
# drawing without a display takes, then what a window on X11 adds. Later names of a package come first.
QT_LIBRARIES = {
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxcb-util.so.1": ("libxcb-util1",),
}


class Stop(Exception):  # noqa: N818 - it ends the program with a message; most often nothing went wrong in it
    """The reason why there is nothing more to do, and what the reader can do about it."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to what is run")
    options = parser.parse_args(arguments)
    try:
        return COMMANDS[options.command](options.rest)
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return 1
    except KeyboardInterrupt:
        return 130


# -- the commands ------------------------------------------------------------------------------------


def env(_rest: list[str]) -> int:
    """Install everything, what the tests take included."""
    prepare(tests=True)
    return 0


def run(rest: list[str]) -> int:
    """Open the app with the sample patrol; without a display, fly it and leave pictures."""
    prepare(tests=False)
    if has_display():
        return replace_process([vedette(), *(rest or [str(ROOT / SAMPLE_PATROL)])])
    say("No display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.")
    say("Running the demo instead; its pictures, report and mission files will be in demo-out/.")
    return demo(rest)


def demo(rest: list[str]) -> int:
    """The main job on a sample coast, without a window."""
    prepare(tests=False)
    return replace_process([vedette(), "demo", "--out", "demo-out", *rest])


def sim(rest: list[str]) -> int:
    """A simulated vehicle on this machine, until Ctrl-C."""
    prepare(tests=False)
    return replace_process([vedette(), "sim", *rest])


def check(rest: list[str]) -> int:
    """Format, lint, types and the quick tests."""
    prepare(tests=True)
    return lint() or run_tests("not slow and not soak and not ardupilot", rest)


def test(rest: list[str]) -> int:
    """Format, lint, types and all tests, those that fly against other ground stations too."""
    prepare(tests=True)
    prepare_stations()
    return lint() or run_tests("not soak", rest)


def soak(rest: list[str]) -> int:
    """Every test that draws its own cases, over many more of them, and the tests marked soak."""
    prepare(tests=True)
    prepare_stations()
    return run_tests("", ["--hypothesis-profile=soak", *rest])


def bench(rest: list[str]) -> int:
    """Every benchmark in tests/benchmarks, one after the other; or the one named first, with its options."""
    prepare(tests=True)
    folder = ROOT / "tests" / "benchmarks"
    programs = [*folder.glob("*.py"), *(path.parent for path in folder.glob("*/__main__.py"))]
    names = sorted(path.stem for path in programs if path.stem != "__init__")
    if rest and rest[0] not in names:
        raise Stop(f"There is no benchmark named {rest[0]}; there are: {', '.join(names)}.")
    failed = False
    for name in rest[:1] or names:
        say(f"Benchmark: {name}")
        failed |= run_python("-m", f"tests.benchmarks.{name}", *rest[1:]) != 0
    return int(failed)


def screenshots(rest: list[str]) -> int:
    """Draw the pictures of the README again."""
    prepare(tests=True)
    return run_python("-m", "tests.screenshots", *rest)


def lint() -> int:
    """Format, lint and types; stops at the first that has something to say."""
    say("Format, lint, types")
    ruff = ("-m", "ruff")
    return (
        run_python(*ruff, "format", "--check", "--quiet", "--diff", ".")
        or run_python(*ruff, "check", "--quiet", ".")
        or run_python("-m", "mypy", "--no-error-summary")
    )


def run_tests(markers: str, rest: list[str]) -> int:
    """Run the tests that fit the marker expression; nothing is printed after pytest's own last line.

    One process a core takes them; who has none left takes some off another.
    """
    say("Tests" + (f" ({markers})" if markers else ""))
    return run_python("-m", "pytest", "-n", "auto", "--dist", "worksteal", "-m", markers, *rest)


def run_python(*arguments: str) -> int:
    """Run the environment's Python in the project's folder."""
    settings = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    return subprocess.run(
        [str(venv_python(VENV)), *arguments], cwd=ROOT, env=settings, check=False
    ).returncode


def has_display() -> bool:
    """Whether a window can open."""
    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def vedette() -> str:
    """The installed program."""
    return str(VENV / "Scripts" / "vedette.exe" if os.name == "nt" else VENV / "bin" / "vedette")


def replace_process(command: list[str]) -> int:
    """Become the command, so that signals and exit code are its own; Windows cannot, and waits."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


# -- the environment ---------------------------------------------------------------------------------


def prepare(*, tests: bool) -> None:
    """Bring .venv to what pyproject.toml and constraints.txt say; at once when it is there already."""
    stamps = {True: VENV / "installed-for-tests", False: VENV / "installed"}
    wanted = wanted_state()
    enough = [stamps[True]] if tests else [stamps[True], stamps[False]]
    if venv_python(VENV).exists() and wanted in [reads(stamp) for stamp in enough]:
        return
    python = find_python()
    install_system_packages(python)
    make_venv(VENV, python)
    say("Installing packages into .venv: now, and again when their pins change. It takes a minute or two.")
    pip(VENV, "pip", "setuptools")
    pip(VENV, "--no-build-isolation", "--editable", f"{ROOT}[dev]" if tests else str(ROOT))
    stamps[tests].write_text(wanted, encoding="utf-8")


def prepare_stations() -> None:
    """Bring the ground stations that the tests fly against into an environment of their own."""
    if not STATIONS_REQUIREMENTS.exists():
        return
    stamp = STATIONS_VENV / "installed"
    wanted = digest(STATIONS_REQUIREMENTS.read_bytes(), wanted_state().encode())
    if venv_python(STATIONS_VENV).exists() and reads(stamp) == wanted:
        return
    try:
        make_venv(STATIONS_VENV, venv_python(VENV))
        say("Installing the other ground stations that the tests use into .venv-stations.")
        pip(STATIONS_VENV, "pip", "setuptools")
        pip(STATIONS_VENV, "--requirement", str(STATIONS_REQUIREMENTS), constrained=False)
        stamp.write_text(wanted, encoding="utf-8")
    except Stop as stop:
        say(f"{stop}\nWARNING: NO OTHER GROUND STATIONS HERE. The tests that need them will be skipped.")


def wanted_state() -> str:
    """What an installed environment's stamp must say to be up to date: place, Python, and every pin."""
    sources = [ROOT / "pyproject.toml", CONSTRAINTS, ROOT / "bootstrap.py"]
    return digest(str(ROOT).encode(), sys.version.encode(), *(path.read_bytes() for path in sources))


def digest(*parts: bytes) -> str:
    """One short text for all the parts."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def reads(path: Path) -> str:
    """The file's text, empty when there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def make_venv(venv: Path, python: Path) -> None:
    """Make an empty environment, unless one stands there that was made here with this Python."""
    made_with = f"{venv} {python_version(python)}"
    if reads(venv / "made-with") == made_with and python_version(venv_python(venv)):
        return
    say(f"Making {venv.name} with {python}")
    attempt([str(python), "-m", "venv", "--clear", str(venv)], "Making the environment failed.")
    (venv / "made-with").write_text(made_with, encoding="utf-8")


def pip(venv: Path, *arguments: str, constrained: bool = True) -> None:
    """Install with the environment's pip, twice if the first attempt fails."""
    command = [str(venv_python(venv)), "-m", "pip", "install", "--quiet", "--no-input", "--retries", "5"]
    if constrained:
        command += ["--constraint", str(CONSTRAINTS)]
    remedy = "Installing failed. Look at the lines above, see that the network is there, and try again."
    settings = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    try:
        attempt([*command, *arguments], remedy, settings)
    except Stop:
        say("Installing failed; trying once more.")
        attempt([*command, *arguments], remedy, settings)


def attempt(command: list[str], complaint: str, settings: dict[str, str] | None = None) -> str:
    """Run the command and return what it printed; a failure shows its last lines and stops."""
    done = subprocess.run(
        command,
        env={**os.environ, **(settings or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise Stop(f"$ {shlex.join(command)}\n{tail}\n{complaint}")
    return done.stdout


def venv_python(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def find_python() -> Path:
    """The interpreter to build on: this one if it will do, else the newest that can be found."""
    if sys.version_info[:2] in [(3, minor) for minor in SUPPORTED_MINORS]:
        return Path(sys.executable)
    for minor in reversed(SUPPORTED_MINORS):
        for python in interpreters(minor):
            return python
    running = ".".join(map(str, sys.version_info[:3]))
    raise Stop(
        f"Vedette needs Python {SUPPORTED}; this is {running}, and no other was found.\nInstall one of them."
    )


def interpreters(minor: int) -> list[Path]:
    """Every working Python 3.minor on the path or under pyenv."""
    named = shutil.which(f"python3.{minor}")
    candidates = [Path(named)] if named else []
    candidates += sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))
    return [path for path in candidates if python_version(path).startswith(f"3.{minor}.")]


def python_version(python: Path) -> str:
    """The interpreter's full version, empty when it does not run."""
    ask = "import sys; print('%d.%d.%d' % sys.version_info[:3])"
    try:
        return subprocess.run(
            [str(python), "-c", ask], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


# -- system packages ---------------------------------------------------------------------------------


def install_system_packages(python: Path) -> None:
    """Install what is missing outside of Python, or stop with the one line that does."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages(python)
    if not missing:
        return
    if not shutil.which("apt-get"):
        names = " ".join(names[-1] for names in missing)
        raise Stop(f"Vedette needs libraries that are missing here. Debian calls them:\n\n    {names}\n")
    if os.geteuid() != 0:
        raise Stop(
            f"System packages are missing. Run this line{'' if shutil.which('sudo') else ' as root'}, "
            f"then the same command again:\n\n    {line_to_run(missing)}\n"
        )
    say("Installing system packages that Qt and Python need (apt-get)")
    if any(known_name(names) is None for names in missing):
        attempt(
            ["apt-get", "-qq", "update"],
            "apt-get update failed. See that the network is there, and try again.",
        )
    packages = [known_name(names) or names[-1] for names in missing]
    command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    attempt(command, "apt-get could not install them.", {"DEBIAN_FRONTEND": "noninteractive"})
    if missing_packages(python):
        raise Stop(
            "apt-get installed them all, and these are missing still: "
            + " ".join(names[-1] for names in missing_packages(python))
        )


def missing_packages(python: Path) -> list[tuple[str, ...]]:
    """The possible names of each package that is missing, found by trying what it would bring."""
    missing = [names for library, names in QT_LIBRARIES.items() if not loads(library)]
    tries_venv = subprocess.run(
        [str(python), "-c", "import ensurepip, venv"], capture_output=True, check=False
    )
    if tries_venv.returncode:
        minor = python_version(python).split(".")[1]
        missing.insert(0, (f"python3.{minor}-venv",))
    return missing


def loads(library: str) -> bool:
    """Whether the dynamic linker finds the library and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def known_name(names: tuple[str, ...]) -> str | None:
    """The first of the names that apt could install now."""
    for name in names:
        policy = subprocess.run(
            ["apt-cache", "policy", name], capture_output=True, text=True, check=False
        ).stdout
        if "Candidate:" in policy and "Candidate: (none)" not in policy:
            return name
    return None


def line_to_run(missing: list[tuple[str, ...]]) -> str:
    """One shell line that installs the packages; newer systems know the older names as well."""
    packages = " ".join(known_name(names) or names[-1] for names in missing)
    sudo = "sudo " if shutil.which("sudo") else ""
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {packages}"


# -- the pins ----------------------------------------------------------------------------------------


def pin(_rest: list[str]) -> int:
    """Resolve pyproject.toml anew with every supported Python, and write constraints.txt."""
    pins: dict[str, dict[int, str]] = {}
    for minor in SUPPORTED_MINORS:
        found = interpreters(minor)
        if not found:
            raise Stop(f"Pinning takes Python {SUPPORTED}, all three of them; 3.{minor} was not found.")
        say(f"Resolving with {found[0]}")
        for name, version in resolve(found[0]).items():
            pins.setdefault(name, {})[minor] = version
    kept = [
        line for line in reads(CONSTRAINTS).splitlines() if line.startswith("#") or "sys_platform" in line
    ]
    lines = [line for name in sorted(pins) for line in constraint_lines(name, pins[name])]
    CONSTRAINTS.write_text("\n".join([*kept, *lines, ""]), encoding="utf-8")
    return 0


def resolve(python: Path) -> dict[str, str]:
    """The newest set of packages that this Python's pip would install, by normalised name."""
    with tempfile.TemporaryDirectory() as folder:
        venv, report = Path(folder) / "venv", Path(folder) / "report.json"
        attempt([str(python), "-m", "venv", str(venv)], "Making the environment failed.")
        pip(venv, "--upgrade", "pip", constrained=False)
        pip(
            venv,
            "--dry-run",
            "--ignore-installed",
            "--report",
            str(report),
            "pip",
            "setuptools",
            f"{ROOT}[dev]",
            constrained=False,
        )
        installed = json.loads(report.read_text(encoding="utf-8"))["install"]
    found = {
        re.sub(r"[-_.]+", "-", item["metadata"]["name"].lower()): item["metadata"]["version"]
        for item in installed
    }
    return {name: version for name, version in found.items() if name != "vedette"}


def constraint_lines(name: str, versions: dict[int, str]) -> list[str]:
    """One line for all Pythons if they agree, else one for each."""
    if len(versions) == len(SUPPORTED_MINORS) and len(set(versions.values())) == 1:
        return [f"{name}=={versions[SUPPORTED_MINORS[0]]}"]
    return [
        f"{name}=={version} ; python_version == '3.{minor}'" for minor, version in sorted(versions.items())
    ]


def say(text: str) -> None:
    """A line for whoever waits."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


COMMANDS = {
    "env": env,
    "run": run,
    "check": check,
    "test": test,
    "soak": soak,
    "demo": demo,
    "sim": sim,
    "bench": bench,
    "screenshots": screenshots,
    "pin": pin,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
