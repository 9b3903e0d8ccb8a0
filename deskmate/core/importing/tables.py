"""A table from any source into records: its header found, its columns and dates understood, every row listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from deskmate.core.importing import calendars, columns, dates, glance, headers, own, repeats, rows, values
from deskmate.core.importing.draft import Plan
from deskmate.core.importing.limits import MAX_PROBLEMS, STEP, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Column, Import, Problem, Question, Record

_LOOK = 20
_DATE_FIELDS = (
    "birthday",
    "anniversary",
    "last_visit",
    "last_purchase",
    "visit_at",
    "purchase_at",
    "note_at",
    "review_at",
    "entry_at",
    "event",
)
_PAGE = re.compile(
    r"(?:page|seite|pagina|página|blatt|strona|страница)\s*:?\s*\d+(?:\s*(?:of|von|sur|de|di|van|z|из|/)\s*\d+)?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\(?\d+\s+(?:records?|rows?|customers?|clients?|contacts?|entries|results?|kunden|datensätze|einträge|kontakte|"
    r"zeilen|contactos|clientes|registros|clienti|contatti|klanten|rijen|enregistrements?|lignes?)\b[^\d@]{0,30}",
    re.IGNORECASE,
)
_RULED = frozenset("-=+_:*|~ \t")
_RULE = re.compile(r"[-=+_:*|~\s]+")
_NOBODY = (
    "This doesn't look like a list of people: no column was recognised as a name, a phone or an e-mail address. "
    "Choose the columns yourself."
)

Rows = Sequence[tuple[int, list[str]]]


def understand(table: Rows, options: Options) -> Import:
    """What the rows of a table say; format, encoding and delimiter are the caller's to add."""
    filled = [(number, cells) for number, cells in table if _first(cells) and not _is_rule(cells)]
    if not filled:
        return Import("", problems=(Problem(0, "", "The file holds no rows."),))
    if options.has_header is None and not options.mapping and _lies_on_its_side(filled):
        filled = list(enumerate(map(list, zip_longest(*(cells for _number, cells in filled), fillvalue="")), start=1))
    asked = options.has_header
    at = _header_at(filled) if asked is None else (0 if asked else -1)
    header, body, vendor = _header(filled, at)
    titles = tuple(" ".join(cell for cell in cells if cell.strip()) for _number, cells in filled[: max(at, 0)])
    base = Import("", has_header=at >= 0, header=tuple(header), rows=len(body), title_lines=titles,
                  sample=tuple(tuple(cells) for _number, cells in body[:_LOOK]))  # fmt: skip
    if at >= 0 and not options.mapping and (calendar := headers.calendar_plan(header)):
        return calendars.from_table(base, calendar, body, options)
    if at == 0 and not options.mapping and own.is_own(header, body):
        return own.read(base, header, body, options)
    names = header if not vendor else list(vendor)
    width = max((len(cells) for _number, cells in body[:200]), default=len(header))
    names = [*names, *([""] * (width - len(names)))]
    cells = [cells for _number, cells in body]
    planned = columns.plan(names, cells, mapping=options.mapping, has_header=at >= 0 or bool(vendor))
    if at < 0 and not vendor and not options.mapping:
        planned = _guess_names(planned, body)
        if asked is None and not {column.field for column in planned} & columns.PEOPLE:
            return understand(table, replace(options, has_header=True))
    return _records(base, planned, body, header, options)


def _lies_on_its_side(filled: Rows) -> bool:
    """Whether the first column holds the names of columns, and each other one is a customer."""
    if not 3 <= len(filled) <= 60 or len({len(cells) for _number, cells in filled}) > 1 or len(filled[0][1]) < 2:
        return False
    names = [cells[0].strip() for _number, cells in filled]
    beside = [cell for _number, cells in filled for cell in cells[1:4]]
    known = sum(map(headers.is_known, names))
    return known > 2 and known * 10 >= len(names) * 8 and sum(map(headers.is_known, beside)) * 5 < len(beside)


def _is_rule(cells: Sequence[str]) -> bool:
    """A line drawn between rows, as consoles and Markdown have it."""
    first = next((cell for cell in cells if cell), "")
    if first[:1] not in _RULED:
        return False
    shown = [cell for cell in cells if cell.strip()]
    return all(len(cell.strip()) > 2 and _RULE.fullmatch(cell) for cell in shown) if shown else False


def _header_at(filled: Rows) -> int:
    """Which of the first rows holds the column names; -1 when none does."""
    best, best_known = -1, 0
    for place, (_number, cells) in enumerate(filled[:15]):
        shown = [cell.strip() for cell in cells if cell.strip()]
        if any(_is_data(cell) for cell in shown):
            if best >= 0:
                break
            continue
        known = sum(1 for cell in shown if headers.is_known(cell))
        if known > best_known and (known >= 2 or len(shown) == 1 or known * 3 >= len(shown)):
            best, best_known = place, known
    if best < 0 or (best > 0 and best_known < 2):
        best = 0 if _unknown_header(filled) else -1 if best < 0 else best
    return best


def _is_data(cell: str) -> bool:
    """Whether a cell can't be the name of a column: an e-mail address, a phone, a date, a number."""
    if values.is_email(cell) or values.looks_like_phone(cell):
        return True
    bare = cell.replace(".", "").replace(",", "").replace(" ", "").lstrip("+-$€£")
    return (bare.isdecimal() and len(bare) > 2) or (any(c.isdigit() for c in cell) and dates.parse(cell) is not None)


def _unknown_header(filled: Rows) -> bool:
    """Whether the first row reads like column names that nobody has seen before."""
    cells = [cell.strip() for cell in filled[0][1]]
    shown = [cell for cell in cells if cell]
    if (
        not shown
        or any(_is_data(cell) or len(cell) > 60 for cell in shown)
        or len(set(map(str.casefold, shown))) < len(shown)
    ):
        return False
    if len(filled) == 1:
        return False
    return not _same_kind(cells, [row for _number, row in filled[1:30]])


def _same_kind(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds the same kind of words as the rows below."""
    for index, cell in enumerate(first):
        below = [row[index].strip() for row in others if index < len(row) and row[index].strip()]
        if below and cell and sum(_is_data(value) for value in below) * 2 > len(below):
            return False
    return all(" " in cell.strip() and cell[:1].isupper() for cell in first if cell)


def _header(filled: Rows, at: int) -> tuple[list[str], Rows, tuple[str, ...]]:
    if at >= 0:
        header = [values.tidy(cell) for cell in filled[at][1]]
        if at and filled[at - 1][0] == filled[at][0] - 1:
            header = _under(filled[at - 1][1], header)
        return header, filled[at + 1 :], ()
    vendor = _vendor_without_header(filled)
    return [], filled, vendor


def _under(above: Sequence[str], header: Sequence[str]) -> list[str]:
    """Column names that stand in two rows, as in "Phone" over "Home, Work": each with the word above it it needs."""
    groups = [values.tidy(cell) for cell in above]
    if sum(map(bool, groups)) < 2 or any(map(_is_data, filter(None, groups))):
        return list(header)
    names: list[str] = []
    group = ""
    for index, name in enumerate(header):
        over = groups[index] if index < len(groups) else ""
        group = over or group
        names.append(over if not name else _together(group, name))
    return names


def _together(group: str, name: str) -> str:
    alone, both = headers.recognise(name)[0], headers.recognise(f"{group} {name}")[0]
    qualifies = headers.kind_of(group) in ("home", "work", "billing", "shipping")
    return f"{group} {name}" if both and (not alone or (alone == both and qualifies)) else name


def _vendor_without_header(filled: Rows) -> tuple[str, ...]:
    """The columns of a program that writes none, recognised by their number and where its e-mails stand."""
    for names, email_at in headers.words().headerless:
        for _number, cells in filled[:5]:
            there = [cells[index].strip() for index in email_at if index < len(cells)]
            fits = abs(len(cells) - len(names)) <= 1 and all(not cell or values.is_email(cell) for cell in there)
            if not fits or not any(there):
                break
        else:
            return names
    return ()


def _guess_names(planned: tuple[Column, ...], body: Rows) -> tuple[Column, ...]:
    """Without column names: the first columns of plain words hold the name."""
    words = [column for column in planned if not column.field and _is_wordy(column, body)]
    if not words:
        return planned
    two = (
        len(words) > 1 and words[1].index == words[0].index + 1 and _single_words(words[0]) and _single_words(words[1])
    )
    guessed = {words[0].index: "given", words[1].index: "family"} if two else {words[0].index: "name"}
    return tuple(
        replace(column, field=guessed[column.index], confidence=0.4) if column.index in guessed else column
        for column in planned
    )


def _single_words(column: Column) -> bool:
    return bool(column.samples) and all(" " not in sample for sample in column.samples)


def _is_wordy(column: Column, body: Rows) -> bool:
    cells = [
        cells[column.index] for _number, cells in body[:50] if column.index < len(cells) and cells[column.index].strip()
    ]
    letters = [
        cell
        for cell in cells
        if any(c.isalpha() for c in cell) and not any(c.isdigit() for c in cell) and len(cell) < 60
    ]
    return bool(cells) and len(letters) * 10 >= len(cells) * 8


def _records(base: Import, planned: tuple[Column, ...], body: Rows, header: Sequence[str], options: Options) -> Import:
    """The records of the rows below the header, and all that has to be said or asked about them."""
    questions: list[Question] = []
    problems = _file_problems(planned, header, base)
    people = {column.field for column in planned}
    base = replace(base, sample=_without(base.sample, {c.index for c in planned if c.field == "refused"}))
    if not people & columns.PEOPLE and not (options.mapping and "organisation" in people) and not _by_number(people):
        question = Question("no_people", _NOBODY, tuple((str(i + 1), name) for i, name in enumerate(header)))
        problems.append(Problem(0, "", _NOBODY))
        listed = [Problem(number, "", "Left out: no column of this file names a person.") for number, _cells in body]
        return replace(base, columns=planned, questions=(question,), problems=(*problems, *listed[:MAX_PROBLEMS]))
    if not base.has_header and not (planned and planned[0].name):
        questions.append(_ask_header(base))
    plan = _plan(planned, body, options, questions)
    records: list[Record] = []
    wrong_width = _width(header, body) if base.has_header else None
    for count, (number, cells) in enumerate(body):
        if not count % STEP:
            check_stop(options.should_stop)
            options.progress(count, len(body))
        if reason := _nobody(cells, header):
            problems.append(Problem(number, "", f"Left out: {reason}."))
            continue
        record, found = rows.read(number, cells, plan)
        if wrong_width and (words := _wrong_width(cells, header, full=options.guarded)):
            found.append(Problem(number, "", words))
        problems += found
        if record is not None:
            records.append(record)
    options.progress(len(body), len(body))
    if not records and not body:
        problems.append(Problem(0, "", "The file holds column names but no rows."))
    return replace(base, columns=planned, questions=tuple(questions), records=repeats.marked(records),
                   problems=_capped(problems))  # fmt: skip


def _without(sample: tuple[tuple[str, ...], ...], refused: set[int]) -> tuple[tuple[str, ...], ...]:
    """The rows to show, with card numbers and passwords hidden."""
    if not refused:
        return sample
    return tuple(tuple("…" if i in refused and cell else cell for i, cell in enumerate(cells)) for cells in sample)


def _by_number(fields: set[str]) -> bool:
    """Whether rows name their customer by number only, and say what happened when: a till's list of sales."""
    dated = fields & {"visit_at", "purchase_at", "note_at", "review_at", "entry_at", "last_visit", "last_purchase"}
    return "external_id" in fields and bool(dated) and not fields & columns.PEOPLE


def _capped(problems: list[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    left = len(problems) - MAX_PROBLEMS
    return (
        *problems[:MAX_PROBLEMS],
        Problem(0, "", f"There are {left} more remarks; these are the first {MAX_PROBLEMS}."),
    )


def _file_problems(planned: Sequence[Column], header: Sequence[str], base: Import) -> list[Problem]:
    found = []
    for column in planned:
        if column.field == "refused" and column.samples:
            reason = "Not brought in: card numbers, account numbers and passwords don't belong in a customer book."
            found.append(Problem(0, column.name or f"Column {column.index + 1}", reason))
    return found


def _ask_header(base: Import) -> Question:
    first = " · ".join(cell for cell in base.sample[0] if cell)[:160] if base.sample else ""
    return Question("has_header", "No column names were found. Is the first row a customer?",
                    (("no", f"a customer: {first}"), ("yes", "column names")), "no")  # fmt: skip


def _plan(planned: tuple[Column, ...], body: Rows, options: Options, questions: list[Question]) -> Plan:
    orders: dict[int, dates.Order] = {}
    dated = [column for column in planned if column.field in _DATE_FIELDS]
    for column in dated:
        cells = (cells[column.index] for _number, cells in body if column.index < len(cells))
        orders[column.index] = dates.column_order(cells)
    unsure: list[Column] = []
    for column in dated:
        if orders[column.index].sure:
            continue
        again = [cells[column.index] for _number, cells in body if column.index < len(cells)]
        if options.date_order in ("dmy", "mdy"):
            orders[column.index] = dates.Order(options.date_order, True)
        else:
            orders[column.index] = dates.column_order(again, region=options.region, hints=_evidence(planned, body))
        if not orders[column.index].sure:
            unsure.append(column)
            questions.append(dates.ask_order(column.name, again))
    alone = next((column for column in planned if column.field == "name"), None)
    french = alone is not None and headers.fold(alone.name) == "nom"
    turned = alone is not None and headers.family_comes_first(alone.name)
    ambiguous = frozenset(column.index for column in unsure)
    by_number = _by_number({column.field for column in planned})
    seen = {c.index: glance.at_column([cells[c.index] for _n, cells in body if c.index < len(cells)]) for c in planned}
    return rows.make_plan(planned, seen, orders, options.region, ambiguous_order=ambiguous, family_alone=french,
                          family_first=turned, by_number=by_number)  # fmt: skip


def _evidence(planned: Sequence[Column], body: Rows) -> list[dates.Order]:
    """What other dates of this file prove, in columns of any kind."""
    found = []
    for column in planned:
        cells = [cells[column.index] for _number, cells in body[:2_000] if column.index < len(cells)]
        dated = [cell for cell in cells if dates.needs_order(cell) or (len(cell) < 30 and any(c in cell for c in "/-"))]
        if dated and (order := dates.proven(dated)) is not None:
            found.append(order)
    return found


def _nobody(cells: Sequence[str], header: Sequence[str]) -> str:
    """Why a row is no customer: totals, the column names once more, or a page number of a printed list."""
    first = _first(cells)
    if _is_total(cells, first):
        return "a line with totals, not a customer"
    if first not in header and not (first[:1].isalpha() and first[-1:].isdigit()):
        return ""
    shown = [cell.strip() for cell in cells if cell.strip()]
    if len(shown) > 1 and shown == [cell for cell in header if cell][: len(shown)]:
        return "the column names once more"
    if len(shown) == 1 and len(header) > 1 and _PAGE.fullmatch(shown[0]):
        return "a page number"
    return ""


def _first(cells: Sequence[str]) -> str:
    """What the first cell says that says anything."""
    for cell in cells:
        if text := cell.strip():
            return text
    return ""


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


def _width(header: Sequence[str], body: Rows) -> int | None:
    """The number of columns where rows mostly keep to it; None where all are short, as some programs write."""
    if not header:
        return None
    fitting = sum(1 for _number, cells in body[:500] if len(cells) >= len(header))
    return len(header) if fitting * 2 > len(body[:500]) or len(body) < 4 else None


def _wrong_width(cells: Sequence[str], header: Sequence[str], *, full: bool) -> str:
    """What is wrong with the number of cells; where rows need not be `full`, as in Excel, they may end early."""
    if len(cells) == len(header):
        return ""
    filled = len(cells)
    while filled and not cells[filled - 1].strip():
        filled -= 1
    if filled > len(header):
        return f"The row has {filled} cells, the header {len(header)}; the cells beyond are kept as they are."
    if full and len(cells) < len(header):
        return f"The row has {len(cells)} cells, the header {len(header)}; look whether the columns fit."
    return ""
