"""Lines of a table that are no customer: totals, page numbers, the column names once more, rules drawn between rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from deskmate.core.importing import values

_PAGE = re.compile(
    r"(?:page|seite|pagina|página|blatt|strona|страница)\s*:?\s*\d+(?:\s*(?:of|von|sur|de|di|van|z|из|/)\s*\d+)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\(?\d+\s+(?:records?|rows?|customers?|clients?|contacts?|entries|results?|kunden|datensätze|einträge|kontakte|"
    r"zeilen|contactos|clientes|registros|clienti|contatti|klanten|rijen|enregistrements?|lignes?)\b[^\d@]{0,30}",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"[^\d@]{0,40}?[\s:](?:\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2}|"
    r"[^\W\d_]{3,9}\.? \d{1,2},? \d{4})\b.*",
    re.DOTALL,
)
_NUMBERED = re.compile(r"[^\W\d_][^\d@:]{1,40}:\s*\d{1,7}")
_ENDS = re.compile(
    r"(?:end of (?:report|list|file)|ende der liste|fin (?:du|de la|del) \w+|fine elenco)\W*", re.IGNORECASE
)
_LEGEND = re.compile(r"(?:[©*]|\*+\s*=|\(c\)\s).{2,}", re.DOTALL | re.IGNORECASE)
NAMES_AGAIN = "the column names once more"
_RULED = frozenset("-=+_:*|~ \t")
_RULE = re.compile(r"[-=+_:*|~\s]+")


def why_nobody(cells: Sequence[str], header: Sequence[str]) -> str:
    """Why a row is no customer: totals, the column names once more, or a page number of a printed list."""
    first = first_cell(cells)
    if _is_total(cells, first):
        return "a line with totals, not a customer"
    if len(header) > 2 and (reason := _why_alone(cells)):
        return reason
    if first not in header and not (first[:1].isalpha() and first[-1:].isdigit()):
        return ""
    shown = [cell.strip() for cell in cells if cell.strip()]
    if len(shown) > 1 and shown == [cell for cell in header if cell][: len(shown)]:
        return NAMES_AGAIN
    if len(shown) == 1 and len(header) > 1 and _PAGE.fullmatch(shown[0]):
        return "a page number"
    return ""


def is_alone(cells: Sequence[str]) -> bool:
    """Whether only the first cell of a row says anything."""
    return bool(cells) and bool(cells[0].strip()) and not any(cell.strip() for cell in cells[1:])


def _why_alone(cells: Sequence[str]) -> str:
    """What a single cell at the beginning of a row is, where it is none of a customer's."""
    if not is_alone(cells):
        return ""
    alone = cells[0].strip()
    if len(alone) == 1 and alone.isascii():
        return "a letter of the alphabet"
    if _DATED.fullmatch(alone) or _NUMBERED.fullmatch(alone) or _ENDS.fullmatch(alone) or _LEGEND.fullmatch(alone):
        return "a line about the list"
    return ""


def first_cell(cells: Sequence[str]) -> str:
    """What the first cell says that says anything."""
    for cell in cells:
        if text := cell.strip():
            return text
    return ""


def is_rule(cells: Sequence[str]) -> bool:
    """A line drawn between rows, as consoles and Markdown have it."""
    first = next((cell for cell in cells if cell), "")
    if first[:1] not in _RULED:
        return False
    shown = [cell for cell in cells if cell.strip()]
    return all(len(cell.strip()) > 2 and _RULE.fullmatch(cell) for cell in shown) if shown else False


def _is_total(cells: Sequence[str], first: str) -> bool:
    if not (_says_total(first) if len(first) < 200 else _says_total.__wrapped__(first)):
        return False
    others = [cell.strip() for cell in cells if cell.strip()][1:]
    if _COUNTED.fullmatch(first):
        return not others
    if first.casefold().rstrip(":") not in values.words().totals:
        rest = first.split(" ", 1)[1:] + others
        return bool(rest) and all(
            _only_number(cell) or cell.casefold() in ("customers", "rows", "kunden", "records") for cell in rest
        )
    return all(_only_number(cell) for cell in others)


@lru_cache(maxsize=20_000)
def _says_total(first: str) -> bool:
    """Whether what stands first in a row is a word for a total, or begins with one."""
    said = first.casefold()
    if not first[:1].isalpha() and _COUNTED.fullmatch(first):
        return True
    return said.rstrip(":") in values.words().totals or said.split(" ")[0].rstrip(":") in values.words().totals


def _only_number(cell: str) -> bool:
    if values.is_email(cell) or not any(character.isdigit() for character in cell):
        return False
    counted = ("customers", "rows", "records", "kunden", "clients")
    return values.money(cell)[0] is not None or all(w[0].isdigit() or w.casefold() in counted for w in cell.split())
