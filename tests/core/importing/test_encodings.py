"""Which characters bytes mean: certain for Unicode, asked with a preview otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.errors import FileProblem
from deskmate.core.importing import encodings, read_file

TEXTS = {
    "cp1252": "Name;Ort\nZoë Müller;Köln\nJosé Peña;León\nFrançois Lefèvre;Nîmes\n",
    "cp1250": "Jméno;Město\nŽofie Dvořáková;Plzeň\nJiří Řehoř;Brno\nŁukasz Wójcik;Łódź\n",
    "cp1251": "Имя;Город\nИван Петров;Москва\nМария Сидорова;Казань\n",
    "cp932": "氏名,フリガナ,住所\n山田太郎,ヤマダタロウ,東京都港区\n佐藤花子,サトウハナコ,大阪市\n",
    "cp949": "이름,주소\n최유림,서울특별시\n김철수,부산광역시\n",
    "gb18030": "姓名,地址\n王小明,北京市朝阳区\n李华,上海市\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_certain_with_and_without_a_mark(encoding: str) -> None:
    decoded = encodings.decode(TEXTS["cp1252"].encode(encoding))
    assert decoded.text == TEXTS["cp1252"]
    assert decoded.sure


@pytest.mark.parametrize("encoding", sorted(TEXTS))
def test_older_character_sets_are_guessed_and_asked(encoding: str) -> None:
    decoded = encodings.decode(TEXTS[encoding].encode(encoding))
    assert decoded.text == TEXTS[encoding]
    assert not decoded.sure
    assert decoded.alternatives[0][0] == encoding


def test_the_question_shows_the_lines_that_tell() -> None:
    read = read_file("a.csv", TEXTS["cp1252"].encode("cp1252"))
    question = read.questions[0]
    assert question.kind == "encoding"
    assert "Zoë" in dict(question.choices)["cp1252"]
    answered = read_file("a.csv", TEXTS["cp1252"].encode("cp1252"), encoding="cp1252")
    assert not answered.questions


def test_one_broken_byte_does_not_turn_utf8_into_rubbish() -> None:
    data = TEXTS["cp1252"].encode() * 3 + b"\xff\n"
    assert "Zoë Müller" in encodings.decode(data).text


def test_an_unknown_name_is_a_sentence() -> None:
    with pytest.raises(FileProblem, match="character set"):
        encodings.decode(b"abc", encoding="klingon")


@given(st.binary(max_size=300), st.sampled_from(["", "DE", "JP", "RU"]))
def test_any_bytes_become_text_without_nul(data: bytes, region: str) -> None:
    assert "\x00" not in encodings.decode(data, region=region).text
