"""The form for a customer: calm, checked field by field, and nothing typed is lost."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, own_fields, preferences
from deskmate.core.actors import Actor
from deskmate.core.errors import BookBusy
from deskmate.core.people import FLAGS, LINES, Birthday, Detail, Draft, Occasion
from deskmate.core.preferences import PreferenceDraft
from deskmate.ui import wall_clock
from deskmate.ui.card_details import CardDetails
from deskmate.ui.card_header import under_name
from deskmate.ui.customer_editing import CustomerEditing
from deskmate.ui.desk import Desk

FULL = Draft(
    name="Annabel Hartley-Whitcombe",
    given="Annabel",
    family="Hartley-Whitcombe",
    prefix="Dr",
    known_as="Ann",
    say_it="HART-lee",
    organisation="Whitcombe Interiors",
    language="English",
    birthday=Birthday(12, 3),
    about="Comes with her mother.",
    best_time="after 4 pm",
    greet_days_ahead=14,
    best_channel="phone",
    no_greetings=True,
    bereaved_until=date(2027, 2, 1),
    details=(
        Detail("phone", "+44 7700 900123", label="mobile", preferred=True),
        Detail("phone", "020 7946 0991", label="work"),
        Detail("email", "ann@whitcombe.example", label="work"),
        Detail("address", "12 Orchard Lane\nBath BA1 2AB", label="home", street="12 Orchard Lane", city="Bath"),
    ),
    tags=("newsletter", "regular"),
    occasions=(Occasion("wedding anniversary", Birthday(5, 3, 2010)),),
)


@pytest.fixture
def editing(desk: Desk) -> CustomerEditing:
    desk.shell.show()
    return CustomerEditing(desk)


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    remember = [PreferenceDraft("size", "UK 6")]
    return customers.add(desk.db, FULL, remember=remember, by=owner, now=now)


def test_one_name_is_enough(desk: Desk, editing: CustomerEditing, ways: object) -> None:
    form = editing.new("madonna")
    form.accept()
    assert [row.name for row in customers.page(desk.db)] == ["Madonna"]
    assert ways.taken == [("open_customer", (1,))]  # type: ignore[attr-defined]


def test_every_line_and_tick_of_a_customer_has_its_place_in_the_form(editing: CustomerEditing) -> None:
    """If this fails after a change of `Draft`: the form has no field for it."""
    fields = editing.new("Ann").fields
    assert {*LINES, *FLAGS} <= {*fields.parts, *fields.ticks, *vars(fields)}


def test_what_was_searched_for_is_filled_in(editing: CustomerEditing) -> None:
    form = editing.new("+44 7700 900123")
    assert form.fields.draft().details == (Detail("phone", "+44 7700 900123"),)
    assert form.focusWidget() is form.fields.name


def test_a_birthday_may_be_declined_or_left_for_next_time_so_that_nobody_asks_twice(
    desk: Desk, editing: CustomerEditing, ann: int
) -> None:
    def saved(typed: str) -> tuple[Birthday | None, list[tuple[str, str]]]:
        form = editing.edit(ann)
        assert form is not None
        form.fields.birthday.setText(typed)
        form.accept()
        card = customers.card(desk.db, ann)
        return card.draft.birthday, [(item.category, item.text) for item in card.preferences if item.category != "size"]

    assert saved("Declined to say") == (None, [("birthday", preferences.DECLINED)])
    form = editing.edit(ann)
    assert form is not None and form.fields.birthday.text() == preferences.DECLINED
    form.accept()
    assert len(customers.card(desk.db, ann).preferences) == 2, "saved again, it is not remembered twice"
    details = CardDetails()
    details.show_details(customers.card(desk.db, ann), None, wall_clock.read(desk))
    shown = [label.text() for label in details.findChildren(QLabel)]
    assert "Birthday: declined to say" in shown
    assert saved("ask next time") == (None, [("birthday", preferences.ASK)])
    assert saved("3 dec") == (Birthday(12, 3), [])


def test_two_words_are_split_for_sorting_until_somebody_says_otherwise(editing: CustomerEditing, qtbot: QtBot) -> None:
    form = editing.new()
    qtbot.keyClicks(form.fields.name, "Ann Hartley")
    assert (form.fields.draft().given, form.fields.draft().family) == ("Ann", "Hartley")
    form.fields.show_more()
    form.fields.parts["family"].clear()
    qtbot.keyClicks(form.fields.parts["family"], "Ann")
    qtbot.keyClicks(form.fields.name, "s")
    assert form.fields.draft().family == "Ann"


@pytest.mark.parametrize(
    ("name", "language", "parts"),
    [
        ("山田 太郎", "", ("太郎", "山田")),
        ("Nagy Péter", "Hungarian", ("Péter", "Nagy")),
        ("Nagy Péter", "", ("Nagy", "Péter")),
        ("Nguyễn Thị Minh Khai", "", ("Thị Minh Khai", "Nguyễn")),
        ("José García Márquez", "Spanish", ("José", "García Márquez")),
        ("Anna van der Berg", "", ("Anna", "van der Berg")),
        ("Björk", "", ("", "")),
    ],
)
def test_a_new_name_is_taken_apart_in_the_order_of_its_language(
    desk: Desk, editing: CustomerEditing, qtbot: QtBot, name: str, language: str, parts: tuple[str, str]
) -> None:
    form = editing.new()
    form.fields.show_more()
    form.fields.parts["language"].setText(language)
    form.fields.name.insert(name)
    form.accept()
    draft = customers.card(desk.db, 1).draft
    assert (draft.given, draft.family, draft.name) == (*parts, name)
    form_again = editing.edit(1)
    assert form_again is not None and not form_again.is_touched()


def test_the_language_said_later_turns_the_name_unless_somebody_said_otherwise(
    editing: CustomerEditing, desk: Desk, owner: Actor, now: datetime, qtbot: QtBot
) -> None:
    number = customers.add(desk.db, Draft("Nagy Péter", given="Nagy", family="Péter"), by=owner, now=now)
    turned = customers.add(desk.db, Draft("Kim Lee", given="Lee", family="Kim"), by=owner, now=now)
    form = editing.edit(number)
    assert form is not None
    form.fields.show_more()
    form.fields.parts["language"].setText("Hungarian")
    form.fields.parts["language"].editingFinished.emit()
    assert form.fields.parts["family"].text() == "Nagy"
    form.accept()
    form = editing.edit(turned)
    assert form is not None
    qtbot.keyClicks(form.fields.name, "s")
    form.accept()
    assert customers.card(desk.db, turned).draft.family == "Kim", "the parts were said by hand"


def test_the_title_stands_below_the_name_unless_it_is_part_of_it() -> None:
    assert under_name(Draft("María Gil", prefix="Dra.", suffix="PhD")) == "title: Dra.  ·  after the name: PhD"
    assert under_name(Draft("Dr Ann Lee", prefix="Dr")) == ""


def test_a_company_has_no_given_name(desk: Desk, editing: CustomerEditing) -> None:
    form = editing.new("willow interiors")
    form.fields.ticks["is_company"].setChecked(True)
    form.accept()
    assert (customers.card(desk.db, 1).draft.given, customers.card(desk.db, 1).draft.family) == ("", "")


def test_a_name_from_the_search_box_is_taken_apart_too(desk: Desk, editing: CustomerEditing) -> None:
    form = editing.new("priya sharma")
    form.reject()
    assert desk.shell.toasts.text() == "", "nothing was typed into the form, so closing it asks nothing"
    editing.new("priya sharma").accept()
    draft = customers.card(desk.db, 1).draft
    assert (draft.given, draft.family) == ("Priya", "Sharma")


def test_days_ahead_are_a_number_or_nothing(editing: CustomerEditing, qtbot: QtBot) -> None:
    form = editing.new("Ann Hartley")
    fields = form.fields
    for typed in ("soon", "61", "-1", "²"):
        fields.days_ahead.setText(typed)
        assert fields.entered() is None and "between 0 and 60" in fields._further_form.problems()["days_ahead"]
        assert fields.days_ahead.isVisibleTo(form), "what is wrong is shown"
    for typed, days in (("0", 0), (" 30 ", 30), ("", None)):
        fields.days_ahead.setText(typed)
        entered = fields.entered()
        assert entered is not None and entered[0].greet_days_ahead == days


def test_tab_goes_from_field_to_field(editing: CustomerEditing, qtbot: QtBot) -> None:
    form = editing.new()
    with qtbot.waitActive(form):
        form.activateWindow()
    qtbot.waitUntil(form.fields.name.hasFocus)
    fields = form.fields
    seen = [fields.name.hasFocus()]
    for wanted in (fields.phones.lines[0].value, fields.phones.lines[0].label, None, fields.emails.lines[0].value):
        QTest.keyClick(form.windowHandle(), Qt.Key.Key_Tab)
        seen.append(wanted is None or wanted.hasFocus())
    assert all(seen), seen


def test_opening_and_saving_changes_nothing(desk: Desk, editing: CustomerEditing, ann: int) -> None:
    before = customers.card(desk.db, ann)
    form = editing.edit(ann)
    assert form is not None and not form.is_touched()
    form.accept()
    after = customers.card(desk.db, ann)
    assert (after.draft, after.preferences) == (before.draft, before.preferences)


def test_a_changed_address_lets_go_of_its_old_parts(desk: Desk, editing: CustomerEditing, ann: int) -> None:
    form = editing.edit(ann)
    assert form is not None
    (line,) = form.fields.addresses.lines
    line.value.setText("3 Mill Road, York")
    form.accept()
    address = customers.card(desk.db, ann).draft.details[-1]
    assert (address.value, address.street, address.city, address.label) == ("3 Mill Road\nYork", "", "", "home")


def test_each_mistake_stands_below_its_field_and_nothing_is_lost(desk: Desk, editing: CustomerEditing) -> None:
    form = editing.new()
    fields = form.fields
    fields.birthday.setText("31 feb")
    fields.emails.lines[0].value.setText("nope")
    fields.phones.lines[0].value.setText("no digits")
    form.accept()
    assert form.isVisible() and customers.page(desk.db) == []
    assert "name" in fields._form.problems() and "birthday" in fields._below.problems()
    assert "e-mail" in fields.emails.lines[0].problem() and "digits" in fields.phones.lines[0].problem()
    assert fields.birthday.text() == "31 feb"
    fields.name.setText("Ann")
    fields.birthday.setText("29 feb")
    fields.emails.lines[0].value.setText("ann@x.example")
    fields.phones.lines[0].value.setText("0123")
    form.accept()
    card = customers.card(desk.db, 1)
    assert card.draft.birthday == Birthday(2, 29) and len(card.draft.details) == 2


def test_a_refused_save_keeps_the_form(desk: Desk, editing: CustomerEditing, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object, **_more: object) -> None:
        raise BookBusy("Somebody else is writing just now.")

    form = editing.new("Ann")
    monkeypatch.setattr(customers, "add", busy)
    form.accept()
    assert form.isVisible() and form.fields.name.text() == "Ann"
    assert "Somebody else" in form._problem.text()


def test_closing_by_accident_keeps_everything(desk: Desk, editing: CustomerEditing, qtbot: QtBot) -> None:
    form = editing.new()
    qtbot.keyClicks(form.fields.name, "Ann")
    form.fields.tags.field.setText("regular")
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible() and desk.shell.toasts.text() == "Not saved, but kept."
    desk.shell.toasts.undo()
    assert form.isVisible() and form.fields.tags.tags() == ("regular",)
    form.reject()
    assert editing.new() is form
    form.afresh_asked.emit()
    assert editing.new() is not form


def test_a_form_without_changes_closes_quietly(desk: Desk, editing: CustomerEditing, ann: int) -> None:
    form = editing.edit(ann)
    assert form is not None
    form.reject()
    assert desk.shell.toasts.text() == ""


def test_whoever_may_be_the_same_is_shown_beside(
    desk: Desk, editing: CustomerEditing, ann: int, qtbot: QtBot, ways: object
) -> None:
    form = editing.new()
    assert form.panel is not None
    qtbot.keyClicks(form.fields.phones.lines[0].value, "07700 900123")
    qtbot.keyClicks(form.fields.name, "Annabel Hartley")
    qtbot.waitUntil(lambda: bool(form.panel and form.panel.found))
    assert form.panel.found[0].customer_id == ann
    with qtbot.waitActive(form):
        form.activateWindow()
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert not form.isVisible() and ways.taken == [("open_customer", (ann,))]  # type: ignore[attr-defined]


def test_tags_are_made_by_enter_and_comma_and_taken_away(editing: CustomerEditing, qtbot: QtBot) -> None:
    tags = editing.new("Ann").fields.tags
    qtbot.keyClicks(tags.field, "regular,#wide fit")
    qtbot.keyClick(tags.field, Qt.Key.Key_Return)
    tags.field.setText("Régular")
    assert tags.tags() == ("regular", "wide fit")
    tags._drop("regular")
    tags.field.clear()
    assert tags.tags() == ("wide fit",)


def test_one_more_tag_loses_none_of_many(editing: CustomerEditing, qtbot: QtBot) -> None:
    tags = editing.new("Ann").fields.tags
    tags.set_tags(f"tag {number}" for number in range(300))
    qtbot.keyClicks(tags.field, "one more,")
    assert len(tags.tags()) == 301


def test_tab_reaches_the_tags_after_their_field_and_goes_on_from_there(editing: CustomerEditing, qtbot: QtBot) -> None:
    form = editing.new("Ann")
    fields, tags = form.fields, form.fields.tags
    tags.set_tags(["regular", "vip", "wide fit"])
    with qtbot.waitActive(form):
        form.activateWindow()
    tags.field.setFocus()

    def press(key: Qt.Key) -> object:
        QTest.keyClick(form.windowHandle(), key)
        return form.focusWidget()

    assert press(Qt.Key.Key_Tab) is tags.chips[0]
    assert press(Qt.Key.Key_Right) is tags.chips[1]
    assert press(Qt.Key.Key_Delete) is tags.chips[1] and tags.tags() == ("regular", "wide fit")
    assert press(Qt.Key.Key_Delete) is tags.chips[0] and press(Qt.Key.Key_Delete) is tags.field
    tags.set_tags(["regular", "vip"])
    assert press(Qt.Key.Key_Tab) is tags.chips[0]
    assert press(Qt.Key.Key_Tab) is fields.occasions.stops()[0], "one stop, however many tags there are"


def test_what_to_remember_is_saved_with_the_card(desk: Desk, editing: CustomerEditing, ann: int) -> None:
    form = editing.edit(ann)
    assert form is not None
    section = form.fields.preferences
    section._drop(section._kept[0])
    section._on_open()
    section.fields.category.setText("Allergy")
    section.fields.text.setText("Latex")
    section.fields.health.setChecked(True)
    section.fields.consent.set_text("")
    form.accept()
    assert form.isVisible()  # a health matter needs the day the customer agreed
    section.fields.consent.set_text("today")
    form.accept()
    (kept,) = customers.card(desk.db, ann).preferences
    assert (kept.category, kept.text, kept.health, kept.consent_on) == ("allergy", "Latex", True, desk.today())


def test_only_one_phone_is_preferred(editing: CustomerEditing, ann: int) -> None:
    form = editing.edit(ann)
    assert form is not None
    first, second = form.fields.phones.lines
    second.star.setChecked(True)
    assert [item.preferred for item in form.fields.phones.details()] == [False, True]
    assert not first.star.isChecked()


def test_words_of_people_stay_words(
    desk: Desk, editing: CustomerEditing, markup: str, all_plain: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    form = editing.new()
    form.fields.set_draft(Draft(name=markup, about=markup, organisation=markup, tags=(markup[:50],)))
    all_plain(form)
    form.accept()
    editing.new("x").panel.look_now()  # type: ignore[union-attr]
    again = editing.new(markup)
    again.fields.name.setText(markup)
    again.panel.look_soon(again.fields.draft())  # type: ignore[union-attr]
    again.panel.look_now()  # type: ignore[union-attr]
    all_plain(again)


def test_days_to_remember_are_typed_and_checked(desk: Desk, editing: CustomerEditing) -> None:
    form = editing.new("ann")
    occasions = form.fields.occasions
    for name, day in (("name day", "26 july"), ("wedding anniversary", "")):
        occasions.add_line()
        occasions.lines[-1].name.setText(name)
        occasions.lines[-1].day.setText(day)
    form.accept()
    assert form.isVisible() and "3 May" in occasions.lines[1].problem()
    occasions.lines[1].day.setText("3 may 2010")
    form.accept()
    (row,) = customers.page(desk.db)
    assert customers.card(desk.db, row.id).draft.occasions == (
        Occasion("wedding anniversary", Birthday(5, 3, 2010)),
        Occasion("name day", Birthday(7, 26)),
    )


def test_the_shops_own_fields_stand_in_the_form(
    desk: Desk, editing: CustomerEditing, owner: Actor, now: datetime, ann: int
) -> None:
    for name, kind, choices in (
        ("Customer number", "text", ()),
        ("Points", "number", ()),
        ("Member since", "date", ()),
        ("Width", "choice", ("narrow", "wide")),
        ("Newsletter", "yes-no", ()),
    ):
        own_fields.add(desk.db, name, kind, choices=choices, by=owner, now=now)  # type: ignore[arg-type]
    form = editing.edit(ann)
    assert form is not None
    editors = form.fields.own.editors
    editors["Customer number"].setText("C-17")  # type: ignore[union-attr]
    editors["Points"].setText("many")  # type: ignore[union-attr]
    editors["Member since"].set_text("1 mar 2020")  # type: ignore[union-attr]
    editors["Width"].set_value("wide")  # type: ignore[union-attr, arg-type]
    editors["Newsletter"].set_value("yes")  # type: ignore[union-attr, arg-type]
    form.accept()
    assert form.isVisible()  # "many" is no number
    editors["Points"].setText("12,5")  # type: ignore[union-attr]
    form.accept()
    kept = (("Customer number", "C-17"), ("Points", "12.5"), ("Member since", "2020-03-01"), ("Width", "wide"))
    assert customers.card(desk.db, ann).draft.own == (*kept, ("Newsletter", "yes"))
    again = editing.edit(ann)
    assert again is not None and not again.is_touched()
    again.accept()
    assert customers.card(desk.db, ann).draft.own == (*kept, ("Newsletter", "yes"))
