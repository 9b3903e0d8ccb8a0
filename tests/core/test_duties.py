"""What the safety page says about who may do what is what the code asks for."""

import ast
from pathlib import Path

import deskmate.core
from deskmate.core import duties

CORE = Path(deskmate.core.__file__).parent


def asked_for() -> set[str]:
    """The words given wherever core asks for the owner."""
    found = set()
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require_owner":
                words = node.args[1]
                assert isinstance(words, ast.Constant), f"{path.name}: say in plain words what only the owner may"
                found.add(words.value)
    return found


def test_every_place_that_asks_for_the_owner_is_told_and_no_other() -> None:
    assert asked_for() == set(duties.OWNERS_ONLY), "deskmate/core/duties.py names them for the safety page"
    assert len(duties.OWNERS_ONLY) == len(set(duties.OWNERS_ONLY))


def test_they_are_told_in_rows_by_what_they_are_about() -> None:
    assert duties.in_a_row(("add staff", "change staff")) == "Add staff, change staff"
    assert all(about and words for about, words in duties.OWNERS)
