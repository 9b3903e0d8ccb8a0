"""Histories played through the rule: the labels in a file are never looked at, a bad line has its sentence."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from deskmate.core import worry
from deskmate.core.errors import FileProblem
from deskmate.core.replay import History, preview, replay
from deskmate.core.sentiment.types import Context, Reading

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def read(texts: Sequence[str], *, contexts: Sequence[Context] | None = None) -> list[Reading]:
    """Unhappy is what has "bad" in it."""
    return [Reading("negative", -1.0) if "bad" in text else Reading("neutral", 0.0) for text in texts]


def line(*texts: str, **more: object) -> str:
    notes = [{"date": "2026-02-27", "kind": "note", "text": text} for text in texts]
    return json.dumps({"customer": "Ann", "as_of": "2026-03-02", "notes": notes} | more)


def test_each_line_is_answered_in_order() -> None:
    answers = list(replay([line("bad"), "", line("fine")], read=read))
    assert [(a["customer"], a["open"]) for a in answers] == [("Ann", True), ("Ann", False)]
    assert answers[0]["why"][0]["quote"] == "bad"


def test_labels_kinds_and_the_answer_in_the_file_change_nothing() -> None:
    plain = {"date": "2026-02-27", "kind": "note", "text": "bad"}
    leaky = {"date": "2026-02-27", "kind": "compliment", "text": "bad", "label": "positive"}
    both = [
        {"customer": "A", "as_of": "2026-03-02", "notes": [n], "should_call": w}
        for n, w in ((plain, True), (leaky, False))
    ]
    assert [a["open"] for a in replay(both, read=read)] == [True, True]


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "[]",
        "{}",
        '{"customer": "A", "as_of": "soon", "notes": []}',
        line().replace("2026-03-02", "2026-13-02"),
    ],
)
def test_a_line_that_is_no_history_is_named(bad: str) -> None:
    with pytest.raises(FileProblem, match="Line 2 is no customer history"):
        list(replay([line("fine"), bad], read=read))


def test_a_preview_tells_who_would_appear_and_vanish() -> None:
    def history(name: str, days: float) -> History:
        return History(name, (worry.Note(NOW - timedelta(days=days), "note", "bad", "negative", -1.0),))

    found = preview(
        [history("new", 2), history("old", 150)],
        before=worry.Rules(half_life_days=120),
        after=worry.Rules(half_life_days=30),
        now=NOW,
    )
    assert [name for name, _ in found.vanish] == ["old"] and not found.appear and found.stay == 1
    assert found.vanish[0][1].reasons
