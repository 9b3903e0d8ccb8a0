"""What Android keeps in a property of its own, X-ANDROID-CUSTOM: nicknames, days and relatives."""

from __future__ import annotations

from deskmate.core.importing.records import Occasion
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
    parts = prop.parts()
    kind, data = parts[0].removeprefix(_CUSTOM), parts[1] if len(parts) > 1 else ""
    if not data:
        return
    if kind == "nickname":
        draft.found["known_as"].append(data)
    elif kind == "contact_event" and (day := day_of(data, draft)) is not None:
        if (parts[2:3] or [""])[0] == "3" and draft.birthday is None:
            draft.birthday = day
        else:
            draft.occasions.append(Occasion("anniversary" if (parts[2:3] or [""])[0] == "1" else "other", day))
    elif kind == "relation":
        code = (parts[2:3] or [""])[0]
        named = _RELATIONS[int(code)] if code in _RELATION_CODES else (parts[3:4] or [""])[0]
        draft.extra.append((named[:60] or "Relation", data))
    else:
        draft.extra.append((kind.replace("_", " ").capitalize()[:60], data))
