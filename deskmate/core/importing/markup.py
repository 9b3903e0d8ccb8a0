"""Tables in web pages, as tills and booking programs export them under the name of a spreadsheet."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from deskmate.core.importing.limits import STEP, ShouldStop, check_columns, check_rows, check_stop

_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_LINE_ENDS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|/table)\b[^<>]{0,1000}>", re.IGNORECASE)
_QUOTED = re.compile(r"<blockquote\b.*?(?:</blockquote\s*>|\Z)|<div[^<>]{0,200}(?:gmail_quote|divRplyFwdMsg).*\Z",
                     re.IGNORECASE | re.DOTALL)  # fmt: skip
_TAG = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|</?[A-Za-z!][^<>]{0,1000}>",
                  re.IGNORECASE | re.DOTALL)  # fmt: skip
_WRITTEN = re.compile(
    r"</?(?:b|br|p|i|u|a|ul|ol|li|div|span|html|body|strong|em|table|font|h[1-6])(?:\s[^<>]{0,500})?/?>", re.IGNORECASE
)
_UNSEEN = frozenset({"script", "style", "head"})


def is_markup(text: str) -> bool:
    """Whether this is a web page with a table in it."""
    return text[:200].lstrip("\ufeff \t\r\n").startswith("<") and _TABLE.search(text) is not None


def is_written(text: str) -> bool:
    """Whether a text, such as what a calendar says of an event, is written in the marks of web pages."""
    return _WRITTEN.search(text) is not None


def text(page: str) -> str:
    """What a web page or a mail in its form says, line by line; a mail that it answers is left out."""
    own = _QUOTED.sub(" ", page)
    bare = _TAG.sub("", _LINE_ENDS.sub("\n", (own if _TAG.sub("", own).strip() else page).replace("\n", " ")))
    lines = (" ".join(line.split()) for line in unescape(bare).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def rows(text: str, should_stop: ShouldStop) -> list[tuple[int, list[str]]]:
    """The rows of the table that has the most, numbered from 1."""
    reader = _Tables(should_stop)
    reader.feed(text)
    reader.close()
    found = max(reader.tables, key=len, default=[])
    return [(number, cells) for number, cells in enumerate(found, start=1) if any(cell.strip() for cell in cells)]


class _Tables(HTMLParser):
    """Collects the cells of all tables; one inside another counts as its own."""

    def __init__(self, should_stop: ShouldStop) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._unseen = self._count = 0
        self._should_stop = should_stop

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._new_row()
        elif tag in ("td", "th") and self._open:
            self._new_cell()
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif tag in _UNSEEN:
            self._unseen += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._open:
            self._end_cell()
            self._open.pop()
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag in _UNSEEN and self._unseen:
            self._unseen -= 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def _new_row(self) -> None:
        self._end_cell()
        self._open[-1].append([])
        self._count += 1
        if not self._count % STEP:
            check_stop(self._should_stop)
            check_rows(self._count)

    def _new_cell(self) -> None:
        self._end_cell()
        if not self._open[-1]:
            self._new_row()
        check_columns(len(self._open[-1][-1]) + 1)
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            lines = "".join(self._cell).split("\n")
            self._open[-1][-1].append("\n".join(" ".join(line.split()) for line in lines).strip())
        self._cell = None
