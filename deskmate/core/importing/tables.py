"""A table from any source into records: its header found, its columns and dates understood, every row listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from deskmate.core.importing import (
    calendars,
    columns,
    dates,
    glance,
    header_row,
    headers,
    name_capitals,
    other_lines,
    own,
    repeats,
    rows,
    visit_lists,
)
from deskmate.core.importing.draft import Plan
from deskmate.core.importing.header_row import Rows
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
_NOBODY = (
    "This doesn't look like a list of people: no column was recognised as a name, a phone or an e-mail address. "
    "Choose the columns yourself."
)


def understand(table: Rows, options: Options) -> Import:
    """What the rows of a table say; format, encoding and delimiter are the caller's to add."""
    filled = [row for row in table if other_lines.first_cell(row[1]) and not other_lines.is_rule(row[1])]
    if not filled:
        return Import("", problems=(Problem(0, "", "The file holds no rows."),))
    if options.has_header is None and not options.mapping and header_row.lies_on_its_side(filled):
        filled = list(enumerate(map(list, zip_longest(*(cells for _number, cells in filled), fillvalue="")), start=1))
    asked = options.has_header
    at = header_row.found_at(filled) if asked is None else (0 if asked else -1)
    header, body, vendor = header_row.taken(filled, at)
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
        planned = header_row.guess_names(planned, body)
        if asked is None and not {column.field for column in planned} & columns.PEOPLE:
            return understand(table, replace(options, has_header=True))
    return _records(base, planned, body, header, options)


def _records(base: Import, planned: tuple[Column, ...], body: Rows, header: Sequence[str], options: Options) -> Import:
    """The records of the rows below the header, and all that has to be said or asked about them."""
    questions: list[Question] = []
    problems = _file_problems(planned)
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
        reason = other_lines.why_nobody(cells, header)
        if not reason and other_lines.is_alone(cells) and _heads_names(body, count + 1, header):
            reason = "a title above the column names"
        if reason:
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
    told = visit_lists.told(records, planned) if plan.dated is not None else records
    return replace(base, columns=planned, questions=tuple(questions), records=repeats.marked(told),
                   problems=_capped(problems))  # fmt: skip


def _heads_names(body: Rows, place: int, header: Sequence[str]) -> bool:
    return place < len(body) and other_lines.why_nobody(body[place][1], header) == other_lines.NAMES_AGAIN


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


def _file_problems(planned: Sequence[Column]) -> list[Problem]:
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
    family_alone = alone is not None and _holds_family_names(alone, {column.field for column in planned})
    turned = alone is not None and headers.family_comes_first(alone.name)
    whole = (cells[alone.index] for _n, cells in body if alone is not None and alone.index < len(cells))
    ambiguous = frozenset(column.index for column in unsure)
    by_number = _by_number({column.field for column in planned})
    seen = {c.index: glance.at_column([cells[c.index] for _n, cells in body if c.index < len(cells)]) for c in planned}
    capitals = name_capitals.are_shown_by(whole)
    return rows.make_plan(planned, seen, orders, options.region, ambiguous_order=ambiguous, family_alone=family_alone,
                          family_first=turned, capitals=capitals, by_number=by_number, today=options.today)  # fmt: skip


def _holds_family_names(column: Column, fields: set[str]) -> bool:
    """Whether a single word in a column of names is a family's: "Nom", and "Name" beside "Vorname"."""
    return headers.fold(column.name) == "nom" or ("given" in fields and "family" not in fields)


def _evidence(planned: Sequence[Column], body: Rows) -> list[dates.Order]:
    """What other dates of this file prove, in columns of any kind."""
    found = []
    for column in planned:
        cells = [cells[column.index] for _number, cells in body[:2_000] if column.index < len(cells)]
        dated = [cell for cell in cells if dates.needs_order(cell) or (len(cell) < 30 and any(c in cell for c in "/-"))]
        if dated and (order := dates.proven(dated)) is not None:
            found.append(order)
    return found


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
