"""What a column is, by its name in any of many languages and vendors, and by what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from deskmate.core.errors import InvalidInput
from deskmate.core.importing import resource, values
from deskmate.core.importing.records import Column

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APOSTROPHES = re.compile(r"['’`´‘]s\b|['’`´‘]")
_NOT_WORD = re.compile(r"[\W_]+")
_LABELLED = ("phone", "email", "address", "street", "street2", "street3", "city", "region", "postal_code", "country",
             "po_box", "url", "house_number")  # fmt: skip
ADDRESS_PARTS = frozenset(
    {"address", "street", "street2", "street3", "po_box", "city", "region", "postal_code", "country", "house_number"}
)
MANY = (
    frozenset(
        {
            "phone",
            "email_label",
            "phone_label",
            "address_label",
            "email",
            "url",
            "notes",
            "tags",
            "preference",
            "entry_text",
        }
    )
    | ADDRESS_PARTS
)
NAMES = frozenset({"name", "name_or_part", "given", "family", "middle", "known_as", "reading"})
PEOPLE = NAMES | {"phone", "email"}
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}")
_DATES = frozenset({"entry_at", "visit_at", "purchase_at", "note_at", "review_at", "last_visit", "last_purchase"})
_HAPPENINGS = frozenset({"entry_text", "amount", "review", "rating", "entry_kind", "notes"})
_ABOUT_EMAIL = frozenset({"email", "mail", "emails", "courriel", "correo"})
_ABOUT_PHONE = frozenset({"phone", "telephone", "tel", "telefon", "telefono", "mobile"})
_SAMPLES = 200
OWN = "own"  # with the name of one of the shop's own fields as its label


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of column names, ready for look-up by their folded form."""

    fields: Mapping[str, str]
    calendar: Mapping[str, str]
    labels: Mapping[str, str]
    noise: frozenset[str]
    others: frozenset[str]
    headerless: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]


def fold(name: str) -> str:
    """A column's name without case, accents, punctuation and camel case."""
    text = _APOSTROPHES.sub("", _CAMEL.sub(" ", unicodedata.normalize("NFKC", name[:300])))
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists in resources/import/headers.toml."""
    lists = resource.load("headers.toml")
    return Words(
        fields=_by_name(lists["fields"]),
        calendar=_by_name(lists["calendar"]),
        labels={fold(word): label for label, spelt in lists["labels"].items() for word in spelt},
        noise=frozenset(fold(word) for word in lists["noise"]["words"]),
        others=frozenset(fold(word) for word in lists["others"]["words"]),
        headerless=tuple((tuple(one["columns"]), tuple(one["email_at"])) for one in lists["headerless"]),
    )


def _by_name(lists: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, languages in lists.items():
        for spelt in languages.values():
            for name in spelt:
                found.setdefault(fold(name), field)
    return found


@lru_cache(maxsize=4_096)
def recognise(name: str) -> tuple[str, str, str, float]:
    """(field, label, slot, confidence) of a column's name; the field is empty for an unknown one."""
    known = words()
    key = fold(name)
    if not key:
        return "", "", "", 0.0
    if key in known.fields:
        field, _, label = known.fields[key].partition(":")
        return field, label, "", 1.0
    tokens = key.split()
    numbers = [token for token in tokens if token.isdecimal()]
    slot = numbers[0] if numbers else ""
    last = tokens[-1] if tokens[-1].isdecimal() else ""
    tokens = [token for token in tokens if not token.isdecimal()]
    field, label, slot, confidence = _look(tokens, slot, known) or ("", "", slot, 0.0)
    if field in ("street", "address") and last and slot == last:
        # "Business Street 2" is the second line of one address, "Address 2 - Street" is another address
        field, slot = {"1": field, "3": "street3"}.get(last, "street2"), ""
    return field, label, slot, confidence


def _look(tokens: list[str], slot: str, known: Words) -> tuple[str, str, str, float] | None:
    """The longest rest of the name that is known, after words that only say which one it is."""
    for rest, label, confidence in _rests(tokens, known):
        for without_noise in (False, True):
            left = [token for token in rest if not (without_noise and token in known.noise)]
            found = known.fields.get(" ".join(left)) or known.fields.get(" ".join(_no_address(left)))
            if found and _fits(found, label, left):
                field, _, own = found.partition(":")
                return field, own or label, slot, confidence
    kinds = [known.labels[token] for token in tokens if token in known.labels]
    if kinds and all(token in known.labels or token in known.noise for token in tokens):
        label = next((kind for kind in kinds if kind in ("fax", "mobile")), "")
        return ("phone", label, slot, 0.6) if label else None
    return None


def _rests(tokens: list[str], known: Words) -> Iterator[tuple[list[str], str, float]]:
    """The name as it is, without its first or last word of kind, and without all of them."""
    yield tokens, "", 0.95
    places = [place for place, token in enumerate(tokens) if token in known.labels]
    for place in dict.fromkeys((*places[:1], *places[-1:])):
        yield tokens[:place] + tokens[place + 1 :], known.labels[tokens[place]], 0.9
    if len(places) > 1:
        kinds = [known.labels[tokens[place]] for place in places]
        label = next((kind for kind in kinds if kind in ("fax", "mobile")), kinds[0])
        yield [token for token in tokens if token not in known.labels], label, 0.85


def _no_address(tokens: list[str]) -> list[str]:
    return tokens[1:] if len(tokens) > 1 and tokens[0] in ("address", "adresse", "direccion") else tokens


def _fits(found: str, label: str, rest: list[str]) -> bool:
    """A word such as "work" in front may only qualify what people have several of."""
    field = found.partition(":")[0]
    if not rest:
        return False
    if not label:
        return True
    return field in _LABELLED or (
        field in ("name", "given", "family", "organisation") and label in ("billing", "main", "mailing")
    )


def is_known(cell: str) -> bool:
    """Whether a cell reads like a column's name that is known."""
    if not cell or len(cell) > 60:
        return False
    return bool(recognise(cell.strip())[0]) or fold(cell) in words().calendar


def plan(header: Sequence[str], rows: Sequence[Sequence[str]], *, mapping: Mapping[str, str] | None = None,
         has_header: bool = True) -> tuple[Column, ...]:  # fmt: skip
    """Every column with the field it was taken for, judged by name first and by content second.

    `mapping` (column name, or `#3` for the third, → field, `field:label`, "ignore", or `own:NAME` for one of the shop's
    own fields) outranks every guess.
    Raises InvalidInput for a column or field that does not exist.
    """
    samples = [_samples(rows, index) for index in range(len(header))]
    columns = [_by_name_or_content(index, name, samples[index], has_header) for index, name in enumerate(header)]
    columns = _settle(columns, samples)
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
    if not field and samples:
        field, label, confidence = _by_content(name if has_header else "", samples, named=has_header)
    shown = tuple("…" if field == "refused" else sample[:60] for sample in samples[:3])
    return Column(index, name, field, label, slot, confidence, shown)


def _by_content(name: str, samples: list[str], *, named: bool) -> tuple[str, str, float]:
    share = sum(1 for sample in samples if values.is_email(sample)) / len(samples)
    tokens = fold(name).split()
    if words().others & set(tokens):
        return "", "", 0.0
    ends = {tokens[0], tokens[-1]} if tokens else set()
    likely = share >= 0.3 or len(samples) <= 3
    if share >= 0.6 or (ends & _ABOUT_EMAIL and likely and not _about_counts(samples)):
        return "email", " ".join(token for token in tokens if token not in ("email", "mail", "e"))[:30], 0.6
    phones = sum(1 for sample in samples if values.looks_like_phone(sample)) / len(samples)
    if tokens and phones >= 0.6 and all(token in words().labels for token in tokens):
        return "phone", words().labels[tokens[0]], 0.7  # Palm and Yahoo call their phones "Work", "Home", "Other"
    if (ends & _ABOUT_PHONE and phones >= 0.6) or (not named and phones >= 0.8 and not _are_days(samples)):
        return "phone", " ".join(token for token in tokens if token not in ("phone", "telephone", "tel"))[:30], 0.5
    return "", "", 0.0


def _are_days(samples: list[str]) -> bool:
    """Whether these are dates, which have the shape of phones: 25/12/1980."""
    return all(_DAY.fullmatch(sample.strip()) for sample in samples)


def _about_counts(samples: list[str]) -> bool:
    return any("@" not in sample and (sample.isdecimal() or values.yes_or_no(sample) is not None) for sample in samples)


def _settle(columns: list[Column], samples: list[list[str]]) -> list[Column]:
    """Decide what depends on the other columns: whole names beside parts, a title beside a job, a second of a kind."""
    fields = {column.field for column in columns}
    settled: list[Column] = []
    seen: set[str] = set()
    for column in columns:
        field = _in_context(column, fields, samples[column.index])
        if field == "birthday" and field in seen:
            field = "anniversary"  # "Aniversario" is the one in Portuguese, the other in Spanish
        if field in seen and field not in MANY and field not in ("ignored", "refused", "status", "marketing_ok", ""):
            field = ""
        seen.add(field)
        settled.append(replace(column, field=field))
    return settled


def _in_context(column: Column, fields: set[str], samples: list[str]) -> str:  # noqa: PLR0911
    """What a column is beside the others; empty where its name promises what the table doesn't hold."""
    match column.field:
        case "name_or_part":
            return _which_name(fields)
        case "title":
            return "prefix" if "job_title" in fields or values.mostly_prefixes(samples) else "job_title"
        case "birthday" if {"birth_year", "birth_month"} <= fields:
            return "birth_day"
        case "entry_text" if not fields & _DATES:
            return "department" if "organisation" in fields and "department" not in fields else ""
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


@lru_cache(maxsize=1)
def known_fields() -> frozenset[str]:
    """Every field that a column can be mapped to."""
    guessed = {field.partition(":")[0] for field in words().fields.values()}
    return frozenset(guessed - {"name_or_part", "title", "refused"})


def calendar_plan(header: Iterable[str]) -> dict[str, list[int]]:
    """Which columns of a calendar export are which; empty unless it has a subject and a start."""
    found: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        if kind := words().calendar.get(fold(name)):
            found.setdefault(kind, []).append(index)
    return found if {"subject", "start_date"} <= found.keys() else {}
