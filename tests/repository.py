"""What the project consists of: the files that are, or are about to be, under version control."""

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("planner", "missions", "ui", "sitl")


@functools.cache
def project_files() -> tuple[Path, ...]:
    """Every file that git tracks or would add, relative to the root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def python_files(*folders: str) -> tuple[Path, ...]:
    """The Python files below the given top-level folders."""
    return tuple(path for path in project_files() if path.suffix == ".py" and path.parts[0] in folders)
