"""The names of columns in any of many languages and vendors, taken apart: field, what kind of it, and which one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from deskmate.core.importing import resource

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z ]\d)(?=[A-Z][a-z])")
_APOSTROPHES = re.compile(r"['’`´‘]s\b|['’`´‘]")
_NOT_WORD = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
ADDRESS_PARTS = frozenset(
    {
        "address",
        "street",
        "street2",
        "street3",
        "po_box",
        "city",
        "region",
        "postal_code",
        "country",
        "house_number",
        "postal_city",
    }
)
LABELLED = frozenset({"phone", "email", "address", "event", "relation", "custom", "im"})  # one column says what kind
_QUALIFIED = ADDRESS_PARTS | {"phone", "email", "url"}
_ADDRESS = frozenset({"address", "adresse", "direccion", "endereco", "indirizzo", "morada", "adres"})
_AND = frozenset({"and", "e", "y", "et", "und", "en", "i", "a", "og", "och", "ve"})
# titre de l'organisation: the apostrophe is no blank in a folded name
_ELIDED = re.compile(r"\b([dlns]) (?=[aeiouhy])")
_BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")
_MONEY_AT_END = re.compile(r"\s+(?:in\s+)?([A-Z]{3}|[€$£¥])$")
_NUMBER_SIGN = re.compile(r"#(?!\s*\d)")  # of "Client #", not of "Address #2"
_GLUED_NUMBER = re.compile(r"(?<=[^\W\d_])(?=\d{1,2}(?:\b|[A-Z]))")
_LINES = {"1": "", "3": "street3"}
_WHOLE_NAMES = frozenset({"name", "who"})  # "Preferred contact" is how to reach somebody
_BARE_PARTS = frozenset({"first", "last", "given", "family"})
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of column names, ready for look-up by their folded form."""

    fields: Mapping[str, str]
    calendar: Mapping[str, str]
    labels: Mapping[str, str]
    noise: frozenset[str]
    others: frozenset[str]
    customers: frozenset[str]
    numbers: frozenset[str]
    slotted: Mapping[str, str]
    kinds: frozenset[str]
    values: frozenset[str]
    display: frozenset[str]
    remarks: frozenset[str]
    family_first: frozenset[str]
    cuts: tuple[str, ...]
    headerless: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]
    visits: Mapping[str, frozenset[str]]


def fold(name: str) -> str:
    """A column's name without case, accents, punctuation and camel case."""
    return _folded_text(_CAMEL.sub(" ", unicodedata.normalize("NFKC", name[:300])))


def _folded_text(text: str) -> str:
    folded = _APOSTROPHES.sub("", text).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists in resources/import/headers.toml."""
    lists = resource.load("headers.toml")
    labels = {fold(word): label for label, spelt in lists["labels"].items() for word in spelt}
    return Words(
        fields=_by_name(lists["fields"]),
        calendar=_by_name(lists["calendar"]),
        labels=labels,
        noise=_folded(lists["noise"]["words"]),
        others=_folded(lists["others"]["words"]),
        customers=_folded(lists["customers"]["words"]),
        numbers=_folded(lists["numbers"]["words"]),
        slotted={fold(name): field for field, spelt in lists["slotted"].items() for name in spelt},
        kinds=_folded(lists["kinds"]["words"]),
        values=_folded(lists["values"]["words"]),
        display=_folded(lists["display"]["words"]),
        remarks=_folded(lists["remarks"]["words"]),
        family_first=_folded(lists["family_first"]["words"]),
        cuts=tuple(sorted((word for word in labels if _EAST_ASIAN.match(word)), key=lambda word: -len(word))),
        headerless=tuple((tuple(one["columns"]), tuple(one["email_at"])) for one in lists["headerless"]),
        visits={kind: _folded(names) for kind, names in lists["visits"].items()},
    )


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)


def _by_name(lists: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, languages in lists.items():
        for spelt in languages.values():
            for name in spelt:
                key = fold(name)
                for same in (key, _squeezed(key), _ELIDED.sub(r"\1", key)):
                    found.setdefault(same, field)
    return found


@lru_cache(maxsize=4_096)
def recognise(name: str) -> tuple[str, str, str, float]:
    """(field, label, slot, confidence) of a column's name; the field is empty for an unknown one."""
    name = _NUMBER_SIGN.sub(" number ", name[:300])
    found = _recognised(name)
    if found[0]:
        return found
    plain = _GLUED_NUMBER.sub(" ", _without_remark(name))
    return _recognised(plain) if plain != name else found


def _without_remark(name: str) -> str:
    """The name without a remark in brackets that doesn't change what it is: "Amount (EUR)", "Birthday (MM/DD)"."""
    name = name[:300]
    inside = _BRACKETS.search(name) or _MONEY_AT_END.search(name)
    if inside is None or not all(token in words().remarks for token in fold(inside[1]).split()):
        return name
    return f"{name[: inside.start()]} {name[inside.end() :]}".strip()


def _recognised(name: str) -> tuple[str, str, str, float]:
    known = words()
    key = fold(name)
    if not key:
        return "", "", "", 0.0
    for exact in (key, _squeezed(key), _folded_text(name[:300])):
        if exact in known.fields:
            return *_parted(known.fields[exact]), "", 1.0
    if _name_order(key, known):
        return "name", "", "", 0.95
    tokens = [piece for token in key.split() for piece in _cut(token, known)]
    counts = [token for token in tokens if token.isdecimal()]
    slot = counts[0] if counts else ""
    last = tokens[-1] if tokens[-1].isdecimal() else ""
    tokens = [token for token in tokens if not token.isdecimal()]
    if _is_customer_number(tokens, known):
        return "external_id", "", slot, 0.95
    field, label, slot, confidence = _special(tokens, slot, known) or _look(tokens, slot, known) or ("", "", slot, 0.0)
    if field in ("street", "address") and slot and (last or "line" in tokens):
        # "Business Street 2" is the second line of one address, "Address 2 - Street" is another address, and
        # "Address 2: Street 1" the first line of that
        field, slot = _LINES.get(last or slot, "street2") or field, slot if last and len(counts) > 1 else ""
    return field, label, slot, confidence


def _squeezed(key: str) -> str:
    """Blanks in a Japanese or Chinese name mean nothing, nor does politeness: ミドル ネーム, ご来店日."""
    if not _EAST_ASIAN.match(key):
        return key
    # without its two strokes, as everywhere in a folded name, ご is こ
    return key.replace(" ", "").removeprefix("こ").removeprefix("お").removeprefix("御")


def _name_order(key: str, known: Words) -> str:
    """Which part of the name is said first in "Cognome e Nome" or "First Last"; empty for any other column."""
    tokens = [token for token in key.split() if token not in _AND]
    for cut in range(1, len(tokens)):
        first, second = (known.fields.get(" ".join(half), "") for half in (tokens[:cut], tokens[cut:]))
        if {first, second} in ({"given", "family"}, {"given", "name_or_part"}, {"family", "name_or_part"}):
            return "given" if first == "given" or second == "family" else "family"
    return ""


def _is_customer_number(tokens: Sequence[str], known: Words) -> bool:
    """Whether a name is made of a word for the customer and one for a number: "Client #", "Nº de cliente"."""
    said = {token for token in tokens if token not in ("de", "do", "del", "di", "du", "la")}
    return bool(said & known.customers) and bool(said & known.numbers) and said <= known.customers | known.numbers


@lru_cache(maxsize=100)
def family_comes_first(name: str) -> bool:
    """Whether a column of whole names says that the family name stands first in them."""
    key = fold(name)
    return key in words().family_first or _name_order(key, words()) == "family"


def _cut(token: str, known: Words) -> list[str]:
    """A Japanese or Chinese name without blanks, parted behind the word that says which one it is: 会社|電話."""
    if token in known.fields or token in known.labels:
        return [token]
    for word in known.cuts:
        rest = token.removeprefix(word).removeprefix("の")
        if token.startswith(word) and rest:
            return [word, rest]
    return [token.removeprefix("の").removesuffix("の") or token]


def _special(tokens: list[str], slot: str, known: Words) -> tuple[str, str, str, float] | None:
    """A column that says of another one what kind it is ("Phone 1 - Type"), or repeats a name beside an e-mail."""
    rest = [token for token in tokens if token not in known.values]
    if rest and len(rest) < len(tokens) and (found := _counted(rest, slot, known)):
        return *_parted(found), slot, 0.95
    kinds = [token for token in rest if token in known.kinds]
    about = [token for token in rest if token not in known.kinds]
    about = [token for token in about if token not in known.noise] or about
    field = _counted(about, slot, known).partition(":")[0]
    if len(kinds) == 1 and field and (rest[0] in kinds or rest[-1] in kinds):
        return (f"{field}_label" if field in LABELLED else "ignored"), "", slot, 0.95
    shown = [token for token in about if token not in known.display]
    if len(shown) < len(about) and known.fields.get(" ".join(_nameless(shown)), "") == "email":
        return "ignored", "", slot, 0.9
    return None


def _counted(tokens: list[str], slot: str, known: Words) -> str:
    """What people have several of, each with a column for its kind; an event or relation only where it has a number."""
    name = " ".join(tokens)
    found = known.fields.get(name, "")
    if found.partition(":")[0] in LABELLED | {"url"}:
        return found
    return known.slotted.get(name, "") if slot else ""


def _parted(found: str) -> tuple[str, str]:
    field, _, label = found.partition(":")
    return field, label


def _nameless(tokens: list[str]) -> list[str]:
    return [token for token in tokens if token not in ("name", "nombre", "nome", "nom", "als", "as", "para")]


def _look(tokens: list[str], slot: str, known: Words) -> tuple[str, str, str, float] | None:
    """The longest rest of the name that is known, after words that only say which one it is."""
    for rest, label, confidence in _rests(tokens, known):
        for without_noise in (False, True):
            left = [token for token in rest if not (without_noise and token in known.noise)]
            if len(left) < len(tokens) and left == tokens[:1] and left[0] in _BARE_PARTS:
                continue  # "Last contact" and "First client" are days, "Client last" is a name
            found = known.fields.get(" ".join(left)) or _in_address(left, known)
            if found and _fits(found, label, left) and not (found in _WHOLE_NAMES and "preferred" in tokens):
                field, own = _parted(found)
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


def _in_address(tokens: list[str], known: Words) -> str:
    """The part of an address behind or before the word for it: "Address - City", "Cidade do endereço"."""
    if len(tokens) < 2 or not _ADDRESS & {tokens[0], tokens[-1]}:
        return ""
    before = tokens[0] in _ADDRESS
    found = known.fields.get(" ".join(tokens[1:] if before else tokens[:-1]), "")
    return found if found in ADDRESS_PARTS or (before and found in ("organisation", "phone")) else ""


def _fits(found: str, label: str, rest: list[str]) -> bool:
    """A word such as "work" in front may only qualify what people have several of."""
    field = found.partition(":")[0]
    if not rest:
        return False
    if not label:
        return True
    return field in _QUALIFIED or (
        field in ("name", "given", "family", "organisation") and label in ("billing", "main", "mailing")
    )


def is_known(cell: str) -> bool:
    """Whether a cell reads like a column's name that is known; who refuses mailings ("no email") a row may say too."""
    if not cell or len(cell) > 60:
        return False
    return recognise(cell.strip())[0] not in ("", "opted_out") or fold(cell) in words().calendar


def means_number(name: str) -> bool:
    """Whether a column or an own field of this name holds customer numbers."""
    return recognise(name)[0] == "external_id"


@lru_cache(maxsize=1_000)
def kind_of(text: str) -> str:
    """What a label in a cell says in our words: "Casa" is home, "Móvil" is mobile; others as they stand."""
    folded = fold(text)
    labels = words().labels
    label = labels.get(folded, "")
    if not label and any(labels.get(token) == "fax" for token in folded.split()):
        return "fax"  # "Home Fax", which no word of the kind stands for
    return label or (folded if folded in ("home", "work", "mobile", "other") else "")


@lru_cache(maxsize=1)
def known_fields() -> frozenset[str]:
    """Every field that a column can be mapped to."""
    guessed = {field.partition(":")[0] for field in words().fields.values()} | {"event", "relation", "custom", "im"}
    return frozenset(guessed - {"name_or_part", "title", "profession", "refused", "reviewer", "who", "account_number"})


def calendar_plan(header: Iterable[str]) -> dict[str, list[int]]:
    """Which columns of a calendar export are which; empty unless it has a subject and a start."""
    found: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        if kind := words().calendar.get(fold(name)):
            found.setdefault(kind, []).append(index)
    return found if {"subject", "start_date"} <= found.keys() else {}
