"""What a column is, by its name in any of many languages and vendors, and by what stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from deskmate.core.errors import InvalidInput
from deskmate.core.importing import dates, house_numbers, values, visit_columns, visit_others, who_it_is
from deskmate.core.importing.headers import ADDRESS_PARTS, LABELLED, fold, known_fields, recognise, words
from deskmate.core.importing.records import Column
from deskmate.core.importing.visit_columns import DATES, NAMES

MANY = (
    ADDRESS_PARTS
    | LABELLED
    | {f"{field}_label" for field in LABELLED}
    | {"url", "notes", "tags", "preference", "entry_text", "prefix"}
)
PEOPLE = NAMES | {"phone", "email"}
_ZIP = re.compile(r"\d{5}-\d{4}")
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}")
_HAPPENINGS = frozenset({"entry_text", "amount", "review", "rating", "entry_kind", "notes"})
_REVIEWS = frozenset({"review", "rating"})
_ADDRESSED = frozenset({"organisation", "email", "phone", "street", "address"})
_WEB_ROLES = frozenset(
    {"customer", "subscriber", "administrator", "editor", "author", "contributor", "shop manager"}
)  # what an account may do on a website (WordPress), no one's work
_DESCRIPTIONS = frozenset({"details", "text", "beschreibung", "bezeichnung"})
_LINES = frozenset({"street", "street2", "street3"})
_QUARTERS = frozenset(
    {"suburb", "locality", "ortsteil", "district", "neighborhood", "neighbourhood", "ilce", "区", "城区"}
)
_EITHER = frozenset({"aniversario", "anniversaire"})  # the birthday in one language, the wedding day in another
_CONSENTS = frozenset({"marketing_ok", "opted_out"})
# of these a table may have several columns that don't go into one place
_SEVERAL = MANY | _CONSENTS | {"opted_out_at", "ignored", "refused", "status", ""}
_SAMPLES = 200
OWN = "own"  # with the name of one of the shop's own fields as its label


def plan(header: Sequence[str], rows: Sequence[Sequence[str]], *, mapping: Mapping[str, str] | None = None,
         has_header: bool = True) -> tuple[Column, ...]:  # fmt: skip
    """Every column with the field it was taken for, judged by name first and by content second.

    `mapping` (column name, or `#3` for the third, → field, `field:label`, "ignore", or `own:NAME` for one of the shop's
    own fields) outranks every guess.
    Raises InvalidInput for a column or field that does not exist.
    """
    samples = [_samples(rows, index) for index in range(len(header))]
    columns = [_by_name_or_content(index, name, samples[index], has_header) for index, name in enumerate(header)]
    columns = _settle(columns, samples, rows)
    if mapping:
        columns = _apply(columns, header, mapping)
    return tuple(columns)


def _samples(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    found: list[str] = []
    for row in rows:
        if index < len(row) and (cell := row[index].strip()):
            found.append(cell)
            if len(found) >= _SAMPLES:
                break
    return found


def _by_name_or_content(index: int, name: str, samples: list[str], has_header: bool) -> Column:
    field, label, slot, confidence = recognise(name) if has_header else ("", "", "", 0.0)
    if values.look_like_cards(samples) and field not in ("phone", "external_id"):
        field, label, confidence = "refused", "", 1.0
    if field == "account_number":
        field = "external_id" if samples and not values.look_like_accounts(samples) else "refused"
    if field in _CONSENTS and samples and (held := _by_content(name, samples, named=True))[0]:
        field, label, confidence = held  # "No. Phone" of a Malay list holds numbers, not who wants no calls
    if not field and samples:
        field, label, confidence = _by_content(name if has_header else "", samples, named=has_header)
    shown = tuple("…" if field == "refused" else sample[:60] for sample in samples[:3])
    return Column(index, name, field, label, slot, confidence, shown)


def _by_content(name: str, samples: list[str], *, named: bool) -> tuple[str, str, float]:
    known = words()
    share = sum(1 for sample in samples if values.is_email(sample)) / len(samples)
    tokens = [token for token in fold(name).split() if not token.isdecimal()]
    if known.others & set(tokens):
        return "", "", 0.0
    about = {known.fields.get(token, "").partition(":")[0] for token in (tokens[:1] + tokens[-1:])}
    shaped = any("@" in sample or ("." in sample and " " not in sample) for sample in samples)
    likely = share >= 0.3 or (len(samples) <= 3 and shaped)
    if share >= 0.6 or ("email" in about and likely and not _about_counts(samples)):
        return "email", _rest_of(tokens, "email"), 0.6
    phones = sum(1 for sample in samples if values.looks_like_phone(sample)) / len(samples)
    if _are_days(samples):
        return "", "", 0.0  # of the "Last call"
    if not named and all(len(sample) < 7 or _ZIP.fullmatch(sample) for sample in samples):
        phones = 0.0
    if tokens and phones >= 0.6 and all(token in known.labels for token in tokens):
        return "phone", known.labels[tokens[0]], 0.7  # Palm and Yahoo call their phones "Work", "Home", "Other"
    if ("phone" in about and phones >= 0.6) or (not named and phones >= 0.8):
        return "phone", _rest_of(tokens, "phone"), 0.5
    return "", "", 0.0


def _rest_of(tokens: Sequence[str], field: str) -> str:
    """What a column's name says beside that it holds phones or e-mails, in our words where there is one."""
    known = words()
    rest = [
        token
        for token in tokens
        if token not in known.noise | known.values | {"e"} and known.fields.get(token, "").partition(":")[0] != field
    ]
    return " ".join(known.labels.get(token, token) for token in rest)[:30]


def _are_days(samples: list[str]) -> bool:
    """Whether these are dates, which have the shape of phones: 25/12/1980."""
    return all(_DAY.fullmatch(sample.strip()) for sample in samples)


def _about_counts(samples: list[str]) -> bool:
    return any("@" not in sample and (sample.isdecimal() or values.yes_or_no(sample) is not None) for sample in samples)


def _settle(columns: list[Column], samples: list[list[str]], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Decide what depends on the other columns: whole names beside parts, a title beside a job, a second of a kind."""
    columns = house_numbers.known(who_it_is.without_doubt(columns), samples)
    others = visit_others.not_of_who_came(columns, samples, rows)
    columns = [replace(column, field="") if column.index in others else column for column in columns]
    fields = visit_columns.standing(columns)
    settled: list[Column] = []
    seen: set[str] = set()
    # where two columns want to be the same, the one that holds something is it
    for column in sorted(_addresses(list(map(_clear(columns), columns))), key=lambda one: not samples[one.index]):
        field = _in_context(column, fields, samples[column.index])
        if field == "prefix" and field in seen and not values.mostly_prefixes(samples[column.index]):
            field = "job_title"  # Outlook in French calls both "Titre"
        if field in seen and field not in _SEVERAL:
            field = ""
        seen.add(field)
        settled.append(replace(column, field=field))
    return who_it_is.guessed(sorted(settled, key=lambda one: one.index), samples)


def _clear(columns: Sequence[Column]) -> Callable[[Column], Column]:
    """What only the whole header tells: "Aniversario" beside "Cumpleaños", "Ort" beside "Ort privat"."""
    others = {fold(column.name) for column in columns if column.field == "birthday"} - _EITHER
    cities = {column.label for column in columns if column.field == "city"}
    bare = {column.field for column in columns if column.field in ADDRESS_PARTS and not column.label + column.slot}
    proper = {column.label + column.slot for column in columns if column.field == "city" and not _is_quarter(column)}
    lines = {column.label for column in columns if column.field in _LINES}
    elsewhere = {column.label for column in columns if column.field in ADDRESS_PARTS - _LINES}
    by_address = any(fold(column.name) == "gmtoff" for column in columns)
    groups = Counter((column.label, column.slot) for column in columns if column.field in ADDRESS_PARTS)

    def clear(column: Column) -> Column:  # noqa: PLR0911
        if column.field == "birthday" and others and fold(column.name) in _EITHER:
            # in Portuguese both are the birthday, and one is enough
            return replace(column, field="" if any("nasc" in name for name in others) else "anniversary")
        if column.field == "city" and not column.label + column.slot and len(cities) > 1 and bare == {"city"}:
            return replace(column, field="")  # Outlook's "Ort" is where to meet, its cities say whose they are
        if _is_quarter(column) and column.label + column.slot in proper:
            return replace(column, field="street3")
        if column.field in _LINES and lines == {""} and len(elsewhere) == 1:
            return replace(column, label=next(iter(elsewhere)))  # "Street 1, Ship City, Ship State" are one place
        if column.field == "region" and fold(column.name) == "region" and by_address:
            return replace(column, field="")  # Mailchimp guesses it from where a mail was opened
        lone = column.field == "street" and column.slot and groups[column.label, column.slot] == 1
        if lone and groups[column.label, ""] > 1:
            return replace(column, field="street2", slot="")  # "Werkadres 2, straat"
        return column

    return clear


def _is_quarter(column: Column) -> bool:
    """Whether a column that may stand for the city is a part of one, if there is a city beside it."""
    return column.field == "city" and fold(column.name).rpartition(" ")[2] in _QUARTERS


def _addresses(columns: list[Column]) -> list[Column]:
    """Whose city it is: "Home Address, City, Work Address, City" are two places, and so are two bare "Street, City"."""
    bare_street = any(c.field in ("street", "address") and not c.label + c.slot for c in columns)
    seen: Counter[tuple[str, str, str]] = Counter()
    last: Column | None = None
    result = []
    for column in columns:
        if column.field in ADDRESS_PARTS:
            bare = not column.label + column.slot and column.field not in ("street", "address")
            if bare and last is not None and not bare_street:
                column = replace(column, label=last.label, slot=last.slot)  # noqa: PLW2901
            elif again := seen[column.field, column.label, column.slot]:
                column = replace(column, slot=f"{column.slot}~{again}")  # noqa: PLW2901
            seen[column.field, column.label, column.slot.partition("~")[0]] += 1
            last = column if bare_street or column.label + column.slot else None
        elif column.field != "ignored":
            last = None
        result.append(column)
    return result


def _denied(column: Column, samples: Sequence[str]) -> bool:  # noqa: PLR0911
    """Whether what stands in a column can't be what its name promises: no stars, no money, no day, no words."""
    match column.field:
        case "marketing_ok" if "dm" in fold(column.name):
            return all(map(str.isascii, samples))  # direct mail in Japan, and many other things elsewhere
        case "rating":
            rated = sum(sample[0].isdecimal() or values.stars(sample) is not None for sample in samples)
            return rated * 2 < len(samples)
        case "amount":
            return all(sample[0].isalpha() and values.yes_or_no(sample) is not None for sample in samples)
        case "visit_at":
            return not any(map(dates.parse, samples))
        case "entry_time":
            return not any(sign.isdigit() for sample in samples for sign in sample)
        case "name" if who_it_is.are_counts(samples):
            return True
        case "name" | "name_or_part" | "given" | "family" | "middle":
            return who_it_is.are_no_names(samples)
        case "address" | "street" | "prefix" if all(values.yes_or_no(sample) is not None for sample in samples):
            return True
        case "prefix":
            return values.mostly_greetings(samples)
        case "job_title":
            return all(sample.casefold().replace("_", " ") in _WEB_ROLES for sample in samples)
        case "entry_text" | "country" | "organisation":
            return all(map(str.isdecimal, samples))
        case "url":
            return not any("." in sample or "/" in sample or "@" in sample for sample in samples)
    return False


def _in_context(column: Column, fields: set[str], samples: list[str]) -> str:  # noqa: PLR0911, PLR0912
    """What a column is beside the others; empty where its name promises what the table doesn't hold."""
    if samples and who_it_is.is_customer_number(column, samples):
        return "external_id"
    if samples and _denied(column, samples):
        if column.field == "visit_at" and "entry_time" not in fields and visit_columns.are_times(samples):
            return "entry_time"
        return "review" if column.field == "rating" and "review" not in fields else ""
    if (meant := visit_columns.meant(column, fields, samples)) is not None:
        return meant
    match column.field:
        case "name" if {"given", "family"} <= fields and who_it_is.are_ways_to_reach(samples):
            return ""  # of "Contact: Email"
        case "name_or_part":
            return _which_name(fields)
        case "title" if fields & _REVIEWS and not fields & _ADDRESSED:
            return "entry_text"
        case "title":
            return "prefix" if "job_title" in fields or values.mostly_prefixes(samples) else "job_title"
        case "initials":
            return "" if "given" in fields else "given"
        case "region" if fold(column.name) == "st" and "city" not in fields:
            return ""
        case "profession":
            return "" if "job_title" in fields else "job_title"
        case "birthday" if {"birth_year", "birth_month"} <= fields:
            return "birth_day"
        case "anniversary" if {"anniversary_year", "anniversary_month"} <= fields:
            return "anniversary_day"
        case "reviewer":
            return "name" if fields & _REVIEWS and not fields & NAMES else ""
        case "entry_text" if not fields & DATES and fold(column.name) in _DESCRIPTIONS:
            return "notes"
        case "entry_text" if not fields & DATES:
            return "department" if "organisation" in fields and "department" not in fields else ""
        case "entry_time" if not fields & DATES:
            return ""
        case "entry_at" if not fields & _HAPPENINGS:
            return ""
        case "review_at" if not fields & {"review", "rating"}:
            return ""
    return column.field


def _which_name(fields: set[str]) -> str:
    if "given" in fields and "family" not in fields:
        return "family"
    if "family" in fields and "given" not in fields:
        return "given"
    return "name"


def _apply(columns: list[Column], header: Sequence[str], mapping: Mapping[str, str]) -> list[Column]:
    known = known_fields()
    changed = list(columns)
    for wanted, target in mapping.items():
        index = _find(header, wanted)
        field, _, label = target.strip().partition(":")
        field = "" if field in ("extra", "") else "ignored" if field == "ignore" else field
        if field and field not in known and not (field == OWN and label.strip()):
            raise InvalidInput(f"“{target[:40]}” is no field of a customer; fields are: {', '.join(sorted(known))}.")
        changed[index] = replace(changed[index], field=field, label=label or changed[index].label, confidence=1.0)
    return changed


def _find(header: Sequence[str], wanted: str) -> int:
    if wanted.startswith("#") and wanted[1:].isdecimal() and 1 <= int(wanted[1:]) <= len(header):
        return int(wanted[1:]) - 1
    for index, name in enumerate(header):
        if name == wanted:
            return index
    for index, name in enumerate(header):
        if fold(name) == fold(wanted):
            return index
    raise InvalidInput(f"The file has no column “{wanted[:60]}”.")
