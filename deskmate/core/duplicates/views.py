"""A person as the search sees them: every field folded once, so that comparing is cheap."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from sys import intern

from deskmate.core.duplicates.names import LEGAL_FORMS, PARTICLES, listed, name_words, plain, roots, split_full
from deskmate.core.duplicates.persons import Address, Person
from deskmate.core.text import digits, fold, words

# Words for "street" say nothing about which one it is
_WAYS = listed(
    """street st road rd avenue ave av drive dr lane ln place pl court ct crescent cres cr circuit cct close cl way
    terrace tce boulevard blvd square sq highway hwy parade pde grove gr strasse str weg platz allee gasse ring rue
    chemin via viale piazza corso calle avenida plaza paseo rua travessa praca straat laan plein ulica ul"""
)
_WAY_ENDING = re.compile(r"(strasse|str|straat)$")
_UNITS = listed("apt apartment apmnt unit flat suite ste floor fl room no nr number")
_EXTENSION = re.compile(r"(?i)(ext\.?|x|#|durchwahl)\s*\d+\s*$")
# Mail arriving at any spelling of these reaches one box: Gmail ignores dots and everything from the plus sign on
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
PHONE_DIGITS = 9
_FEWEST_PHONE_DIGITS = 6
# Characters of a field that are compared; a whole letter in the wrong column must not stall the search
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class AddressView:
    """An address in comparable parts: house number, street and other lines without words for "street" and "flat"."""

    number: str
    street: str
    more: str
    city: str
    postcode: str
    region: str


@dataclass(frozen=True, slots=True)
class View:
    """A person in comparable form. `given` and `family` are words; `birthday` is (year, month, day), 0 = unknown."""

    id: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    given_whole: str
    family_whole: str
    given_roots: frozenset[str]
    birthday: tuple[int, int, int]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    addresses: tuple[AddressView, ...]
    numbers: tuple[str, ...]


def view(person: Person) -> View:
    """The comparable form of a person; any text at all has one."""
    given, family = _name(person)
    called = name_words(person.known_as[:_LONGEST])
    first = given[:1] + called[:1]
    return View(
        id=person.id,
        given=given or called,
        family=family,
        given_whole=intern("".join(given or called)),
        family_whole=intern("".join(family)),
        given_roots=frozenset().union(*(roots(word) for word in first)),
        birthday=(person.birth_year or 0, person.birth_month or 0, person.birth_day or 0),
        phones=_kept(phone_key(phone) for phone in person.phones),
        emails=_kept(email_key(email) for email in person.emails),
        addresses=tuple(a for a in map(address_view, person.addresses) if a != _NOWHERE),
        numbers=_kept("".join(words(number[:_LONGEST])) for number in person.numbers),
    )


def _name(person: Person) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given and family words; a company's name is one word, and its own as a given name is, not its household's."""
    if person.given.strip() or person.family.strip():
        given, family = name_words(person.given[:_LONGEST]), name_words(person.family[:_LONGEST])
    elif person.full.strip():
        given, family = split_full(person.full[:_LONGEST])
    else:
        company = name_words(person.organisation[:_LONGEST])
        whole = "".join(tuple(word for word in company if word not in LEGAL_FORMS) or company)
        given, family = ((whole,) if whole else ()), ()
    return tuple(intern(plain(w)) for w in given), tuple(intern(plain(w)) for w in family)


def telling(family: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a family name without particles such as "van" and "de", all of them where nothing else is left."""
    return tuple(word for word in family if word not in PARTICLES) or family


def phone_key(phone: str) -> str:
    """The last nine digits, which a number keeps in any notation; empty for what can't be anybody's own number."""
    key = digits(_EXTENSION.sub("", phone[:_LONGEST])).lstrip("0")[-PHONE_DIGITS:]
    return intern(key) if len(key) >= _FEWEST_PHONE_DIGITS and len(set(key)) > 1 and key not in "1234567890" else ""


def email_key(email: str) -> str:
    """The e-mail address as its post office sees it; empty for blanks and for what holds no name before the @."""
    address = fold(email[:_LONGEST]).strip().removeprefix("mailto:").strip("<>")
    local, at, domain = address.rpartition("@")
    if not at:
        return intern(address) if len(address) > 5 and "." in address and " " not in address else ""
    local = local.split("+", 1)[0]
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return intern(f"{local}@{domain}") if local and domain else ""


def address_view(address: Address) -> AddressView:
    """The comparable parts of an address."""
    found = words(address.street[:_LONGEST])
    numbers = [word for word in found if word[0].isdecimal()]
    return AddressView(
        number=intern(numbers[0] if numbers else ""),
        street=_line(found),
        more=_line(words(address.more[:_LONGEST])),
        city=intern(plain("".join(words(address.city[:_LONGEST])))),
        postcode=intern("".join(words(address.postcode[:_LONGEST]))),
        region=intern("".join(words(address.region[:_LONGEST]))),
    )


_NOWHERE = AddressView("", "", "", "", "", "")


def _line(found: list[str]) -> str:
    named = [word for word in found if not word[0].isdecimal() and word not in _UNITS]
    kept = [word for word in named if word not in _WAYS] or named
    return intern(plain("".join(_WAY_ENDING.sub("", word) or word for word in kept)))


def _kept(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
