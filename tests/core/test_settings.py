"""Settings: nothing senseless is kept, the owner's stay the owner's, and each change is on the list of who did what."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import audit, setting_rules, settings
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database, Topic
from deskmate.core.errors import DeskmateError, InvalidInput

STAFF = Actor("Sam")


def test_what_was_set_is_there_and_the_rest_is_as_before(db: Database, owner: Actor, now: datetime) -> None:
    heard: list[frozenset[str]] = []
    db.listen(heard.append)
    changed = settings.change(db, by=owner, now=now, shop_name="  Nell's   Books ", opens="8.30", open_days="654")
    assert (changed.shop_name, changed.opens, changed.open_days) == ("Nell's Books", "08:30", "456")
    assert settings.current(db) == changed
    assert changed.closes == settings.Settings().closes
    assert heard == [frozenset({Topic.SETTINGS})]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"nonsense": 1}, "no setting called nonsense"),
        ({"shop_name": " "}, "Give the shop a name"),
        ({"opens": "half nine"}, "no time"),
        ({"opens": "19:00"}, "close before it opens"),
        ({"open_days": ""}, "at least one open day"),
        ({"open_days": "8"}, "at least one open day"),
        ({"zone": "Atlantis/Main"}, "no time zone"),
        ({"trade": "alchemy"}, "no trade pack"),
        ({"currency": "pounds"}, "3 letters"),
        ({"follow_up_days": -1}, "between 0 and 60"),
        ({"follow_up_days": "2"}, "can't be set"),
        ({"worry_cut": 0.0}, "between 0.05 and 5"),
        ({"quiet_from": "20:00"}, "both a beginning and an end"),
        ({"leap_day": "30 Feb"}, "28 Feb, 1 Mar"),
        ({"theme": "angry"}, "one of system"),
        ({"backup_folder": "somewhere"}, "whole path"),
        ({"extra_goods": "x" * 20_001}, "longer than 20,000"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(
    db: Database, owner: Actor, now: datetime, values: dict[str, Any], sentence: str
) -> None:
    before = settings.current(db)
    with pytest.raises(DeskmateError, match=sentence):
        settings.change(db, by=owner, now=now, birthday_days_ahead=3, **values)
    assert settings.current(db) == before


def test_only_the_owner_changes_what_concerns_everybody(db: Database, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="Only the owner"):
        settings.change(db, by=STAFF, now=now, theme="dark", follow_up_days=5)
    assert settings.current(db).theme == "system"
    assert settings.change(db, by=STAFF, now=now, theme="dark").theme == "dark"


def test_the_list_of_who_did_what_names_the_setting_and_not_its_value(
    db: Database, owner: Actor, now: datetime
) -> None:
    settings.change(db, by=owner, now=now, extra_goods="killer heels", follow_up_days=2)
    (entry,) = audit.entries(db, by=owner, subject="settings")
    assert (entry.who, entry.what, entry.fields) == ("Olga", "settings changed", ("extra_goods",))


@given(st.sampled_from(sorted(setting_rules._RULES)), st.one_of(st.text(max_size=30), st.integers(), st.floats()))
def test_any_value_is_either_kept_in_a_form_that_stays_or_refused_with_a_sentence(name: str, value: Any) -> None:
    wanted = type(getattr(settings.Settings(), name))
    if type(value) is not wanted:
        return
    try:
        kept = setting_rules.checked(name, value)
    except DeskmateError as error:
        assert str(error).endswith(".")
    else:
        assert setting_rules.checked(name, kept) == kept


def test_the_defaults_keep_their_own_rules() -> None:
    defaults = settings.as_dict(settings.Settings())
    for name, value in defaults.items():
        if name != "shop_name":
            assert setting_rules.checked(name, value) == value
    setting_rules.check_together(defaults)
    with pytest.raises(InvalidInput):
        setting_rules.checked("shop_name", "")
