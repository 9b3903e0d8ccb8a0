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


@pytest.mark.parametrize(
    ("text", "encoding", "region"),
    [
        ("Nº;Nombre;Apellidos;Móvil\n1;Begoña;Muñoz;600111222\n", "cp1252", "ES"),
        ("Nome;Morada\nMª José;Rua 2 3ºB\n", "cp1252", "PT"),
        ("Name,Balance\nAnn Lee,£20\n", "cp1252", "GB"),
        ("Имя;Телефон\nИванова Анна Петровна;89161234567\n", "cp866", "RU"),
        ("氏名,電話\n田中花子,09012345678\n佐藤美咲,08012345678\n", "euc_jp", "JP"),
    ],
)
def test_the_country_says_which_of_two_readings_is_likelier(text: str, encoding: str, region: str) -> None:
    assert encodings.decode(text.encode(encoding), region=region).text == text


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


def test_lines_in_utf8_and_lines_in_an_older_set_are_each_read_right_and_said() -> None:
    data = "Name;Ort\nJörg;Köln\nÄnne;Düren\n".encode() + "Björn;Görlitz\n".encode("cp1252") + "Zoë;Mölln\n".encode()
    read = read_file("a.csv", data)
    assert [record.name for record in read.records] == ["Jörg", "Änne", "Björn", "Zoë"]
    assert "other characters" in read.problems[0].reason
    assert not read.questions


def test_a_broken_byte_beside_good_letters_costs_neither() -> None:
    data = TEXTS["cp1252"].encode() + "Jörg;K".encode() + b"\xf6ln\n"
    assert "Jörg;Köln" in encodings.decode(data).text


def test_accents_that_became_two_signs_are_put_right() -> None:
    twice = TEXTS["cp1252"].encode().decode("cp1252").encode()
    assert encodings.decode(twice).text == TEXTS["cp1252"]
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Jörg Müßig\nEND:VCARD\n".encode().decode("cp1252").encode()
    assert read_file("a.vcf", card).records[0].name == "Jörg Müßig"


@pytest.mark.parametrize("text", ["Jörg Müller, Grüße", "Zoë", "Höß;Süß"])
def test_where_every_likely_reading_is_the_same_nothing_is_asked(text: str) -> None:
    decoded = encodings.decode(f"Name\n{text}\n".encode("cp1252"))
    assert decoded.text == f"Name\n{text}\n"
    assert decoded.sure


def test_a_question_never_offers_the_same_words_twice() -> None:
    shown = [text for _name, text in encodings.decode("Name\nJosé Peña\nJörg\n".encode("cp1252")).alternatives]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("text", ["Jörg;Müller;Köln", "Léa;Lefèvre"])
def test_letters_of_old_dos_programs(text: str) -> None:
    assert encodings.decode(f"Name\n{text}\n".encode("cp850")).text == f"Name\n{text}\n"


def test_a_mark_in_the_middle_of_files_put_together_is_nothing() -> None:
    read = read_file("a.csv", "\ufeffName,Phone\nAnn,030 111111\n\ufeffName,Phone\nBob,030 222222\n".encode())
    assert [record.name for record in read.records] == ["Ann", "Bob"]
    cards = b"\xef\xbb\xbfBEGIN:VCARD\nFN:A\nEND:VCARD\n" * 2
    assert not read_file("a.vcf", cards).problems
