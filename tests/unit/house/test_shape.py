"""The size and shape of the house: short functions and files, rooms that say what they are for, nothing left behind."""

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FLOORS = ("deploy", "services", "shared")
LONGEST_FUNCTION, MEDIAN_FUNCTION, LONGEST_FILE = 40, 10, 300
SOURCES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def _functions() -> Iterator[tuple[str, int]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_functions_are_short() -> None:
    lengths = dict(_functions())
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION


def test_files_are_short() -> None:
    lines = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert {name: n for name, n in lines.items() if n > LONGEST_FILE} == {}


def test_every_room_says_what_it_is_for() -> None:
    """A module begins with a sentence that says what it is for."""
    trees = {str(path.relative_to(ROOT)): TREES[path] for path in SOURCES}
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def _committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


LEFT_BEHIND = {
    "an unfinished thought": re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + r"Error"),
    "an error that nobody hears": re.compile(r"except( Exception)?:\s*\n\s*pass\b"),
    "a test that cannot fail": re.compile(r"\bassert " + r"True\b"),
    "a path of some machine": re.compile(r"(?<![\w.{<])/(home|root|work|Users)/\w+"),
    "an address of a registry": re.compile(r"--(extra-)?index" + r"-url [^-\s]|(pypi|files\.python" + r"hosted)\.org"),
}


@pytest.mark.parametrize("what", LEFT_BEHIND)
def test_nothing_is_left_behind(what: str) -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="ignore") for path in _committed()}
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if LEFT_BEHIND[what].search(text)] == []


def test_the_package_named_shared_is_ours() -> None:
    import shared

    assert Path(shared.__file__).parent == ROOT / "shared"


def test_no_wait_swallows_a_cancellation() -> None:
    """`asyncio.wait_for` of Python 3.11 forgets a cancellation that comes while what it waits for is done; a task that
    waits in a loop then never ends. `asyncio.timeout` does not.
    """
    found = [str(p.relative_to(ROOT)) for p in SOURCES if "asyncio.wait_for(" in p.read_text(encoding="utf-8")]
    assert found == []
