"""What every test stands on: no display, no settings of the user's, no chance, no unheard warning."""

import logging
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.repository import PACKAGES

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A run started in the background ignores Ctrl-C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Tests read our files with pymavlink too, and whoever imports it first settles MAVLink's version for all.
os.environ["MAVLINK20"] = "1"

# How fast an example is drawn says how busy the machine is, so neither deadline nor too_slow.
settings.register_profile(
    "vedette", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# make soak: the same promises over fifty times as many cases, new ones each time.
settings.register_profile(
    "soak",
    settings.get_profile("vedette"),
    derandomize=False,
    max_examples=50 * settings.get_profile("vedette").max_examples,
)
settings.load_profile("vedette")

MEMORIES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
USER_FOLDER = Path(tempfile.mkdtemp(prefix="vedette-tests-"))
# Before any Qt class looks, and for every program a test starts.
os.environ.update({variable: str(USER_FOLDER / variable) for variable in (*MEMORIES, "XDG_CACHE_HOME")})


def pytest_unconfigure() -> None:
    shutil.rmtree(USER_FOLDER, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    binaries = os.environ.get("VEDETTE_ARDUPILOT", "")
    if binaries and Path(binaries).is_dir():
        return
    found = f"{binaries} is no folder" if binaries else "it is not set"
    reason = f"needs ArduPilot: VEDETTE_ARDUPILOT must name the folder of its SITL binaries, and {found}"
    for item in items:
        if item.get_closest_marker("ardupilot"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def fresh_user_folder() -> Iterator[Path]:
    """The user's folders, empty for every test: what one stored, no other reads.

    Their cache stays: it only saves every program from looking through all fonts again.
    """
    yield USER_FOLDER
    for variable in MEMORIES:
        shutil.rmtree(USER_FOLDER / variable, ignore_errors=True)


class LogWatch(logging.Handler):
    """Collects what our loggers say at WARNING and above, and knows what was to be expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._expected: list[str] = []
        self._said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in PACKAGES:
            self._said.append(f"{record.name}: {record.levelname}: {record.getMessage()}")

    def expect(self, pattern: str) -> None:
        """The test must make something say this (a regular expression); it may say it often."""
        self._expected.append(pattern)

    def stray(self) -> list[str]:
        """What was said and not expected."""
        return [said for said in self._said if not any(re.search(p, said) for p in self._expected)]

    def unheard(self) -> list[str]:
        """What was expected and not said."""
        return [p for p in self._expected if not any(re.search(p, said) for said in self._said)]


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails a test that logs a warning it did not expect: `log_watch.expect("link lost")`."""
    watch = LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    assert not watch.stray(), "logged, and not expected"
    assert not watch.unheard(), "expected, and not logged"
