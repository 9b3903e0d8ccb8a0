"""Separated text: every row is kept, whatever its quotes and delimiters do."""

import csv
import io
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.errors import Cancelled, FileProblem
from deskmate.core.importing import delimited, headers, read_file


def rows(text: str, **options: object) -> list[list[str]]:
    return [cells for _number, cells in delimited.parse(text, likes=headers.is_known, **options).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "~"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["Name", "Phone"], ["Anna, B.", "030; 1"], ["Bob", "2"]))
    assert delimited.parse(text, likes=headers.is_known).delimiter == delimiter


def test_known_names_outrank_even_splitting() -> None:
    text = "first_name,last_name\n\tJohn\t,\tSmith\t\n\tJane\t,\tDoe\t\n"
    assert delimited.parse(text, likes=headers.is_known).delimiter == ","


def test_excel_says_its_delimiter_itself() -> None:
    table = delimited.parse("sep=;\nName;Phone\nAnn;1,2\n")
    assert table.delimiter == ";"
    assert table.rows == [(2, ["Name", "Phone"]), (3, ["Ann", "1,2"])]


@pytest.mark.parametrize(
    "broken",
    [
        'Name,Phone,Email\n"Jane,1,j@x.de\nBob,2,b@x.de\nAl,3,a@x.de\n',
        'Name,Phone,Email\n"Jane,1,j@x.de\nBob,2,b@x.de\n"Al",3,a@x.de\n',
        'Name,Phone,Email\n"Jane,1,j@x.de\nBob,2,b@x.de\nAl,3,"a@x.de"\n',
    ],
)
def test_an_unclosed_quote_swallows_no_row_and_is_named(broken: str) -> None:
    table = delimited.parse(broken, likes=headers.is_known)
    assert [cells[0].strip('"') for _number, cells in table.rows] == ["Name", "Jane", "Bob", "Al"]
    assert [problem.row for problem in table.problems] == [2]


def test_a_stray_quote_that_closes_by_chance_swallows_no_row() -> None:
    text = 'a,b,c\n"Jane,1,2\nBob,3,4\nAl,5,"\nEve,6,7\n'
    assert ["Bob", "3", "4"] in rows(text)


def test_real_line_breaks_in_cells_stay() -> None:
    assert rows('Name,Note\nAnn,"milk, eggs\nbread, tea"\n') == [["Name", "Note"], ["Ann", "milk, eggs\nbread, tea"]]


def test_inches_and_quotes_in_the_middle_are_text() -> None:
    assert rows('Name,Phone,Note\nAnn,12345,5" nail\nBob,12346,"5" nail"\n')[1:] == [
        ["Ann", "12345", '5" nail'],
        ["Bob", "12346", '5" nail'],
    ]


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    table = delimited.parse('Name,Phone\n\nAnn,"1\n2"\n\nBob,3\n')
    assert [number for number, _cells in table.rows] == [1, 3, 5]


def test_a_cell_longer_than_the_csv_module_allows_is_read() -> None:
    long = "x" * 200_000
    assert rows(f"Name,Note\nAnn,{long}\n")[1] == ["Ann", long]


def test_more_than_200_columns_or_200_000_rows_are_refused() -> None:
    with pytest.raises(FileProblem, match="200"):
        delimited.parse(",".join(map(str, range(201))))
    with pytest.raises(FileProblem, match="200,000"):
        delimited.parse("a,b\n" * 200_001)


def test_it_stops_when_asked() -> None:
    with pytest.raises(Cancelled):
        delimited.parse("a,b\n" * 5_000, should_stop=lambda: True)


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=8)


@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=4).filter(any), min_size=1, max_size=6), st.sampled_from(",;\t|~")
)
def test_what_a_spreadsheet_writes_is_read_as_it_was(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    read = delimited.parse(out.getvalue(), delimiter=delimiter)
    if not any(delimited._hides_rows(cell, delimiter, len(table[0])) for row in table for cell in row):
        assert [cells for _number, cells in read.rows] == table


@given(st.text(st.sampled_from('",;\n a1'), max_size=60))
def test_no_letter_is_lost_in_any_mess(text: str) -> None:
    letters = "".join(c for c in text if c in "a1")
    table = delimited.parse(text)
    assert "".join(c for _number, cells in table.rows for cell in cells for c in cell if c in "a1") == letters


@pytest.mark.parametrize("piece", ['"a', '","', " \n", '"', 'a"'])
def test_no_mess_of_quotes_and_blanks_takes_long(piece: str) -> None:
    began = time.process_time()
    with suppress(FileProblem):
        read_file("a.csv", f"Name,Phone,Email\n{piece * (300_000 // len(piece))}".encode())
    assert time.process_time() - began < 2


def test_a_first_line_with_a_stray_quote_is_not_taken_apart_forever() -> None:
    data = b'Vo"rname\tNachname\tE-Mail\tTelefon\n\xabU\xe1"'
    assert read_file("a.csv", data).rows == 1
