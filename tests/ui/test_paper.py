"""A PDF is written whole or not at all, and nobody else on the computer can read it."""

import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter, QPdfWriter

from deskmate.core.errors import FileProblem
from deskmate.ui import paper


def one_line(writer: QPdfWriter) -> str:
    painter = QPainter(writer)
    painter.setFont(paper.font(12))
    painter.drawText(100, 100, "Ann Lee")
    painter.end()
    return "painted"


def breaks(writer: QPdfWriter) -> None:
    one_line(writer)
    raise ValueError("half way")


def test_what_was_there_stays_until_all_of_it_is_written(dressed: object, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    assert paper.write_pdf(path, "List", one_line) == "painted"
    before = path.read_bytes()
    assert before.startswith(b"%PDF-")
    with pytest.raises(ValueError, match="half way"):
        paper.write_pdf(path, "List", breaks)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["list.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in other ways")
def test_it_is_for_this_person_only(dressed: object, tmp_path: Path) -> None:
    paper.write_pdf(tmp_path / "list.pdf", "List", one_line)
    assert stat.S_IMODE((tmp_path / "list.pdf").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_said_in_a_sentence(dressed: object, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"^list\.pdf can't be written: .*\.$"):
        paper.write_pdf(tmp_path / "gone" / "list.pdf", "List", one_line)
