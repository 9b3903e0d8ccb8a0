"""Pages for a printer or a PDF file: the paper of the region, the printer that is asked for, a file written whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from deskmate.core import files
from deskmate.ui import theme

T = TypeVar("T")
_LETTER = ("US", "CA", "MX", "PH")
_MARGINS = QMarginsF(15, 14, 15, 14)  # millimetres


def ask_printer(parent: QWidget, title: str, job: str, on_chosen: Callable[[QPrinter], object], *, region: str) -> None:
    """Asks for a printer; `job` is the name that its queue shows to everybody, so nobody's name belongs into it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(job)
    _set_page(printer, region)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda _chosen=None: on_chosen(printer))
    QDialog.open(dialog)  # its own open() wants a slot to connect


def write_pdf(
    path: Path, title: str, paint: Callable[[QPdfWriter], T], *, region: str = "", resolution: int = 300
) -> T:
    """Writes a PDF file that others on this computer can't read, whole or not at all, and gives what `paint` gives.

    Needs no window and can be done on the worker. Raises `FileProblem` where the file can't be written.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        with files.create_private(temporary):
            pass  # Qt only mumbles about a folder it may not write to
        writer = QPdfWriter(str(temporary))
        writer.setTitle(title)
        writer.setCreator("Deskmate")
        writer.setResolution(resolution)
        _set_page(writer, region)
        painted = paint(writer)
        del writer  # it closes the file
        files.flush_file(temporary)
        temporary.replace(path)
        files.flush_folder(path.parent)
    except OSError as error:
        raise files.unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return painted


def font(points: float, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """The program's font in a size for paper."""
    made = theme.font(weight=weight, tabular=tabular)
    made.setPointSizeF(points)
    return made


def _set_page(device: QPagedPaintDevice, region: str) -> None:
    size = QPageSize.PageSizeId.Letter if region in _LETTER else QPageSize.PageSizeId.A4
    device.setPageSize(QPageSize(size))
    device.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
