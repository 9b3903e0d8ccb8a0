"""Lines of a card in a character set of their own: what they declare, and what they really are."""

import quopri

import pytest
from vcard_files import card


@pytest.mark.parametrize(
    ("declared", "charset", "name"),
    [
        ("GB2312", "gbk", "王喆"),
        ("GBK", "gb18030", "朱镕基"),
        ("gb2312", "gb2312", "约翰"),
        ("x-gbk", "gbk", "朱镕基"),
        ("HZ-GB-2312", "hz", "王明"),
        ("HZ-GB-2312", "gbk", "王喆"),
        ("BIG5", "cp950", "張碁"),
        ("BIG5", "big5hkscs", "何啓邨"),
        ("EUC-KR", "cp949", "김쁌현"),
        ("KS_C_5601-1987", "cp949", "김쁌현"),
        ("EUC-JP", "euc_jis_2004", "予約①番"),
        ("SHIFT_JIS", "cp932", "髙橋①"),
        ("ISO-8859-1", "cp1252", "“Zoë”"),
        ("WINDOWS-1250", "cp1250", "Świętosława"),
        ("KOI8-R", "koi8-r", "Иванов"),
    ],
)
def test_a_declared_character_set_may_hold_more_than_its_standard(declared: str, charset: str, name: str) -> None:
    raw = name.encode(charset)
    quoted = quopri.encodestring(raw).replace(b"=\n", b"")
    assert card(f"FN;CHARSET={declared}:".encode() + raw, version="2.1").name == name
    assert card(f"FN;CHARSET={declared};ENCODING=QUOTED-PRINTABLE:".encode() + quoted, version="2.1").name == name


@pytest.mark.parametrize("declared", ["ISO-8859-1", "WINDOWS-1252", "US-ASCII", "NONSENSE"])
def test_a_file_that_was_saved_anew_in_utf_8_is_read_as_that(declared: str) -> None:
    read = card(f"N;CHARSET={declared}:Müller;Jörg", f"NOTE;CHARSET={declared}:Straße", version="2.1")
    assert (read.family, read.given, read.notes) == ("Müller", "Jörg", "Straße")


def test_one_broken_sign_does_not_turn_the_others_into_rubbish() -> None:
    read = card(b"FN:A", b"NOTE;CHARSET=GB2312:" + "老客户".encode("gbk") + b"\xff!", version="2.1")
    assert read.notes.startswith("老客户")


@pytest.mark.parametrize("declared", ["", ";CHARSET=ISO-2022-JP"])
def test_a_japanese_file_of_seven_bits(declared: str) -> None:
    line = f"N{declared}:".encode() + "山口;一世".encode("iso-2022-jp")
    read = card(line, "TEL:030 123456", version="2.1")
    assert (read.family, read.given) == ("山口", "一世")
