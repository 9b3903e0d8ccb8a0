"""What Android keeps in a property of its own, X-ANDROID-CUSTOM: nicknames, days and relatives."""

from __future__ import annotations

from deskmate.core.importing.records import Birthday, Occasion
from deskmate.core.importing.vcard_days import day_of
from deskmate.core.importing.vcard_draft import Draft
from deskmate.core.importing.vcard_property import Property

_CUSTOM = "vnd.android.cursor.item/"
# the kinds of android.provider.ContactsContract.CommonDataKinds.Relation
_RELATIONS = ("", "Assistant", "Brother", "Child", "Partner", "Father", "Friend", "Manager", "Mother", "Parent",
              "Partner", "Referred by", "Relative", "Sister", "Spouse")  # fmt: skip
_RELATION_CODES = frozenset(map(str, range(1, len(_RELATIONS))))


def take_android(draft: Draft, prop: Property, _label: str) -> None:
    """Android keeps nicknames and events in a property of its own: type;data;kind;label."""
    kind, data, code, label = (*prop.parts()[:4], *[""] * 4)[:4]
    kind = kind.removeprefix(_CUSTOM)
    if not data:
        return
    if kind == "nickname":
        draft.found["known_as"].append(data)
    elif kind == "contact_event" and (day := day_of(data, draft)) is not None:
        _take_event(draft, day, code, label)
    elif kind == "relation":
        named = _RELATIONS[int(code)] if code in _RELATION_CODES else label
        draft.extra.append((named[:60] or "Relation", data))
    else:
        draft.extra.append((kind.replace("_", " ").capitalize()[:60], data))


def _take_event(draft: Draft, day: Birthday, code: str, label: str) -> None:
    """A day by its code: 0 has a label of the person's own, 1 is an anniversary, 3 the birthday."""
    if code != "3":
        kind = "anniversary" if code == "1" else (label[:60] if code == "0" else "") or "other"
        draft.occasions.append(Occasion(kind, day))
    elif draft.birthday is None:
        draft.birthday = day
    elif day not in (draft.birthday, Birthday(draft.birthday.month, draft.birthday.day, None)):
        draft.extra.append(("Birthday", day.iso))
