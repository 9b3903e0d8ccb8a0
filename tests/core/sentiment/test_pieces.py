"""Word pieces: as the usual library cuts them, with the place of each in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate import paths
from deskmate.core.sentiment.pieces import Pieces

PIECES = Pieces(paths.resources() / "reader" / "tokenizer.json")

# (text, numbers, places) as the library "tokenizers" 0.23.3 answered with the same vocabulary
EXPECTED = [
    ("", [], []),
    (
        "Third time she's brought the same heel back!",
        [440, 138, 103, 10, 60, 803, 83, 255, 10148, 154, 4],
        [(0, 5), (6, 10), (11, 14), (14, 15), (15, 16), (17, 24), (25, 28), (29, 33), (34, 38), (39, 43), (43, 44)],
    ),
    (
        "Mrs Özdemir: crème brûlée, £4.50 – NOT happy",
        [1766, 9550, 1293, 12573, 29, 11749, 4718, 150, 6070, 7388, 150, 15, 72, 636, 17, 840, 75, 112, 1493],
        [
            (0, 3),
            (4, 6),
            (6, 8),
            (8, 11),
            (11, 12),
            (13, 15),
            (15, 17),
            (17, 18),
            (19, 21),
            (21, 24),
            (24, 25),
            (25, 26),
            (27, 28),
            (28, 29),
            (29, 30),
            (30, 32),
            (33, 34),
            (35, 38),
            (39, 44),
        ],
    ),
    ("😡 about the bill ❤️", [287, 2940, 142, 83, 1108, 380], [(0, 1), (0, 1), (2, 7), (8, 11), (12, 16), (17, 18)]),
    ("漢字 and café", [1, 1, 85, 5752], [(0, 1), (1, 2), (3, 6), (7, 11)]),
    (
        "résumé\tw/ 2x\u200bsoles",
        [11820, 64, 18, 21, 682, 16514, 316],
        [(0, 7), (9, 10), (10, 11), (12, 13), (13, 14), (15, 18), (18, 20)],
    ),
]


@pytest.mark.parametrize(("text", "ids", "offsets"), EXPECTED)
def test_pieces_and_places_are_those_of_the_library(text: str, ids: list[int], offsets: list[tuple[int, int]]) -> None:
    assert PIECES.encode(text) == (tuple(ids), tuple(offsets))


@given(st.text(max_size=300))
def test_any_text_is_cut_and_places_never_leave_it(text: str) -> None:
    ids, offsets = PIECES.encode(text)
    assert len(ids) == len(offsets)
    assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert list(offsets) == sorted(offsets)


def test_a_word_without_end_is_one_unknown_piece() -> None:
    ids, offsets = PIECES.encode("x" * 5_000)
    assert (len(ids), offsets) == (1, ((0, 5_000),))
