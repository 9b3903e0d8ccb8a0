"""vCards of any version and dialect into customers; what of a card can be read comes in, the rest is listed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from deskmate.core.importing import dates, encodings, names, repeats, rows, values
from deskmate.core.importing.limits import MAX_PHOTO, MAX_ROWS, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import (
    Address,
    Birthday,
    EmailValue,
    Import,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
    Record,
)
from deskmate.core.importing.vcard_lines import PRODID, Card, Property, as_latin, cards, split_unescaped, unescape

_ALIASES = {"CN": "FN", "PHONE": "TEL", "MAIL": "EMAIL", "O": "ORG", "SN": "X-SN", "NICK": "NICKNAME"}
# about the file or the program, not the person
# fmt: off
_SKIPPED = frozenset({
    "VERSION", "REV", "PRODID", "SOURCE", "CLASS", "KEY", "LOGO", "PROFILE", "MAILER", "X-ABUID", "BEGIN", "END",
    "AGENT", "X-MS-OL-DESIGN", "X-ABLABEL", "X-ABADR", "SORT-STRING", "FBURL", "CALURI", "CALADRURI",
    "CLIENTPIDMAP", "X-CLASS", "X-REDUCTION", "X-NO", "X-GNO", "X-GN", "X-EVOLUTION-FILE-AS", "NAME",
    "GEO", "TZ", "X-COUCHDB-APPLICATION-ANNOTATIONS", "X-MS-CARDPICTURE", "X-IRMC-CALL-MODE",
    "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS", "XML", "MEMBER",
})
# fmt: on
_ANNIVERSARIES = frozenset(
    {"ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY", "X-KADDRESSBOOK-X-ANNIVERSARY"}
)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_COMPACT_TIME = re.compile(r"((?:\d{4}|--)-?\d{2}-?\d{2})T\d{2}:?\d{2}.*")
_CUSTOM = "vnd.android.cursor.item/"


@dataclass(slots=True)
class _Draft:
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
    group: bool = False
    extra: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, name: str, reason: str) -> None:
        self.problems.append(Problem(self.number, name, reason))


def read(data: bytes, decoded: encodings.Decoded, options: Options) -> Import:
    """Every card of the file, as customers; rows are numbered by card."""
    text, charset = as_latin(data, decoded)
    records: list[Record] = []
    problems: list[Problem] = []
    count = 0
    for card in cards(text, charset):
        count += 1
        if not count % 200:
            check_stop(options.should_stop)
            options.progress(min(count, MAX_ROWS), MAX_ROWS)
            check_rows(count)
        record, found = _card(card, options.region)
        problems += found
        if record is not None:
            records.append(record)
    if not count:
        problems.append(Problem(0, "", "The file holds no contact cards."))
    return Import("vcard", rows=count, records=repeats.marked(records), problems=tuple(problems))


def _card(card: Card, region: str) -> tuple[Record | None, list[Problem]]:
    draft = _Draft(card.number, region)
    for remark in card.remarks:
        draft.say("", remark)
    for line in card.unread:
        draft.say("", f"A line could not be read: “{line}”.")
    draft.own = any(p.name == "PRODID" and p.value.strip() == PRODID for p in card.properties)
    labels = {p.group: p.text() for p in card.properties if p.group and p.name == "X-ABLABEL"}
    for prop in card.properties:
        prop.name = _ALIASES.get(prop.name, prop.name)
        if prop.value.strip(" ;\t"):
            _take(draft, prop, labels.get(prop.group, ""))
    return _finish(draft), draft.problems


def _take(draft: _Draft, prop: Property, label: str) -> None:
    take = _TAKERS.get(prop.name)
    if take is not None:
        take(draft, prop, label)
    elif prop.name.startswith("X-DESKMATE-"):
        _take_own(draft, prop)
    elif prop.name in _ANNIVERSARIES:
        _take_occasion(draft, prop, "anniversary")
    elif prop.name in _ONE:
        draft.found[_ONE[prop.name]].append(values.tidy(prop.text()))
    elif (
        prop.name not in _SKIPPED
        and prop.encoding != "b"
        and not prop.name.startswith(("X-ABSHOWAS", "X-EVOLUTION-FILE"))
    ):
        _keep(draft, prop, label)


def _keep(draft: _Draft, prop: Property, label: str) -> None:
    name = _plain_label(label) or prop.name.removeprefix("X-").replace("-", " ").capitalize()
    text = values.tidy(prop.text())[:2_000]
    if text:
        draft.extra.append((name, text))


def _take_full(draft: _Draft, prop: Property, _label: str) -> None:
    draft.full = draft.full or values.one_line(values.tidy(prop.text()))


def _take_name(draft: _Draft, prop: Property, _label: str) -> None:
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


def _take_sound(draft: _Draft, prop: Property, _label: str) -> None:
    if prop.encoding != "b" and "X-IRMC-N" in {kind.upper() for kind in prop.types}:
        draft.found["reading"].append(" ".join(part for part in prop.parts() if part))


def _take_phone(draft: _Draft, prop: Property, label: str) -> None:
    typed = values.one_line(values.tidy(prop.text()))
    if typed.lower().startswith("tel:"):
        typed = typed[4:].replace(";ext=", " ext. ").split(";")[0]
    if not typed:
        return
    if not values.has_enough_digits(typed) and not any(c.isdigit() for c in typed):
        draft.say("TEL", f"“{typed[:60]}” is no phone number; it is kept as a text.")
        draft.extra.append(("Phone", typed))
        return
    number = rows.parse_phone(typed, draft.region)
    draft.phones.append(PhoneValue(typed, number, _kind(prop, label), _preferred(prop)))


def _take_email(draft: _Draft, prop: Property, label: str) -> None:
    text = values.tidy(prop.text())
    address = values.email(text)
    if values.is_email(address):
        if all(known.address.casefold() != address.casefold() for known in draft.emails):
            draft.emails.append(EmailValue(address, _kind(prop, label), _preferred(prop)))
    elif not values.is_blank(text):
        draft.say("EMAIL", f"“{text[:60]}” is no e-mail address; it is kept as a text.")
        draft.extra.append(("Email", text))


def _take_address(draft: _Draft, prop: Property, label: str) -> None:
    parts = [values.tidy(part) for part in prop.parts()]
    if len(parts) == 1:
        parts = ["", "", parts[0]]
    po_box, extended, street, city, region, postal_code, country = (*parts[:7], *[""] * (7 - len(parts[:7])))
    address = Address(street, extended, po_box, city, region, postal_code, country, _kind(prop, label))
    if any(address.parts) and address not in draft.addresses:
        draft.addresses.append(address)


def _take_label(draft: _Draft, prop: Property, label: str) -> None:
    draft.labels.append((_kind(prop, label), values.tidy(prop.text())))


def _take_org(draft: _Draft, prop: Property, _label: str) -> None:
    parts = [values.one_line(values.tidy(part)) for part in prop.parts()]
    if draft.found["organisation"] or not any(parts):
        return
    draft.found["organisation"].append(parts[0])
    draft.found["department"].append(", ".join(part for part in parts[1:] if part))


def _take_list(draft: _Draft, prop: Property, _label: str) -> None:
    kind = "tags" if prop.name == "CATEGORIES" else "known_as"
    for piece in split_unescaped(prop.raw_text(), ","):
        if text := values.one_line(values.tidy(unescape(piece))):
            draft.found[kind] += rows.tags(text) if kind == "tags" else [text]


def _take_birthday(draft: _Draft, prop: Property, _label: str) -> None:
    text = values.tidy(prop.text())
    if draft.birthday is not None or dates.is_empty(text):
        return
    day = _day(text)
    omitted = prop.params.get("X-APPLE-OMIT-YEAR", [""])[0]
    if day is None or "text" in (value.lower() for value in prop.params.get("VALUE", [])):
        draft.say("BDAY", f"“{text[:40]}” is no full date; it is kept as a text.")
        draft.extra.append(("Birthday", text))
    else:
        known = None if omitted and day.year and omitted == str(day.year) else day.year
        draft.birthday = Birthday(day.month, day.day, known)


def _day(text: str) -> Birthday | None:
    if (compact := _COMPACT_TIME.fullmatch(text)) is not None:
        text = compact[1]
    if text.isdecimal() and len(text) != 8:
        return None
    moment = dates.parse(text, dates.Order("dmy", False))
    return moment.day if moment else None


def _take_occasion(draft: _Draft, prop: Property, kind: str) -> None:
    text = values.tidy(prop.text())
    day = _day(text)
    if day is None:
        if not dates.is_empty(text):
            draft.extra.append((kind.capitalize(), text))
    elif all(known.kind != kind or known.day != day for known in draft.occasions):
        draft.occasions.append(Occasion(kind, day))


def _take_apple_date(draft: _Draft, prop: Property, label: str) -> None:
    _take_occasion(draft, prop, _plain_label(label).lower() or "other")


def _take_apple_name(draft: _Draft, prop: Property, label: str) -> None:
    draft.extra.append((_plain_label(label) or "Related", values.tidy(prop.text())))


def _take_photo(draft: _Draft, prop: Property, _label: str) -> None:
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


def _take_kind(draft: _Draft, prop: Property, _label: str) -> None:
    kind = prop.text().strip().lower()
    draft.group = draft.group or kind == "group"
    draft.company = draft.company or kind in ("org", "organization", "company")


def _take_android(draft: _Draft, prop: Property, _label: str) -> None:
    """Android keeps nicknames and events in a property of its own: type;data;kind;label."""
    parts = prop.parts()
    kind, data = parts[0].removeprefix(_CUSTOM), parts[1] if len(parts) > 1 else ""
    if not data:
        return
    if kind == "nickname":
        draft.found["known_as"].append(data)
    elif kind == "contact_event" and (day := _day(data)) is not None:
        if (parts[2:3] or [""])[0] == "3" and draft.birthday is None:
            draft.birthday = day
        else:
            draft.occasions.append(Occasion("anniversary" if (parts[2:3] or [""])[0] == "1" else "other", day))
    else:
        draft.extra.append((kind.replace("_", " ").capitalize()[:60], data))


def _take_own(draft: _Draft, prop: Property) -> None:
    """What Deskmate's own cards hold beyond the standard."""
    kind, parts = prop.name.removeprefix("X-DESKMATE-"), [values.tidy(part) for part in prop.parts()]
    if kind == "READING":
        draft.found["reading"].append(values.tidy(prop.text()))
    elif kind == "OPTED-OUT":
        draft.opted_out = parts[0] == "yes"
    elif kind == "OPTED-OUT-AT":
        draft.found["opted_out_at"].append(values.tidy(prop.text()))
    elif kind == "PREFERENCE" and len(parts) == 2:
        draft.preferences.append(Preference(parts[0], parts[1]))
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
_TAKERS: dict[str, Callable[[_Draft, Property, str], None]] = {
    "FN": _take_full,
    "N": _take_name,
    "TEL": _take_phone,
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
}
_KINDS = {"fax": "fax", "cell": "mobile", "mobile": "mobile", "iphone": "mobile", "pager": "pager", "car": "car"}
_KINDS |= {kind: kind for kind in ("video", "work", "home", "main", "other")}


def _kind(prop: Property, label: str) -> str:
    """What the phone or address is called: the person's own word first, else its type."""
    if plain := _plain_label(label):
        return plain.lower() if plain.lower() in ("home", "work", "mobile", "other", "school", "main") else plain
    types = prop.types
    for type_, kind in _KINDS.items():
        if type_ in types or any(one.startswith(type_) and one[len(type_) :].isdecimal() for one in types):
            return kind
    return ""


def _plain_label(label: str) -> str:
    found = _APPLE_LABEL.fullmatch(label.strip())
    return found[1] if found else label.strip()


def _preferred(prop: Property) -> bool:
    return "pref" in prop.types or "1" in prop.params.get("PREF", [])


def _finish(draft: _Draft) -> Record | None:
    if draft.group:
        draft.say("", "Left out: the card is a group of contacts, not a person.")
        return None
    family, given, middle, prefix, suffix = (*draft.parts[:5], *[""] * (5 - len(draft.parts[:5])))
    known_as = _first(draft, "known_as")
    organisation = _first(draft, "organisation")
    family = family or _first(draft, "family")
    if draft.full and not draft.own and not (family or given) and not draft.company and draft.full != organisation:
        split = names.split(draft.full, _first(draft, "language")[:2])
        given, middle, family = split.given, middle or split.middle, split.family
        prefix, suffix, known_as = prefix or split.prefix, suffix or split.suffix, known_as or split.known_as
    name = draft.full or names.compose(given=given, family=family) or middle
    addresses = _addresses(draft)
    if not name and not (name := _name_without_name(draft, organisation, known_as, addresses)):
        draft.say("", "Left out: the card is empty.")
        return None
    title = _first(draft, "job_title") or _first(draft, "role")
    return Record(
        source_row=draft.number,
        name=name,
        given=given,
        middle=middle,
        family=family,
        prefix=prefix,
        suffix=suffix,
        known_as=known_as,
        reading=_reading(draft),
        organisation=organisation,
        department=_first(draft, "department"),
        job_title=title,
        is_company=draft.company or (not draft.own and not given and not family and name == organisation),
        phones=tuple(_unique_phones(draft.phones)),
        emails=tuple(draft.emails),
        addresses=addresses,
        birthday=draft.birthday,
        occasions=tuple(draft.occasions),
        notes="\n".join(draft.found["notes"]),
        tags=tuple(dict.fromkeys(draft.found["tags"])),
        language=_first(draft, "language"),
        urls=tuple(dict.fromkeys(url for url in draft.found["urls"] if url)),
        photo=draft.photo,
        preferences=tuple(draft.preferences),
        opted_out=draft.opted_out,
        opted_out_at=_first(draft, "opted_out_at"),
        external_id=_first(draft, "external_id"),
        extra=tuple(draft.extra),
    )


def _first(draft: _Draft, kind: str) -> str:
    return next((text for text in draft.found[kind] if text), "")


def _reading(draft: _Draft) -> str:
    spoken = " ".join(part for part in (_first(draft, "reading_given"), _first(draft, "reading_family")) if part)
    return _first(draft, "reading") or spoken


def _addresses(draft: _Draft) -> tuple[Address, ...]:
    """The structured addresses; a bare label counts only where no address of its kind is structured."""
    kinds = {address.label for address in draft.addresses}
    loose = [Address(street=text, label=kind) for kind, text in draft.labels if text and kind not in kinds]
    return (*draft.addresses, *(loose if not draft.addresses else ()))


def _unique_phones(phones: Iterable[PhoneValue]) -> list[PhoneValue]:
    found: dict[tuple[str, str], PhoneValue] = {}
    for phone in phones:
        found.setdefault((phone.e164 or phone.typed, phone.label), phone)
    return list(found.values())


def _name_without_name(draft: _Draft, organisation: str, known_as: str, addresses: tuple[Address, ...]) -> str:
    """What to call a card without a name: whatever it does say, so that nothing is lost."""
    if organisation or known_as:
        return organisation or known_as
    if draft.emails:
        return draft.emails[0].address
    if draft.phones:
        return draft.phones[0].typed
    rest = [
        *draft.found["urls"],
        *(values.one_line(a.one_line) for a in addresses),
        *(text for _n, text in draft.extra),
    ]
    rest += draft.found["notes"]
    name = next((values.one_line(text)[:80] for text in rest if text), "")
    if not name and (
        draft.birthday or draft.occasions or draft.photo or draft.found["tags"] or draft.found["job_title"]
    ):
        name = f"Card {draft.number} without a name"
    if name:
        draft.say("", "The card has no name; it is called after what else it says.")
    return name
