"""The house itself: what is installed is what is pinned, and the wheel holds all that the program needs."""

import importlib.metadata
import json
import logging
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QSettings
from PySide6.QtGui import QPainterPath

import bootstrap
from tests.conftest import LogWatch
from tests.repository import PACKAGES, ROOT, project_files

PYTHONS = ("3.11", "3.12", "3.13")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def versions_pinned(python: str, *, system: str = "linux") -> dict[str, list[str]]:
    """The version that each package is pinned to where this Python runs."""
    there = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system}
    found: dict[str, list[str]] = {}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate(there):
            found.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    return found


def wants_of_the_project() -> list[Requirement]:
    """What pyproject.toml asks for, to build, to run and to test."""
    project = PROJECT["project"]
    texts = [
        *PROJECT["build-system"]["requires"],
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
    ]
    return [Requirement(text) for text in texts]


def installed_closure() -> Iterator[importlib.metadata.Distribution]:
    """Every installed package that the project needs here, directly or through another."""
    waiting, seen = wants_of_the_project(), set[str]()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in seen or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        found = importlib.metadata.distribution(name)
        yield found
        waiting += [Requirement(text) for text in found.requires or ()]


def test_constraints_are_plain_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    plain = re.compile(r"#.*|[a-z0-9-]+==[0-9][\w.]*( ; (python_version|sys_platform) == '[\w.]+')?")

    assert [line for line in lines if not plain.fullmatch(line)] == []


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_has_one_pin_a_package(python: str) -> None:
    assert {name: found for name, found in versions_pinned(python).items() if len(found) > 1} == {}


@pytest.mark.parametrize("python", PYTHONS)
def test_the_pins_are_what_the_project_asks_for(python: str) -> None:
    pinned = versions_pinned(python)
    asked = [
        want
        for want in wants_of_the_project()
        if not want.marker or want.marker.evaluate({"python_version": python})
    ]

    unmet = [
        str(want) for want in asked if not want.specifier.contains(pinned[canonicalize_name(want.name)][0])
    ]

    assert asked
    assert unmet == []


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = versions_pinned("{}.{}".format(*sys.version_info), system=sys.platform)

    installed = {canonicalize_name(found.metadata["Name"]): [found.version] for found in installed_closure()}

    assert installed == {name: pinned.get(name) for name in installed}


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be deallocated from Python 3.12 on")
def test_qt_returns_none_without_using_it_up() -> None:
    """PySide6 6.12.0 lost a reference with every void call and aborted after some thousand of them."""
    path = QPainterPath()
    before = sys.getrefcount(None)

    for _ in range(500):
        path.lineTo(1.0, 1.0)

    assert sys.getrefcount(None) > before - 250


def test_settings_are_kept_out_of_the_users_own(fresh_user_folder: Path) -> None:
    settings = QSettings("vedette", "house")
    settings.setValue("greeting", "hello")
    settings.sync()

    assert Path(settings.fileName()).is_relative_to(fresh_user_folder)
    assert Path(settings.fileName()).exists()


@pytest.mark.parametrize("test_after_the_first", range(2))
def test_no_test_finds_the_settings_of_another(test_after_the_first: int) -> None:
    settings = QSettings("vedette", "house")

    assert settings.value("number") is None

    settings.setValue("number", test_after_the_first)
    settings.sync()


def test_a_warning_of_ours_is_heard(log_watch: LogWatch) -> None:
    log_watch.expect("the link is silent")

    logging.getLogger("missions.link").warning("the link is silent")
    logging.getLogger("missions.link").info("and back")
    logging.getLogger("elsewhere").warning("not ours")

    assert log_watch.stray() == []
    assert log_watch.unheard() == []


def test_a_warning_nobody_expected_is_stray() -> None:
    watch = LogWatch()
    watch.expect("engine")

    watch.handle(logging.makeLogRecord({"name": "ui.app", "levelno": logging.WARNING, "msg": "no sensor"}))

    assert [said for said in watch.stray() if "no sensor" in said]
    assert watch.unheard() == ["engine"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a clean copy as a release would be."""
    source = tmp_path_factory.mktemp("source")
    for path in project_files():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes((ROOT / path).read_bytes())
    into = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(into), str(source)]
    subprocess.run([sys.executable, "-m", "pip", "--quiet", *build], check=True, timeout=300)
    (built,) = into.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another environment's binaries: the wheel is installed there, the libraries are those of this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    ask = [str(binaries / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(ask, check=True, capture_output=True, text=True, timeout=60).stdout.strip()
    # A line in a .pth file adds a folder but not the .pth files in it, so this checkout stays unknown.
    (Path(packages) / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    install = [
        "--python",
        str(binaries / "python"),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, timeout=300)
    return binaries


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_four_packages(wheel: Path) -> None:
    ours = {path.as_posix() for path in project_files() if path.parts[0] in PACKAGES}

    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert packed == ours


@pytest.mark.slow
def test_the_installed_program_flies_the_demo(elsewhere: Path, tmp_path: Path) -> None:
    program = [str(elsewhere / "vedette"), "demo", "--json", "--out", "flown"]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    done = subprocess.run(
        program, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False, timeout=300
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["verified"] is True
    assert report["flown_m"] > 1000
    assert list((tmp_path / "flown").glob("*.png"))
    assert list((tmp_path / "flown").glob("*.vedette"))


def test_make_and_bootstrap_know_the_same_commands() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^TARGETS := (.*)$", makefile, re.MULTILINE)
    explained = re.findall(r"^# make (\w+)", makefile, re.MULTILINE)

    assert targets
    assert sorted(targets[1].split()) == sorted(explained) == sorted({*bootstrap.COMMANDS} - {"pin"})
