"""vCards of any version and dialect into customers; what of a card can be read comes in, the rest is listed."""

from __future__ import annotations

from collections.abc import Iterable

from deskmate.core.importing import encodings, names, repeats, values
from deskmate.core.importing.limits import MAX_ROWS, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import (
    Import,
    PhoneValue,
    Problem,
    Record,
)
from deskmate.core.importing.vcard_addresses import place_labels
from deskmate.core.importing.vcard_draft import NO_VALUES, Draft
from deskmate.core.importing.vcard_fields import ALIASES, take
from deskmate.core.importing.vcard_lines import PRODID, Card, as_latin, cards


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
    draft = Draft(card.number, region)
    for remark in card.remarks:
        draft.say("", remark)
    for line in card.unread:
        draft.say("", f"A line could not be read: “{line}”.")
    draft.own = any(p.name == "PRODID" and p.value.strip() == PRODID for p in card.properties)
    labels = {p.group: p.text() for p in card.properties if p.group and p.name == "X-ABLABEL"}
    for prop in card.properties:
        prop.name = ALIASES.get(prop.name, prop.name)
        if prop.value.strip() in NO_VALUES and not draft.own:
            continue
        if prop.value.strip(" ;\t") or prop.name == "AGENT" or (prop.name == "ADR" and "LABEL" in prop.params):
            take(draft, prop, labels.get(prop.group, ""))
    return _finish(draft), draft.problems


def _finish(draft: Draft) -> Record | None:
    if draft.group:
        draft.say("", f"Left out: the card is {draft.group}, not a person.")
        return None
    draft.full = draft.full or ("" if any(draft.parts) else _first(draft, "source_name"))
    family, given, middle, prefix, suffix = (*draft.parts[:5], *[""] * (5 - len(draft.parts[:5])))
    known_as = _first(draft, "known_as")
    organisation = _first(draft, "organisation")
    family = family or _first(draft, "family")
    if draft.full and not draft.own and not (family or given) and not draft.company and draft.full != organisation:
        split = names.split(draft.full, _first(draft, "language")[:2])
        given, middle, family = split.given, middle or split.middle, split.family
        prefix, suffix, known_as = prefix or split.prefix, suffix or split.suffix, known_as or split.known_as
        organisation = organisation or split.organisation
    name = draft.full or names.compose(given=given, family=family) or middle
    if not draft.own and name == organisation and _is_no_person(draft, given, family):
        given = family = ""
    place_labels(draft)
    if not name and not (name := _name_without_name(draft, organisation, known_as)):
        draft.say("", "Left out: the card is empty.")
        return None
    title = _first(draft, "job_title") or _first(draft, "role")
    _keep_others(draft, title, known_as)
    return Record(
        source_row=draft.number,
        name=name,
        given=given,
        middle=middle,
        family=family,
        prefix=prefix,
        suffix=suffix,
        known_as=known_as,
        reading=_reading(draft, name, family),
        organisation=organisation,
        department=_first(draft, "department"),
        job_title=title,
        is_company=draft.company or (not draft.own and not given and not family and name == organisation),
        phones=tuple(_unique_phones(draft.phones)),
        emails=tuple(draft.emails),
        addresses=tuple(draft.addresses),
        birthday=draft.birthday,
        occasions=tuple(draft.occasions),
        notes="\n".join(draft.found["notes"]),
        tags=tuple(dict.fromkeys(draft.found["tags"])),
        language=_first(draft, "language"),
        urls=tuple(dict.fromkeys(url for url in draft.found["urls"] if url)),
        photo=draft.photo,
        preferences=tuple(draft.preferences),
        to_mind=tuple(draft.to_mind),
        opted_out=draft.opted_out,
        opted_out_at=_first(draft, "opted_out_at"),
        external_id=_first(draft, "external_id"),
        extra=tuple(draft.extra),
    )


def _is_no_person(draft: Draft, given: str, family: str) -> bool:
    """Whether the company alone stands where a person's name belongs; somebody with a job is a person."""
    return _first(draft, "organisation") in (given, family) and not (given and family) and not draft.found["job_title"]


def _keep_others(draft: Draft, title: str, known_as: str) -> None:
    """What a customer has only one place for stays beside it: a second title, nickname, department or language."""
    for name, kinds, taken in (
        ("Job", ("job_title", "role"), title),
        ("Nickname", ("known_as",), known_as),
        ("Department", ("department",), _first(draft, "department")),
        ("Language", ("language",), _first(draft, "language")),
    ):
        others = dict.fromkeys(text for kind in kinds for text in draft.found[kind] if text and text != taken)
        draft.extra += [(name, text) for text in others]


def _first(draft: Draft, kind: str) -> str:
    return next((text for text in draft.found[kind] if text), "")


def _reading(draft: Draft, name: str, family: str) -> str:
    """How the name is spoken, in the order of the name; a key to sort by is a reading if it is written otherwise."""
    spoken = [_first(draft, "reading_given"), _first(draft, "reading_family")]
    if family and name.startswith(family):
        spoken.reverse()
    sorted_as = _first(draft, "sort_string")
    if sorted_as.isascii() or any(word in name for word in sorted_as.split()):
        sorted_as = ""
    return _first(draft, "reading") or " ".join(part for part in spoken if part) or sorted_as


def _unique_phones(phones: Iterable[PhoneValue]) -> list[PhoneValue]:
    found: dict[tuple[str, str], PhoneValue] = {}
    for phone in phones:
        found.setdefault((phone.e164 or phone.typed, phone.label), phone)
    return list(found.values())


def _name_without_name(draft: Draft, organisation: str, known_as: str) -> str:
    """What to call a card without a name: whatever it does say, so that nothing is lost."""
    if organisation or known_as:
        return organisation or known_as
    if draft.emails:
        return draft.emails[0].address
    if draft.phones:
        return draft.phones[0].typed
    rest = [
        *draft.found["urls"],
        *(values.one_line(a.one_line) for a in draft.addresses),
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
