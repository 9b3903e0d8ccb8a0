"""What is seen of a whole column at once is what each of its cells would have said."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.importing import glance, read_file
from deskmate.core.importing.glance import Glance, at_column

_HEADER = ("First name", "Last name", "Phone", "Email", "Birthday", "Notes", "Shoe size")
_CELLS = st.sampled_from(
    [
        "",
        " ",
        "Ann",
        "Ann ",
        "Ann  Lee",
        "O\u2019Neil",
        "A\u0308nne",
        "\u00c4nne",
        "n/a",
        "-",
        "None",
        "'=1",
        '="7"',
        "=1+1",
        "0",
        "'0171 5",
        "030 123456",
        "0301234567",
        "+44 20 7946 0000 / 020 7946 0001",
        "a@b.example",
        "A@B.example; c@d.example",
        "1980-02-03",
        "0000-00-00",
        "3/4/80",
        "13/4/80",
        "two\nlines",
        "a\tb",
        "a\u00a0b",
        "\u200bx",
        "44",
    ]
)
_ROWS = st.lists(st.tuples(*[_CELLS] * len(_HEADER)), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(_ROWS)
def test_a_file_says_the_same_whether_its_columns_are_plain_or_each_cell_is_asked(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([_HEADER, *rows])
    data = out.getvalue().encode("utf-8")
    quick = read_file("people.csv", data, region="GB")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glance, "at_column", lambda _cells: Glance(empty=False, plain=False, has_at=True))
        slow = read_file("people.csv", data, region="GB")
    assert quick == slow


@pytest.mark.parametrize(
    "cell", ["Ann ", " Ann", "A  B", "a\nb", "'=1", "=1", "n/a", "A\u0308", "a\u00a0b", "\u200b", "\x07"]
)
def test_one_cell_is_enough_to_make_a_column_not_plain(cell: str) -> None:
    assert not at_column(["Ann", cell, "Ben"]).plain


def test_a_column_of_plain_cells_is_plain_and_an_empty_one_empty() -> None:
    assert at_column(["Ann", "", "Łukasz O'Neil", "田中"]) == Glance(empty=False, plain=True, has_at=False)
    assert at_column(["", "  ", "\n"]).empty
    assert at_column([]).empty
