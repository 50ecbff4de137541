"""Saved patrols to open and learn from; README.md says where each comes from."""

from importlib.resources import as_file, files
from pathlib import Path

SAMPLE = "lalzi-bay.vedette"


def sample_path() -> Path:
    """The sample patrol, on disk beside the installed package."""
    with as_file(files(__name__).joinpath(SAMPLE)) as path:
        return path
