"""One property of a vCard to where it belongs in a customer's record; what has no place is kept under its name."""

from __future__ import annotations

import quopri
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from deskmate.core.importing import cells, dates, values
from deskmate.core.importing.limits import MAX_PHOTO
from deskmate.core.importing.records import (
    Address,
    Birthday,
    EmailValue,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
)
from deskmate.core.importing.vcard_lines import Property, split_unescaped, unescape

ALIASES = {
    "X-GROUP-NAME": "CATEGORIES",
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
    "VERSION", "REV", "PRODID", "SOURCE", "CLASS", "KEY", "LOGO", "PROFILE", "MAILER", "X-ABUID", "BEGIN", "END",
    "X-MS-OL-DESIGN", "X-ABLABEL", "X-ABADR", "SORT-STRING", "FBURL", "CALURI", "CALADRURI",
    "CLIENTPIDMAP", "X-CLASS", "X-REDUCTION", "X-NO", "X-GNO", "X-GN", "X-EVOLUTION-FILE-AS", "NAME",
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
# the kinds of android.provider.ContactsContract.CommonDataKinds.Relation
_RELATIONS = ("", "Assistant", "Brother", "Child", "Partner", "Father", "Friend", "Manager", "Mother", "Parent",
              "Partner", "Referred by", "Relative", "Sister", "Spouse")  # fmt: skip
_RELATION_CODES = frozenset(map(str, range(1, len(_RELATIONS))))
_NO_NAMES = frozenset({"(null)", "null", "(none)", "undefined", "unknown", "unbekannt", "n/a"})
# where the year is not known, Apple writes 1604, others the first year there is
_NO_YEAR = re.compile(r"(?:0000|0001|1604)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?:T.*)?")
_NO_DAY = re.compile(r"\d{4}-?00-?00|0001-?01-?01|1601-?01-?01|4501-?01-?01|1899-?12-?3[01]")
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_COMPACT_TIME = re.compile(r"((?:\d{4}|--)-?\d{2}-?\d{2})T\d{2}:?\d{2}.*")
_NO_PERSON = {"group": "a group of contacts", "location": "a place", "thing": "a thing", "device": "a device",
              "application": "a program"}  # fmt: skip
_SAMSUNG = re.compile(r"(?:CHARSET=)?[\w-]*,(?:ENCODING=QUOTED-PRINTABLE,)?(.*?)\)?", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"\s*[,;]\s*")
_CUSTOM = "vnd.android.cursor.item/"


@dataclass(slots=True)
class Draft:
    """A customer while their card is read."""

    number: int
    region: str
    full: str = ""
    parts: list[str] = field(default_factory=list)
    found: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    phones: list[PhoneValue] = field(default_factory=list)
    emails: list[EmailValue] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    birthday: Birthday | None = None
    occasions: list[Occasion] = field(default_factory=list)
    photo: bytes | None = None
    company: bool = False
    own: bool = False
    opted_out: bool | None = None
    preferences: list[Preference] = field(default_factory=list)
    to_mind: list[tuple[str, str]] = field(default_factory=list)
    group: str = ""
    extra: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, name: str, reason: str) -> None:
        """Note a problem with a property of this card."""
        self.problems.append(Problem(self.number, name, reason))


def take(draft: Draft, prop: Property, label: str) -> None:
    """Put one property where it belongs on the card; what nobody knows is kept beside it."""
    take = _TAKERS.get(prop.name)
    if take is not None:
        take(draft, prop, label)
    elif prop.name.startswith("X-DESKMATE-"):
        _take_own(draft, prop)
    elif prop.name in _ANNIVERSARIES:
        _take_occasion(draft, prop, "anniversary")
    elif prop.name in _ONE:
        found = draft.found[_ONE[prop.name]]
        found.insert(0 if prop.name != "NOTE" and _preferred(prop) else len(found), values.tidy(prop.text()))
    elif prop.name not in _SKIPPED and prop.encoding != "b" and not prop.name.startswith(_TECHNICAL):
        _keep(draft, prop, label)


def _keep(draft: Draft, prop: Property, label: str) -> None:
    text = values.tidy(prop.text())[:2_000]
    if text:
        draft.extra.append((_plain_label(label) or _kept_name(prop), text))


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


def _take_full(draft: Draft, prop: Property, _label: str) -> None:
    text = values.one_line(values.tidy(prop.text()))
    if text.casefold() in _NO_NAMES and not draft.own:
        return
    if draft.full and text.casefold() != draft.full.casefold():
        draft.extra.append(("Name", text))
    draft.full = draft.full or text


def _take_name(draft: Draft, prop: Property, _label: str) -> None:
    if any(draft.parts):
        return
    pieces = split_unescaped(prop.raw_text(), ";")
    if prop.version.startswith("2"):
        draft.parts = [values.one_line(values.tidy(unescape(piece))) for piece in pieces]
    else:
        draft.parts = [
            " ".join(values.one_line(values.tidy(unescape(one))) for one in split_unescaped(piece, ",") if one.strip())
            for piece in pieces
        ]
    if not draft.own and all(part.casefold() in _NO_NAMES or values.is_email(part) for part in draft.parts if part):
        draft.parts = []  # programs put an address where they know no name
    if (sort_as := prop.params.get("SORT-AS")) and not draft.found["reading"]:
        reading = _latin_text(" ".join(part for part in sort_as[0].split(";") if part))
        if not reading.isascii():
            draft.found["reading"].append(reading)


def _latin_text(text: str) -> str:
    """A parameter's text, which has been handled as bytes so far."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _take_sound(draft: Draft, prop: Property, _label: str) -> None:
    if prop.encoding != "b" and "X-IRMC-N" in {kind.upper() for kind in prop.types}:
        draft.found["reading"].append(" ".join(part for part in prop.parts() if part))


def _take_phone(draft: Draft, prop: Property, label: str) -> None:
    text = values.one_line(values.tidy(prop.text()))
    if text.lower().startswith("tel:"):
        text = text[4:].replace(";ext=", " ext. ").split(";")[0]
    for typed in [text] if draft.own else cells.split_phones(text):
        _add_phone(draft, typed, _kind(prop, label), _preferred(prop))


def _add_phone(draft: Draft, typed: str, kind: str, preferred: bool) -> None:
    if not typed:
        return
    if not values.has_enough_digits(typed) and not any(c.isdigit() for c in typed):
        draft.say("TEL", f"“{typed[:60]}” is no phone number; it is kept as a text.")
        draft.extra.append(("Phone", typed))
        return
    draft.phones.append(PhoneValue(typed, cells.parse_phone(typed, draft.region), kind, preferred))


def _take_email(draft: Draft, prop: Property, label: str) -> None:
    text = values.tidy(prop.text())
    several = [] if draft.own or values.is_email(text) else [one for one in _BETWEEN.split(text) if one]
    if len(several) > 1 and all(map(values.is_email, map(values.email, several))):
        for one in several:
            _add_email(draft, one, _kind(prop, label), _preferred(prop))
    else:
        _add_email(draft, text, _kind(prop, label), _preferred(prop))


def _add_email(draft: Draft, text: str, kind: str, preferred: bool) -> None:
    address = text if draft.own else values.email(text)
    if values.is_email(address):
        if all(known.address.casefold() != address.casefold() for known in draft.emails):
            draft.emails.append(EmailValue(address, kind, preferred))
    elif not values.is_blank(text):
        draft.say("EMAIL", f"“{text[:60]}” is no e-mail address; it is kept as a text.")
        draft.extra.append(("Email", text))


def _take_address(draft: Draft, prop: Property, label: str) -> None:
    parts = [values.tidy(part) for part in prop.parts()]
    if len(parts) == 1:
        parts = ["", "", parts[0]]
    po_box, extended, street, city, region, postal_code, country = (*parts[:7], *[""] * (7 - len(parts[:7])))
    address = Address(street, extended, po_box, city, region, postal_code, country, _kind(prop, label))
    if any(address.parts) and address not in draft.addresses:
        draft.addresses.append(address)


def _take_label(draft: Draft, prop: Property, label: str) -> None:
    draft.labels.append((_kind(prop, label), values.tidy(prop.text())))


def _take_org(draft: Draft, prop: Property, _label: str) -> None:
    parts = [values.one_line(values.tidy(part)) for part in prop.parts()]
    if not any(parts):
        return
    if any(draft.found["organisation"]):
        draft.extra.append(("Organisation", ", ".join(part for part in parts if part)))
        return
    draft.found["organisation"].append(parts[0])
    draft.found["department"].append(", ".join(part for part in parts[1:] if part))


def _take_list(draft: Draft, prop: Property, _label: str) -> None:
    kind = "tags" if prop.name == "CATEGORIES" else "known_as"
    for piece in split_unescaped(prop.raw_text(), ","):
        if text := values.one_line(values.tidy(unescape(piece))):
            draft.found[kind] += cells.tags(text) if kind == "tags" else [text]


def _take_birthday(draft: Draft, prop: Property, _label: str) -> None:
    text = values.tidy(prop.text())
    if dates.is_empty(text) or (not draft.own and (text.casefold() in _NO_NAMES or _NO_DAY.match(text))):
        return
    if draft.birthday is None and _is_two_days(text, draft):
        draft.say("BDAY", f"“{text[:40]}” can be two different days; it is kept as a text.")
        draft.extra.append(("Birthday", text))
        return
    day = _day(text, draft)
    if draft.birthday is not None:
        if day != draft.birthday:
            draft.extra.append(("Birthday", text))
        return
    omitted = prop.params.get("X-APPLE-OMIT-YEAR", [""])[0]
    if day is None or "text" in (value.lower() for value in prop.params.get("VALUE", [])):
        draft.say("BDAY", f"“{text[:40]}” is no full date; it is kept as a text.")
        draft.extra.append(("Birthday", text))
    else:
        known = None if omitted and day.year and omitted == str(day.year) else day.year
        draft.birthday = Birthday(day.month, day.day, known)


def _is_two_days(text: str, draft: Draft) -> bool:
    """Whether neither the card nor the country tells which number is the month."""
    return dates.needs_order(text) and not dates.column_order([text], region=draft.region).sure


def _day(text: str, draft: Draft) -> Birthday | None:
    if (unknown := _NO_YEAR.fullmatch(text)) is not None:
        text = f"--{unknown[1]}-{unknown[2]}"
    if (compact := _COMPACT_TIME.fullmatch(text)) is not None:
        text = compact[1]
    if text.isdecimal() and len(text) != 8:
        return None
    moment = dates.parse(text, dates.column_order([text], region=draft.region))
    return moment.day if moment else None


def _take_occasion(draft: Draft, prop: Property, kind: str) -> None:
    text = values.tidy(prop.text())
    day = _day(text, draft)
    if day is None:
        if not dates.is_empty(text):
            draft.extra.append((kind.capitalize(), text))
    elif all(known.kind != kind or known.day != day for known in draft.occasions):
        draft.occasions.append(Occasion(kind, day))


def _take_apple_date(draft: Draft, prop: Property, label: str) -> None:
    _take_occasion(draft, prop, _plain_label(label).lower() or "other")


def _take_apple_name(draft: Draft, prop: Property, label: str) -> None:
    draft.extra.append((_plain_label(label) or "Related", values.tidy(prop.text())))


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


def _take_android(draft: Draft, prop: Property, _label: str) -> None:
    """Android keeps nicknames and events in a property of its own: type;data;kind;label."""
    parts = prop.parts()
    kind, data = parts[0].removeprefix(_CUSTOM), parts[1] if len(parts) > 1 else ""
    if not data:
        return
    if kind == "nickname":
        draft.found["known_as"].append(data)
    elif kind == "contact_event" and (day := _day(data, draft)) is not None:
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
}
_TAKERS: dict[str, Callable[[Draft, Property, str], None]] = {
    "FN": _take_full,
    "N": _take_name,
    "TEL": _take_phone,
    "X-MS-TEL": _take_phone,
    "EMAIL": _take_email,
    "ADR": _take_address,
    "LABEL": _take_label,
    "ORG": _take_org,
    "CATEGORIES": _take_list,
    "NICKNAME": _take_list,
    "BDAY": _take_birthday,
    "PHOTO": _take_photo,
    "KIND": _take_kind,
    "X-ADDRESSBOOKSERVER-KIND": _take_kind,
    "X-ABSHOWAS": _take_kind,
    "X-ABDATE": _take_apple_date,
    "X-ABRELATEDNAMES": _take_apple_name,
    "X-ANDROID-CUSTOM": _take_android,
    "SOUND": _take_sound,
    "AGENT": _leave_agent,
}
_KINDS = {"fax": "fax", "cell": "mobile", "mobile": "mobile", "iphone": "mobile", "pager": "pager", "car": "car"}
_KINDS |= {kind: kind for kind in ("video", "assistant", "work", "home", "main", "other")}
_KINDS |= {"company": "work", "callback": "other"}


def _kind(prop: Property, label: str) -> str:
    """What the phone or address is called: the person's own word first, else its type."""
    if plain := _plain_label(label):
        if plain != label.strip() and plain.lower().endswith("fax"):
            return "fax"  # Apple's HomeFAX and WorkFAX
        return plain.lower() if plain.lower() in ("home", "work", "mobile", "other", "school", "main") else plain
    types = prop.types
    for type_, kind in _KINDS.items():
        if type_ in types or any(one.startswith(type_) and one[len(type_) :].isdecimal() for one in types):
            return kind
    own = next(
        (one for value in prop.params.get("TYPE", []) for one in value.split(",") if one[:2] in ("x-", "X-")), ""
    )
    return own[2:].strip()[:60] or _samsungs_label(prop) or _foreign_label(prop)


def _foreign_label(prop: Property) -> str:
    """A type in letters that no standard's types have is the person's own word: `TEL;TYPE="费"`."""
    return next((_latin_text(value)[:60] for value in prop.params.get("TYPE", []) if not value.isascii()), "")


def _samsungs_label(prop: Property) -> str:
    """A label of the person's own as Samsung's phones write it: `X-Custom(CHARSET=UTF-8,ENCODING=…,=4F=6D=61)`."""
    raw = next((values[0] for name, values in prop.params.items() if name.startswith("X-CUSTOM(") and values), "")
    found = _SAMSUNG.fullmatch(raw)
    return quopri.decodestring(found[1].encode("latin-1", "replace")).decode("utf-8", "replace")[:60] if found else ""


def _plain_label(label: str) -> str:
    found = _APPLE_LABEL.fullmatch(label.strip())
    return found[1] if found else label.strip()


def _preferred(prop: Property) -> bool:
    return "pref" in prop.types or "1" in prop.params.get("PREF", [])
