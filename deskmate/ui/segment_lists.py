"""A segment's list on paper, as a PDF, or as a file for other programs; the job's name tells nobody who is on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog

from deskmate.core import segments, settings
from deskmate.core.errors import DeskmateError
from deskmate.core.segments import Contacting, Filter, PrintedList, Reach
from deskmate.reminders.sheets import Line, Section, Sheet
from deskmate.ui import file_places, paper, sheets
from deskmate.ui.desk import Desk
from deskmate.ui.widgets import sentence_for, spoken_date

JOB_NAME = "Deskmate list"
_FOOTER = "This list names customers: keep it behind the counter, and destroy it when it has served."


@dataclass(frozen=True)
class Ordered:
    """Which list is wanted: under which name, of whom, for what."""

    name: str
    wanted: Filter
    contacting: Contacting | None


def print_list(desk: Desk, ordered: Ordered) -> None:
    """Ask for a printer and send it the list; only the owner may."""
    if not desk.is_owner("print lists of customers"):
        return
    to_printer = partial(_to_printer, desk, ordered)
    paper.ask_printer(desk.shell, JOB_NAME, JOB_NAME, to_printer, region=settings.current(desk.db).region)


def save_pdf(desk: Desk, ordered: Ordered) -> None:
    """Ask where to and write the list as a PDF; only the owner may."""
    if desk.is_owner("print lists of customers"):
        _ask_file(desk, ordered, "PDF (*.pdf)", "pdf", partial(pdf_to, desk, ordered))


def save_file(desk: Desk, ordered: Ordered) -> None:
    """Ask where to and write the list as an Excel sheet or CSV; only the owner may."""
    if desk.is_owner("export lists of customers"):
        _ask_file(desk, ordered, "Excel (*.xlsx);;CSV (*.csv)", "xlsx", partial(file_to, desk, ordered))


def pdf_to(desk: Desk, ordered: Ordered, path: str) -> None:
    """Write the list to a PDF file and say so, or say why not."""

    def write(sheet: Sheet) -> None:
        region = settings.current(desk.db).region
        if desk.attempt(lambda: sheets.write_pdf(sheet, Path(path), region=region)):
            desk.say(f"Saved as {Path(path).name}.")

    _made(desk, ordered, write)


def file_to(desk: Desk, ordered: Ordered, path: str) -> None:
    """Write the list to a CSV or Excel file on the worker and say so, or say why not."""
    db, by, now, to = desk.db, desk.actor(), desk.now(), Path(path)
    name, wanted, contacting = ordered.name, ordered.wanted, ordered.contacting

    def work(_progress: Any, _should_stop: Any) -> Reach:
        return segments.export(db, name, wanted, to, contacting=contacting, by=by, now=now)

    def done(reach: Reach) -> None:
        desk.say(f"Saved as {to.name}: {segments.spoken(reach)}")

    _run(desk, work, done)


def sheet_of(printed: PrintedList, ordered: Ordered, *, sentence: str, shop: str, day: str) -> Sheet:
    """The list as a page to print."""
    lines = tuple(Line(_named(one.name, one.known_as), detail=one.reach) for one in printed.customers)
    head, _, left_out = segments.spoken(printed.reach).partition(". ")
    subtitle = " · ".join(filter(None, (shop, day, sentence)))
    section = Section("Customers", lines, "Nobody just now.")
    note = (Section(left_out, (), head),) if left_out else ()
    return Sheet(ordered.name or "Customers", subtitle, (section, *note), _FOOTER)


def _to_printer(desk: Desk, ordered: Ordered, printer: QPrinter) -> None:
    def paint(sheet: Sheet) -> None:
        sheets.paint(sheet, printer)
        desk.say("The list is sent to the printer.")

    _made(desk, ordered, paint)


def _made(desk: Desk, ordered: Ordered, use: Callable[[Sheet], None]) -> None:
    """Reads the list on the worker and hands it over."""
    db, by, now = desk.db, desk.actor(), desk.now()
    shop, day = settings.current(db).shop_name, spoken_date(desk.today())

    def work(_progress: Any, _should_stop: Any) -> Sheet:
        printed = segments.printed(db, ordered.name, ordered.wanted, contacting=ordered.contacting, by=by, now=now)
        sentence = segments.sentence(ordered.wanted, segments.offered(db))
        return sheet_of(printed, ordered, sentence=sentence, shop=shop, day=day)

    _run(desk, work, use)


def _run(desk: Desk, work: Callable[[Any, Any], Any], done: Callable[[Any], None]) -> None:
    def failed(error: BaseException) -> None:
        desk.say(sentence_for(error))
        if not isinstance(error, DeskmateError):
            raise error

    desk.background.run(work, on_done=done, on_failed=failed, owner=desk.shell)


def _ask_file(desk: Desk, ordered: Ordered, filters: str, ending: str, then: Callable[[str], None]) -> None:
    bare = "".join(letter for letter in ordered.name if letter.isalnum() or letter in " -_").strip() or "Customers"
    dialog = QFileDialog(desk.shell, JOB_NAME, str(file_places.documents() / f"{bare}.{ending}"), filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    dialog.open()


def _named(name: str, known_as: str) -> str:
    return f"{name} ({known_as})" if known_as else name
