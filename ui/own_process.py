"""How parts of Vedette are started as processes of their own."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def own_command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """The command line of one of our modules; -P keeps the working directory off its path."""
    return [sys.executable, "-P", "-m", module, *arguments]


def own_environment() -> dict[str, str]:
    """Our environment, with the folder that holds our packages on the path."""
    beside_us = str(Path(__file__).resolve().parent.parent)
    inherited = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (beside_us, inherited)))}
