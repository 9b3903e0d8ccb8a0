"""The sheets on paper: one page where it fits, all of it always, and words as typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QMenu

from deskmate.core import customers
from deskmate.core.people import Draft
from deskmate.reminders.sheets import Line, Section, Sheet
from deskmate.ui import sheets
from deskmate.ui.desk import Desk
from deskmate.ui.today_page import TodayPage


def sheet(lines: int, text: str = "Ann Lee: Cut") -> Sheet:
    some = tuple(Line(f"{text} {number}", "09:00–09:30", "Earl Grey") for number in range(lines))
    return Sheet("Morning sheet", "The Corner Shop", (Section("Appointments", some, "Nothing."),))


@pytest.mark.parametrize(("lines", "pages"), [(0, 1), (20, 1), (40, 1)])
def test_a_usual_day_is_one_page(dressed: object, tmp_path: Path, lines: int, pages: int) -> None:
    path = tmp_path / "sheet.pdf"
    assert sheets.write_pdf(sheet(lines), path) == pages
    assert path.read_bytes().startswith(b"%PDF-") and path.stat().st_size > 1000


def test_a_day_that_fits_no_page_takes_more_and_drops_nothing(
    dressed: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = sheets._Pen._text

    def watch(self: sheets._Pen, room: object, text: str, font: object) -> None:
        drawn.append(text)
        draw(self, room, text, font)  # type: ignore[arg-type]

    monkeypatch.setattr(sheets._Pen, "_text", watch)
    whole = sheet(300)
    assert sheets.write_pdf(whole, tmp_path / "sheet.pdf") > 1
    assert {line.text for line in whole.sections[0].lines} <= set(drawn)


@pytest.mark.parametrize("lead", ["09:00–09:30", "by Mon 23 Nov", "by Wed 30 Nov"])
def test_the_day_by_which_stands_on_one_line(
    dressed: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lead: str
) -> None:
    heights: list[tuple[float, float]] = []
    draw = sheets._Pen._text

    def watch(self: sheets._Pen, room: QRectF, text: str, font: QFont) -> None:
        if text == lead:
            needed = QFontMetricsF(font, self._p.device()).boundingRect(room.adjusted(0, 0, 0, 1e6), sheets._WRAP, text)
            heights.append((needed.height(), room.height()))
        draw(self, room, text, font)

    monkeypatch.setattr(sheets._Pen, "_text", watch)
    lines = (Line("Ann Lee: free toner", lead),)
    sheets.write_pdf(Sheet("Closing sheet", "", (Section("Promises", lines, ""),)), tmp_path / "sheet.pdf")
    ((needed, there),) = heights
    assert needed <= there * 1.01


def test_both_kinds_are_saved_with_markup_as_typed(desk: Desk, tmp_path: Path, markup: str) -> None:
    customers.add(desk.db, Draft(markup), by=desk.actor(), now=desk.now())
    for kind in sheets.KINDS:
        sheets.save_to(desk, kind, str(tmp_path / f"{kind}.pdf"))
        assert (tmp_path / f"{kind}.pdf").stat().st_size > 1000
    assert desk.shell.toasts.text() == "Saved as closing.pdf."


def test_a_folder_that_is_not_there_is_said_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    sheets.save_to(desk, "morning", str(tmp_path / "gone" / "sheet.pdf"))
    assert "sheet.pdf can't be written" in desk.shell.toasts.text()


@pytest.mark.parametrize("kind", ["morning", "closing"])
def test_a_sheet_goes_to_the_printer_under_a_name_that_names_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    customers.add(desk.db, Draft("Ann Lee"), by=desk.actor(), now=desk.now())
    used: list[QPrinter] = []
    monkeypatch.setattr(sheets, "paint", lambda _sheet, printer: used.append(printer))
    sheets.print_sheet(desk, kind)
    dialog = desk.shell.findChild(QPrintDialog)
    assert dialog is not None
    dialog.accepted.emit(dialog.printer())  # as Qt does: with the printer
    assert [printer.docName() for printer in used] == [f"Deskmate {kind} sheet"]
    assert "sent to the printer" in desk.shell.toasts.text()
    dialog.close()


def test_today_offers_both_by_keyboard(desk: Desk) -> None:
    page = TodayPage(desk)
    desk.shell.add_page("today", lambda: page)
    desk.shell.show()
    page.print.click()
    (menu,) = page.print.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Print the morning sheet …",
        "Morning sheet as PDF …",
        "Print the closing sheet …",
        "Closing sheet as PDF …",
    ]
    menu.close()


def test_the_paper_is_the_regions(dressed: object, tmp_path: Path) -> None:
    sizes = {}
    for region in ("US", "DE"):
        path = tmp_path / f"{region}.pdf"
        sheets.write_pdf(replace(sheet(1), title=region), path, region=region)
        sizes[region] = path.read_bytes().split(b"/MediaBox")[1][:40]
    assert b"612" in sizes["US"] and b"595" in sizes["DE"]
