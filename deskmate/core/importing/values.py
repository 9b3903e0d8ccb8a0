"""Single cells: cleaned, and told apart by their shape."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from deskmate.core.importing import resource
from deskmate.core.money import digits_after_point
from deskmate.core.text import clean

_EMAIL = re.compile(r"[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\"]+\.[^@\s,;<>()\[\]\".]{2,}")
_IN_BRACKETS = re.compile(r".*<([^<>]+@[^<>]+)>\s*", re.DOTALL)
_PHONE = re.compile(r"[+＋]?[\d(（][\d\s()（）./\-–—+]{4,}(?:\s*(?:x|ext\.?|#)\s*\d+)?", re.IGNORECASE)
_THREE_DIGITS = re.compile(r"\d\D*\d\D*\d")
_ACCOUNT = re.compile(r"\d{7,}|[A-Z]{2}\d{2}[A-Z\d]{11,30}", re.IGNORECASE)
_INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD], None)


@dataclass(frozen=True, slots=True)
class Words:
    """What cells are made of in any of many languages, in lower case."""

    no_value: frozenset[str]
    prefixes: frozenset[str]
    greetings: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    opted_out: frozenset[str]
    opted_in: frozenset[str]
    unwanted: frozenset[str]
    wanted: frozenset[str]
    called_off: frozenset[str]
    nobody: frozenset[str]
    totals: frozenset[str]
    months: Mapping[str, int]
    entry_kinds: Mapping[str, str]
    currencies: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists in resources/import/values.toml."""
    lists = resource.load("values.toml")
    return Words(
        no_value=frozenset(lists["no_value"]),
        prefixes=frozenset(lists["prefixes"]),
        greetings=frozenset(lists["greetings"]),
        yes=frozenset(lists["yes"]),
        no=frozenset(lists["no"]),
        opted_out=frozenset(lists["opted_out"]),
        opted_in=frozenset(lists["opted_in"]),
        unwanted=frozenset(lists["unwanted"]),
        wanted=frozenset(lists["wanted"]),
        called_off=frozenset(lists["called_off"]),
        nobody=frozenset(lists["nobody"]),
        totals=frozenset(lists["totals"]),
        months={name: number for number, names in enumerate(lists["months"], start=1) for name in names.split()},
        entry_kinds=lists["entry_kinds"],
        currencies=tuple(sorted(lists["currencies"].items(), key=lambda pair: -len(pair[0]))),
    )


def tidy(cell: str) -> str:
    """The cell in clean text, without blanks around it; a no-break blank is a blank."""
    if cell.isascii() and cell.isprintable():
        return cell.strip()
    if cell.isprintable() and unicodedata.is_normalized("NFC", cell):
        return cell.strip()
    return clean(cell.replace("\u00a0", " ").translate(_INVISIBLE))


def one_line(cell: str) -> str:
    """The cell with every run of blanks and line breaks as one blank."""
    return " ".join(cell.split()) if ("  " in cell or "\n" in cell or "\t" in cell) else cell


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return not text or (len(text) < 20 and text.casefold() in words().no_value)


def is_email(text: str) -> bool:
    """Whether this is one e-mail address; letters of any script are fine (RFC 6531)."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None and ".." not in text.rpartition("@")[2]


def email(text: str) -> str:
    """The address without `mailto:`, a display name and blanks, in lower case: no provider tells letter cases apart."""
    if (inside := _IN_BRACKETS.fullmatch(text)) is not None:
        text = inside[1]
    text = text.strip().strip("<>").removeprefix("mailto:").removeprefix("MAILTO:").strip()
    return text.lower() if "@" in text else text


def looks_like_phone(text: str) -> bool:
    """Whether this has the shape of a phone number, right or not."""
    return len(text) <= 60 and _PHONE.fullmatch(text) is not None and 5 <= sum(c.isdigit() for c in text) <= 20


def has_enough_digits(text: str) -> bool:
    """Whether something typed as a phone holds at least three digits, as the shortest numbers do."""
    return _THREE_DIGITS.search(text) is not None


def look_like_cards(samples: Sequence[str]) -> bool:
    """Whether most cells are payment card numbers: 13 to 19 digits with a right check digit (ISO/IEC 7812)."""
    numbers = [sample.replace(" ", "").replace("-", "") for sample in samples]
    cards = [number for number in numbers if number.isascii() and number.isdecimal() and 13 <= len(number) <= 19]
    if len(cards) < 2 or len(cards) * 10 < len(numbers) * 6:
        return False
    return sum(1 for card in cards if _luhn(card)) * 10 >= len(cards) * 6


def look_like_accounts(samples: Sequence[str]) -> bool:
    """Whether one of these may be the number of a bank account: an IBAN (ISO 13616), or seven digits or more."""
    return any(_ACCOUNT.fullmatch(sample.replace(" ", "").replace("-", "")) for sample in samples)


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and any(digit != "0" for digit in number)


def mostly_prefixes(samples: Sequence[str]) -> bool:
    """Whether a column called "title" holds Mr, Frau, Dr. and the like."""
    hits = sum(1 for sample in samples if is_prefix(sample))
    return bool(samples) and hits * 2 >= len(samples)


def mostly_greetings(samples: Sequence[str]) -> bool:
    """Whether a column called "salutation" holds what letters begin with: "Geachte heer Dam", "Dear Anna"."""
    hits = sum(1 for sample in samples if sample.casefold().partition(" ")[0] in words().greetings)
    return bool(samples) and hits * 2 >= len(samples)


def is_prefix(text: str) -> bool:
    """Whether this is a salutation or an academic title."""
    return all(word.rstrip(".").casefold() in words().prefixes for word in text.split()) if text.strip() else False


def yes_or_no(text: str) -> bool | None:
    """What a cell of a yes/no column says; None where it says neither."""
    folded = " ".join(text.casefold().split())
    return True if folded in words().yes else False if folded in words().no else None


_STATUS_WORD = re.compile(r"\w+")
_MOST_STATUS_WORDS = 4  # "cancelled by the customer", "No Show (charged)"


def opted_out_by_status(text: str) -> bool | None:
    """Whether a status means "no more mailings"; None for statuses about anything else."""
    folded = _status(text)
    if folded in words().opted_out:
        return True
    return False if folded in words().opted_in else None


def refuses_mailings(text: str, *, asked_for_refusal: bool) -> bool | None:
    """Whether a cell about mailings says that somebody wants none; None where it says nothing about it.

    What yes and no mean depends on whether the column asks who refuses ("Opt out") or who agrees ("Newsletter"), but
    "Unsubscribed" and "Do Not Allow" mean the same in both.
    """
    folded = _status(text)
    if folded in words().unwanted or folded in words().opted_out:
        return True
    if folded in words().wanted:
        return False
    answer = yes_or_no(text)
    if answer is None:
        return False if folded in words().opted_in else None
    return answer if asked_for_refusal else not answer


def says_called_off(text: str) -> bool:
    """Whether a status says that an appointment or an order came to nothing."""
    said = _STATUS_WORD.findall(_status(text))[:_MOST_STATUS_WORDS]
    return any(" ".join(said[:length]) in words().called_off for length in range(len(said), 0, -1))


def names_nobody(name: str) -> bool:
    """Whether a name stands where a till knows nobody, as "Walk-In" does."""
    return _status(name.replace("-", " ")) in words().nobody


def _status(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


_MONEY = re.compile(r"[-+(]?\s*\d[\d\s.,'’]*\)?")
_ISO = re.compile(r"\b[A-Z]{3}\b")


def money(text: str, stated: str = "") -> tuple[float | None, str]:
    """(amount, currency) of `$1,234.50`, `1.234,50 €`, `12 CHF`; (None, "") for anything else.

    `stated` is the currency that another column names; 1.234 is little more than one where it has thousandths (KWD).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    currency = next((code for sign, code in words().currencies if sign in text), "")
    if not currency and (code := _ISO.search(plain)):
        currency = code[0]
    found = _MONEY.search(plain)
    if found is None or len(plain) > 40:
        return None, ""
    rest = plain[: found.start()] + plain[found.end() :]
    if len(re.sub(r"[^\w]", "", rest)) > 4 or any(c.isdigit() for c in rest):
        return None, ""
    number = _number(found[0], stated or currency)
    negative = "-" in plain[: found.start() + 1] or (found[0].startswith("(") and found[0].endswith(")"))
    return (None if number is None else -number if negative else number), currency


def _number(text: str, currency: str) -> float | None:
    digits = re.sub(r"[^\d.,]", "", text)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
    elif comma >= 0 or point >= 0:
        sign = "," if comma >= 0 else "."
        after = len(digits) - digits.rfind(sign) - 1
        thousandths = digits_after_point(currency) == 3 or (sign == "." and digits.startswith("0"))
        grouped = digits.count(sign) > 1 or (after == 3 and not thousandths)
        decimal = "" if grouped else sign
    else:
        decimal = ""
    whole = digits.replace("," if decimal == "." else ".", "") if decimal else re.sub(r"[.,]", "", digits)
    try:
        return float(whole.replace(",", "."))
    except ValueError:
        return None


_PLACES = (
    re.compile(r"(?:[A-Z]{1,3}-)?(?P<postal_code>\d{3,6}(?:[ -]\d{2,4})?(?: ?[A-Z]{2}\b)?)[,\s]+(?P<city>\D.*)"),
    re.compile(r"(?P<city>.+?),?\s+(?P<region>[A-Z]{2})\.?,?\s+(?P<postal_code>\d{5}(?:-\d{4})?)"),
    re.compile(r"(?P<city>.+?)[,\s]+(?P<postal_code>[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|\d{4,6})"),
)


def postcode_and_city(text: str) -> dict[str, str]:
    """The parts of "10115 Berlin", "1012 AB Amsterdam", "Reno, NV 89501" and "London W1D 1AA"; else all is the city."""
    line = one_line(text).strip(" ,")[:200]
    for shape in _PLACES:
        if (found := shape.fullmatch(line)) is not None:
            return {part: value.strip(" ,") for part, value in found.groupdict().items()}
    return {"city": line}


def stars(text: str) -> float | None:
    """How many stars of five: `4`, `4/5`, `4.5 stars`, `★★★★☆`, `⭐⭐⭐`, "FIVE"."""
    filled = sum(text.count(sign) for sign in "★⭐✭🌟")
    if filled:
        return float(min(filled, 5))
    in_words = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0}
    if text.strip().casefold() in in_words:
        return in_words[text.strip().casefold()]
    found = re.match(
        r"\s*(\d+(?:[.,]\d+)?)\s*(?:(?:/|(?:out )?of|von|van|sur|de|su)\s*(\d+)|stars?|$)", text, re.IGNORECASE
    )
    if found is None or len(found[0]) > 20:
        return None
    top = next((float(group) for group in found.groups()[1:] if group), 5.0)
    value = float(found[1].replace(",", "."))
    return value * 5 / top if top and value <= top else None
