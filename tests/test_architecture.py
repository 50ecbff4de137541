"""The arrows, edges and sizes that ARCHITECTURE.md and the way we write here promise."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.repository import PACKAGES, ROOT, project_files, python_files

MAY_IMPORT = {
    "planner": {"planner"},
    "missions": {"missions", "planner"},
    "ui": {"ui", "missions", "planner"},
    "sitl": {"sitl"},
}
QT = {"PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy"}
NOT_PURE = {
    *(
        "asyncio",
        "fcntl",
        "ftplib",
        "glob",
        "http",
        "io",
        "mmap",
        "multiprocessing",
        "os",
        "pathlib",
        "platform",
    ),
    *(
        "secrets",
        "select",
        "selectors",
        "shelve",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
    ),
    *("sys", "tempfile", "threading", "time", "urllib", "uuid", "importlib"),
}
NOT_PURE_CALLS = {
    *("open", "input", "print", "exec", "eval", "__import__", "breakpoint"),
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("np.load", "np.save", "np.savez", "np.loadtxt", "np.savetxt", "np.fromfile", "np.memmap"),
}
CHANCE = re.compile(
    r"(random|np\.random|numpy\.random)\.(?!Random$|default_rng$|SeedSequence$|Generator$)\w+"
)
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "handler",
    "handlers",
    "misc",
}
#: What the judges of a finished plan share with the planner that made it: values, and words.
SHARED_WITH_JUDGES = {
    *(
        "brief",
        "contingency",
        "errors",
        "findings",
        "fleet",
        "geodesy",
        "heights",
        "judge",
        "route",
        "times",
        "wording",
        "zone_words",
        "zones",
    ),
}
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
CODE = python_files(*PACKAGES)
TESTS = python_files("tests")
Paths = pytest.mark.parametrize("path", [*CODE, *TESTS], ids=str)


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def imports_in(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    """The full dotted name of everything imported, relative imports and import_module() included."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = package[: len(package) + 1 - level] if level else ()
                stem = ".".join([*base, *([module] if module else [])])
                yield from (f"{stem}.{alias.name}" for alias in names)
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if ast.unparse(func).split(
                "."
            )[-1] in {"import_module", "__import__"}:
                yield name


def imports_of(path: Path) -> set[str]:
    return set(imports_in(tree_of(path), path.parent.parts))


def imported_roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports_of(path)}


def calls_in(tree: ast.AST) -> set[str]:
    """Every name that is called, with the one before its last dot: `datetime.now`, `open`."""
    called = (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {name if name.startswith("np.random") else ".".join(name.split(".")[-2:]) for name in called}


def impurities_in(tree: ast.AST) -> set[str]:
    """What reaches out of the interpreter, reads a clock, or asks for chance without a seed."""
    modules = {name for name in imports_in(tree, ("planner",)) if name.split(".")[0] in NOT_PURE}
    calls = calls_in(tree)
    seedless = {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and not node.args
        and not node.keywords
        and ast.unparse(node.func).split(".")[-1] in {"Random", "default_rng"}
    }
    return modules | calls & NOT_PURE_CALLS | {name for name in calls if CHANCE.fullmatch(name)} | seedless


def patches_in(tree: ast.AST) -> set[str]:
    """Whatever replaces a part of the program while a test runs."""
    mocks = {name for name in imports_in(tree, ()) if name.split(".")[0] == "mock" or "unittest.mock" in name}
    arguments = {"mocker"} & {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"setattr", "delattr", "setitem", "delitem"}
    }
    return mocks | arguments | calls


@pytest.mark.parametrize("path", CODE, ids=str)
def test_imports_point_down_only(path: Path) -> None:
    ours = imported_roots(path) & {*PACKAGES, "tests"}

    assert ours <= MAY_IMPORT[path.parts[0]]


@pytest.mark.parametrize("path", CODE, ids=str)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    roots = imported_roots(path)
    in_link = path.parts[:2] == ("missions", "link")

    assert path.parts[0] == "ui" or not roots & QT
    assert path == Path("missions/link/compat.py") or "dronekit" not in roots
    assert in_link or path.parts[0] == "sitl" or "pymavlink" not in roots
    assert in_link or "serial" not in roots


@pytest.mark.parametrize("path", python_files("planner"), ids=str)
def test_the_planner_reads_no_file_no_clock_and_no_dice(path: Path) -> None:
    assert not impurities_in(tree_of(path))


@pytest.mark.parametrize("path", [path for path in CODE if path.parts[1] == "judge"], ids=str)
def test_judges_share_values_with_the_planner_and_no_method(path: Path) -> None:
    ours = {name.split(".")[1] for name in imports_of(path) if name.startswith("planner.")}

    assert ours <= SHARED_WITH_JUDGES


@pytest.mark.parametrize("path", TESTS, ids=str)
def test_nothing_is_patched(path: Path) -> None:
    assert not patches_in(tree_of(path))


@Paths
def test_files_and_functions_are_short(path: Path) -> None:
    functions = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [f.name for f in functions if (f.end_lineno or 0) - f.body[0].lineno >= LINES_OF_A_FUNCTION]

    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LINES_OF_A_FILE
    assert not long


@Paths
def test_module_names_say_what_is_inside(path: Path) -> None:
    words = {word for part in path.with_suffix("").parts for word in part.split("_")}

    assert not words & EMPTY_NAMES


def test_code_lies_in_five_folders() -> None:
    folders = {path.parts[0] for path in project_files() if path.suffix == ".py" and len(path.parts) > 1}
    loose = {str(path) for path in project_files() if path.suffix == ".py" and len(path.parts) == 1}

    assert folders <= {*PACKAGES, "tests"}
    assert loose == {"bootstrap.py"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    folder = r"(?<![.\w])/(?:work|farm|root|opt)/|/home/(?!pilot\b)\w+/|/Users/\w+/"
    hosts = "|".join(rf"{name}\.(?:{ends})" for name, ends in (("pypi", "org"), ("pythonhosted", "org")))
    hosts += "|" + "|".join(rf"{name}\.org" for name in ("npmjs", r"deb\.debian", "anaconda"))
    pattern = re.compile(f"{folder}|{hosts}")
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in project_files()
        for number, line in enumerate(
            (ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), 1
        )
        if path != Path("tests/test_architecture.py") and pattern.search(line)
    ]

    assert not found


@pytest.mark.parametrize(
    ("finder", "source"),
    [
        (impurities_in, "import time"),
        (impurities_in, "from os import environ"),
        (impurities_in, "import datetime\ndatetime.datetime.now()"),
        (impurities_in, "with open('x') as file: pass"),
        (impurities_in, "from pathlib import Path"),
        (impurities_in, "import random\nrandom.shuffle([])"),
        (impurities_in, "import numpy as np\nnp.random.rand(3)"),
        (impurities_in, "import numpy as np\nnp.random.default_rng()"),
        (patches_in, "from unittest.mock import Mock"),
        (patches_in, "from unittest import mock"),
        (patches_in, "def test(monkeypatch):\n    monkeypatch.setattr('a.b', 1)"),
        (patches_in, "def test(mocker): pass"),
    ],
)
def test_the_rules_above_find_what_breaks_them(finder: Callable[[ast.AST], set[str]], source: str) -> None:
    assert finder(ast.parse(source))


def test_a_seed_makes_chance_pure() -> None:
    source = (
        "import random\nimport numpy as np\nnp.random.default_rng(7).random()\nrandom.Random(7).shuffle([])"
    )

    assert not impurities_in(ast.parse(source))


def test_relative_and_late_imports_are_seen() -> None:
    tree = ast.parse("from ..planner import area\nfrom . import errors\nimport_module('sitl.server')")

    assert set(imports_in(tree, ("ui", "map"))) == {"ui.planner.area", "ui.map.errors", "sitl.server"}
