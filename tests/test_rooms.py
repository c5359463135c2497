"""The rooms: which may know which (design, section 3), and that none grows too large to read."""

import ast
import subprocess
import sys
from pathlib import Path

import portal

HOUSE = Path(portal.__file__).parent
ABOUT_400 = 425
"""Lines after which a file is two files (design, section 3)."""
ROOMS = [
    file
    for file in sorted(HOUSE.rglob("*.py"))
    if "migrations" not in file.relative_to(HOUSE).parts
]


def calls(file: Path) -> set[str]:
    """Every function this file calls by a dotted name, as it is written there."""
    tree = ast.parse(file.read_text())
    found = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {ast.unparse(function) for function in found if isinstance(function, ast.Attribute)}


def test_dependencies_point_one_way() -> None:
    # In a process of its own: the linter switches all other loggers off.
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(
        [linter, "--no-cache"], cwd=HOUSE.parent, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


def test_no_room_is_too_large() -> None:
    # The words that families write back are lists, one for each language.
    rooms = [file for file in ROOMS if file.parent != HOUSE / "wording" / "words"]
    lines = {str(file): len(file.read_text().splitlines()) for file in rooms}
    assert {name: count for name, count in lines.items() if count > ABOUT_400} == {}


def test_only_the_clock_asks_the_time() -> None:
    asking = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    assert {file.name: asked for file in ROOMS if (asked := calls(file) & asking)} == {
        "clock.py": {"datetime.now"}
    }


def test_the_domain_never_commits() -> None:
    ends = {"db.session.commit", "session.commit", "db.session.rollback", "session.rollback"}
    domain = [file for file in ROOMS if "domain" in file.parts]
    assert {file.name: ended for file in domain if (ended := calls(file) & ends)} == {}


def test_a_folder_says_nothing_of_its_own() -> None:
    folders = [file for file in HOUSE.rglob("__init__.py") if file.read_text()]
    assert folders == []
