"""One property of a vCard to where it belongs in a customer's record; what has no place is kept under its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from deskmate.core.importing import cells, values
from deskmate.core.importing.limits import MAX_PHOTO
from deskmate.core.importing.records import Preference
from deskmate.core.importing.vcard_addresses import take_address, take_label
from deskmate.core.importing.vcard_android import take_android
from deskmate.core.importing.vcard_days import take_apple_date, take_birthday, take_occasion
from deskmate.core.importing.vcard_draft import Draft
from deskmate.core.importing.vcard_emails import take_email
from deskmate.core.importing.vcard_labels import is_preferred, plain_label
from deskmate.core.importing.vcard_names import take_full, take_name, take_org
from deskmate.core.importing.vcard_phones import take_phone
from deskmate.core.importing.vcard_property import Property, split_unescaped, unescape

ALIASES = {
    "X-GROUP-NAME": "CATEGORIES",
    "X-GN": "CATEGORIES",
    "CN": "FN",
    "PHONE": "TEL",
    "MAIL": "EMAIL",
    "O": "ORG",
    "SN": "X-SN",
    "NICK": "NICKNAME",
}
# about the file or the program, not the person
# fmt: off
_SKIPPED = frozenset({
    "VERSION", "REV", "PRODID", "SOURCE", "CLASS", "KEY", "PROFILE", "MAILER", "X-ABUID", "BEGIN", "END",
    "X-MS-OL-DESIGN", "X-ABLABEL", "X-ABADR", "FBURL", "CALURI", "CALADRURI",
    "CLIENTPIDMAP", "X-CLASS", "X-REDUCTION", "X-NO", "X-GNO", "X-EVOLUTION-FILE-AS",
    "GEO", "TZ", "X-COUCHDB-APPLICATION-ANNOTATIONS", "X-MS-CARDPICTURE", "X-IRMC-CALL-MODE",
    "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS", "XML", "MEMBER", "X-IRMC-LUID", "X-LOTUS-CHARSET",
    "X-TIMESTAMP", "X-BOX", "X-FILE-AS",
})
# fmt: on
_ANNIVERSARIES = frozenset(
    {"ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY", "X-KADDRESSBOOK-X-ANNIVERSARY"}
)
_VENDOR = re.compile(r"X-(?:(?:MS|EVOLUTION|KADDRESSBOOK(?:-X)?|MOZILLA|GOOGLE|GROUPWISE|THUNDERBIRD)-)?")
_TECHNICAL = (
    "X-ABSHOWAS",
    "X-EVOLUTION-FILE",
    "X-MS-OL-",
    "X-MOZILLA-HTML",
    "X-KADDRESSBOOK-CRYPTO",
    "X-MOZILLA-PREFER",
    "X-ADDRESSBOOKSERVER-",
    "X-EPOC",
    "X-PM-",
    "X-WAB-",
    "X-TC-",
    "X-MIUI-",
    "X-NC-",
    "X-WP8-",
    "X-PREFER-DISPLAY",
)
_PERSONS = {"SPOUSENAME": "Spouse", "SPOUSESNAME": "Spouse", "MANAGERSNAME": "Manager", "ASSISTANTSNAME": "Assistant"}
_NO_PERSON = {"group": "a group of contacts", "location": "a place", "thing": "a thing", "device": "a device",
              "application": "a program"}  # fmt: skip


def take(draft: Draft, prop: Property, label: str) -> None:
    """Put one property where it belongs on the card; what nobody knows is kept beside it."""
    take = _TAKERS.get(prop.name)
    if take is not None:
        take(draft, prop, label)
    elif prop.name.startswith("X-DESKMATE-"):
        _take_own(draft, prop)
    elif prop.name in _ANNIVERSARIES:
        take_occasion(draft, prop, "anniversary")
    elif prop.name in _ONE:
        found = draft.found[_ONE[prop.name]]
        found.insert(0 if prop.name != "NOTE" and is_preferred(prop) else len(found), values.tidy(prop.text()))
    elif prop.name not in _SKIPPED and not prop.name.startswith(_TECHNICAL):
        _keep(draft, prop, label)


def _keep(draft: Draft, prop: Property, label: str) -> None:
    if prop.is_binary:
        draft.say(prop.name, "What is no text here, a picture or a sound, has no place and is left out.")
        return
    text = values.tidy(prop.text())[:2_000]
    if text:
        draft.extra.append((plain_label(label) or _kept_name(prop), text))


def _kept_name(prop: Property) -> str:
    """What a property without a place of its own is called: a messenger's service, what a relative is, its name."""
    if prop.name in ("IMPP", "X-SOCIALPROFILE", "RELATED"):
        said = [*prop.params.get("X-SERVICE-TYPE", []), *prop.params.get("SERVICE-TYPE", [])] or [
            one for one in sorted(prop.types) if one not in ("pref", "home", "work", "other", "personal")
        ]
        if said:
            return said[0][:60].capitalize()
    bare = _VENDOR.sub("", prop.name, count=1).removeprefix("X-")
    return _PERSONS.get(bare) or (bare.replace("-", " ") or prop.name).capitalize()


def _take_sound(draft: Draft, prop: Property, label: str) -> None:
    if prop.encoding != "b" and "x-irmc-n" in prop.types:
        draft.found["reading"].append(" ".join(part for part in prop.parts() if part))
    else:
        _keep(draft, prop, label)


def _take_list(draft: Draft, prop: Property, _label: str) -> None:
    kind = "tags" if prop.name == "CATEGORIES" else "known_as"
    for piece in split_unescaped(prop.raw_text(), ","):
        if text := values.one_line(values.tidy(unescape(piece))):
            draft.found[kind] += cells.tags(text) if kind == "tags" and not draft.own else [text]


def _take_apple_name(draft: Draft, prop: Property, label: str) -> None:
    draft.extra.append((plain_label(label) or "Related", values.tidy(prop.text())))


def _leave_agent(draft: Draft, _prop: Property, _label: str) -> None:
    draft.say("AGENT", "Somebody else's card inside this one is left out.")


def _take_photo(draft: Draft, prop: Property, _label: str) -> None:
    if draft.photo is not None:
        return
    picture = prop.bytes()
    if picture is None:
        text = values.tidy(prop.text())
        if text and text[:5].lower() != "data:":
            draft.extra.append(("Photo", text[:500]))
    elif len(picture) > MAX_PHOTO:
        draft.say("PHOTO", "The picture is larger than 5 MB and is left out.")
    elif picture:
        draft.photo = picture


def _take_kind(draft: Draft, prop: Property, _label: str) -> None:
    kind = prop.text().strip().lower()
    draft.group = draft.group or _NO_PERSON.get(kind, "")
    draft.company = draft.company or kind in ("org", "organization", "company")


def _take_list_mark(draft: Draft, prop: Property, _label: str) -> None:
    if prop.text().lower() == "true":
        draft.group = _NO_PERSON["group"]


def _take_own(draft: Draft, prop: Property) -> None:
    """What Deskmate's own cards hold beyond the standard."""
    kind, parts = prop.name.removeprefix("X-DESKMATE-"), [values.tidy(part) for part in prop.parts()]
    if kind == "READING":
        draft.found["reading"].append(values.tidy(prop.text()))
    elif kind == "OPTED-OUT":
        draft.opted_out = parts[0] == "yes"
    elif kind == "OPTED-OUT-AT":
        draft.found["opted_out_at"].append(values.tidy(prop.text()))
    elif kind == "PREFERENCE" and len(parts) in (2, 3):
        draft.preferences.append(Preference(*parts))
    elif kind == "TO-MIND" and len(parts) == 2:
        draft.to_mind.append((parts[0], parts[1]))
    elif kind == "EXTRA" and len(parts) == 2:
        draft.extra.append((parts[0], parts[1]))


_ONE = {
    "NOTE": "notes",
    "TITLE": "job_title",
    "ROLE": "role",
    "LANG": "language",
    "LANGUAGE": "language",
    "X-LANGUAGE": "language",
    "UID": "external_id",
    "X-PHONETIC-FIRST-NAME": "reading_given",
    "X-PHONETIC-LAST-NAME": "reading_family",
    "URL": "urls",
    "X-SN": "family",
    "X-EPOCSECONDNAME": "known_as",
    "SORT-STRING": "sort_string",
    "NAME": "source_name",
}
_TAKERS: dict[str, Callable[[Draft, Property, str], None]] = {
    "FN": take_full,
    "N": take_name,
    "TEL": take_phone,
    "X-MS-TEL": take_phone,
    "EMAIL": take_email,
    "ADR": take_address,
    "LABEL": take_label,
    "ORG": take_org,
    "CATEGORIES": _take_list,
    "NICKNAME": _take_list,
    "BDAY": take_birthday,
    "PHOTO": _take_photo,
    "KIND": _take_kind,
    "X-ADDRESSBOOKSERVER-KIND": _take_kind,
    "X-ABSHOWAS": _take_kind,
    "X-EVOLUTION-LIST": _take_list_mark,
    "X-ABDATE": take_apple_date,
    "X-ABRELATEDNAMES": _take_apple_name,
    "X-ANDROID-CUSTOM": take_android,
    "SOUND": _take_sound,
    "AGENT": _leave_agent,
}
