"""Lists of `name: value` lines, a blank line between people: LDIF (RFC 2849), Lotus Notes' structured text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from deskmate.core.importing import headers
from deskmate.core.importing.limits import STEP, ShouldStop, check_columns, check_rows, check_stop

_LINE = re.compile(r"([A-Za-z\u00c0-\uffff][\w .()/;-]{0,40}?)[ \t]*(::?)(?:[ \t]+|$)(.*)", re.DOTALL)
_TECHNICAL = frozenset({"dn", "objectclass", "changetype", "version", "modifytimestamp", "form", "type", "uid"})
_LDIF = {
    "cn": "name", "sn": "last name", "surname": "last name", "givenname": "first name", "mail": "email",
    "mozillasecondemail": "secondary email", "mozillanickname": "nickname", "xmozillanickname": "nickname",
    "telephonenumber": "work phone", "homephone": "home phone", "mobile": "mobile phone", "cellphone": "mobile phone",
    "facsimiletelephonenumber": "fax", "pager": "pager", "o": "company", "company": "company", "ou": "department",
    "title": "job title", "street": "work street", "postaladdress": "work street", "l": "work city",
    "locality": "work city", "st": "work state", "postalcode": "work zip", "c": "work country",
    "countryname": "work country", "mozillahomestreet": "home street", "homepostaladdress": "home street",
    "mozillahomestreet2": "home street 2", "mozillahomelocalityname": "home city", "mozillahomestate": "home state",
    "mozillahomepostalcode": "home zip", "mozillahomecountryname": "home country", "mozillaworkstreet2":
    "work street 2", "mozillaworkurl": "website", "mozillahomeurl": "website", "workurl": "website", "homeurl":
    "website", "description": "notes", "birthyear": "birth year", "birthmonth": "birth month", "birthday": "birth day",
    "jpegphoto": "photo", "userpassword": "password",
}  # fmt: skip


def is_blocks(text: str) -> bool:
    """Whether most lines read `name: value` and at least two names of a person's data are among them."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:80]
    found = [match[1] for line in lines if (match := _LINE.fullmatch(line))]
    if len(found) < 3 or len(found) * 10 < len(lines) * 6:
        return False
    if any(name.casefold() == "dn" for name in found[:3]):
        return True
    known = {name for name in found if headers.recognise(name)[0] in ("name", "given", "family", "phone", "email")}
    # rows of a table whose first cell happens to hold a colon are no such lines
    return len(known) >= 2 and not any(lines[0].count(sign) >= 2 for sign in ",;\t|")


def rows(text: str, should_stop: ShouldStop) -> list[tuple[int, list[str]]]:
    """A table of the blocks: the names of all lines as its header, a row for each block by its first line's number."""
    people: list[tuple[int, dict[str, str]]] = []
    columns: dict[str, None] = {}
    for count, (number, block) in enumerate(_blocks(text)):
        if not count % STEP:
            check_stop(should_stop)
            check_rows(count)
        person = _person(block)
        if person and set(person) != {"version"}:
            people.append((number, person))
            columns.update(dict.fromkeys(person))
    check_columns(len(columns))
    return [(0, list(columns)), *((number, [one.get(c, "") for c in columns]) for number, one in people)]


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    current: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\f", "\n\n").splitlines(), start=1):
        if line.strip():
            start = start if current else number
            current.append(line)
        elif current:
            yield start, current
            current = []
    if current:
        yield start, current


def _person(block: list[str]) -> dict[str, str]:
    """What one block says; a name that comes again is numbered, a line without a name belongs to the one before."""
    lines: list[list[str]] = []
    for line in block:
        if line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if line[:1] == " " and lines:
            lines[-1][2] += line[1:]
        elif found is not None:
            lines.append([found[1].partition(";")[0].strip(), found[2], found[3]])
        elif lines:
            lines[-1][2] += f"\n{line}"
        else:
            lines.append(["notes", ":", line])
    directory = any(name.casefold() == "dn" for name, _sign, _value in lines)
    person: dict[str, str] = {}
    if directory and any(name.casefold() == "objectclass" and "group" in value.casefold() for name, _s, value in lines):
        lines = [line for line in lines if line[0].casefold() == "member"]  # a list of people is nobody
    for name, sign, value in lines:
        if directory and name.casefold() in _TECHNICAL:
            continue
        named = _LDIF.get(name.casefold(), name) if directory else name
        again = sum(1 for known in person if known.partition(" #")[0] == named)
        person[f"{named} #{again + 1}" if again else named] = _plain(value) if sign == "::" else value
    return person


def _plain(value: str) -> str:
    """The text behind two colons, which stands in base64 (RFC 2849)."""
    try:
        return base64.b64decode(value.replace(" ", ""), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return value
