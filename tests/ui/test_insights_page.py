"""Insights: counts without names, silence where there are too few, and never the answer to an older question."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from deskmate.core import customers, interactions
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.insights import Share
from deskmate.core.models import Interaction
from deskmate.core.people import Draft
from deskmate.ui.desk import Desk
from deskmate.ui.insights_marks import IntervalBar, SplitBar, interval_words, share_words
from deskmate.ui.insights_page import InsightsPage
from deskmate.ui.widgets import Card, PlainLabel


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> InsightsPage:
    made = InsightsPage(desk)
    desk.shell.add_page("insights", lambda: made)
    desk.shell.show()
    desk.shell.go("insights")
    return made


def words(page: InsightsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(PlainLabel) if label.isVisible())


def filled(db: Database, owner: Actor, desk: Desk, name: str) -> None:
    number = customers.add(db, Draft(name), by=owner, now=desk.now())
    at = desk.now() - timedelta(days=200)
    with db.write(Topic.INTERACTIONS) as session:
        for place in range(24):
            session.add(
                Interaction(
                    customer_id=number,
                    at=at,
                    created_at=at,
                    kind="note",
                    text="a word",
                    by="Olga" if place < 12 else "Sam",
                    label="negative" if place % 2 else "neutral",
                    theme="waiting" if place % 2 else "",
                )
            )


def test_an_empty_book_teaches(qtbot: QtBot, page: InsightsPage) -> None:
    page.period.choose("all")
    qtbot.waitUntil(lambda: "Nothing to tell yet" in words(page))


def test_counts_are_shown_and_nobody_is_named(
    qtbot: QtBot, desk: Desk, owner: Actor, page: InsightsPage, markup: str, all_plain: Callable[..., None]
) -> None:
    filled(desk.db, owner, desk, f"Ann {markup}")
    qtbot.waitUntil(lambda: "Sam" in words(page))
    shown = words(page)
    assert "50%" in shown
    assert "too few to say" in shown
    assert "Waiting" in shown
    assert "Ann" not in shown
    assert "No note opened one in this time" in shown and "Nobody overruled" in shown  # not an empty space
    interactions.overrule(desk.db, 2, "a joke", by=owner, now=desk.now())
    page.reload()
    qtbot.waitUntil(lambda: "Nobody overruled" not in words(page))
    all_plain(page)


def test_a_shorter_period_leaves_older_entries_out(qtbot: QtBot, desk: Desk, owner: Actor, page: InsightsPage) -> None:
    filled(desk.db, owner, desk, "Ann")
    qtbot.waitUntil(lambda: "Waiting" in words(page))
    page.period.choose("quarter")
    qtbot.waitUntil(lambda: "Waiting" not in words(page))


def test_a_share_of_few_is_not_said() -> None:
    assert share_words(Share(9, 9)) == interval_words(Share(3, 5)) == "too few to say"
    assert share_words(Share(5, 10)) == "50%"
    assert interval_words(Share(5, 10)) == "50% (24% to 76%)"


def test_the_bars_say_in_words_what_they_draw(qtbot: QtBot) -> None:
    interval, split = IntervalBar("Sam", Share(5, 10)), SplitBar("waiting", 2, 3, 5)
    for bar in (interval, split, IntervalBar("Kim", Share(0, 0))):
        qtbot.addWidget(bar)
        assert not bar.grab().isNull()
    assert interval.accessibleName() == "Sam: 50% (24% to 76%)"
    assert split.accessibleName() == "waiting: 2 confirmed, 3 proposed"


def test_a_small_window_shows_every_card_whole(qtbot: QtBot, desk: Desk, owner: Actor, page: InsightsPage) -> None:
    filled(desk.db, owner, desk, "Ann")
    qtbot.waitUntil(lambda: "Sam" in words(page))
    for width in (1366, 980):
        desk.shell.resize(width, 768)
        qtbot.wait(1)
        room = page.mapToGlobal(page.rect().topRight()).x()
        cards = [card for card in page.findChildren(Card) if card.isVisible()]
        assert len(cards) > 3
        assert all(card.mapToGlobal(card.rect().topRight()).x() < room for card in cards)
        assert all(card.width() >= card.minimumSizeHint().width() for card in cards)
