"""Chats as telephones of many countries export them: each message once, and nothing that the program itself says."""

import time

import pytest

from deskmate.core.importing import Import, read_file


def chat(*lines: str, region: str = "DE") -> Import:
    return read_file("chat.txt", "\n".join(lines).encode(), region=region)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("[04.03.25, 14:30:05] Anna: hi", "2025-03-04T14:30:05"),
        ("04/03/2025 à 14:30 - Anna: hi", "2025-03-04T14:30:00"),
        ("4/3/25, 2:30 p. m. - Anna: hi", "2025-03-04T14:30:00"),
        ("2025. 3. 4. 오후 2:30, Anna : hi", "2025-03-04T14:30:00"),
        ("2025년 3월 4일 오후 2:30, Anna : hi", "2025-03-04T14:30:00"),
        ("[2025/3/4 下午2:30:05] Anna: hi", "2025-03-04T14:30:05"),
        ("\u200f٤\u200f/٣\u200f/٢٠٢٥، ٢:٣٠ م - Anna: hi", "2025-03-04T14:30:00"),
        ("4.03.2025 г., 14:30 ч. - Anna: hi", "2025-03-04T14:30:00"),
        ("2025-03-04 14:30 - Anna: hi", "2025-03-04T14:30:00"),
        ("4/3/25, 12:05\u202fam - Anna: hi", "2025-03-04T00:05:00"),
    ],
)
def test_dates_and_times_of_many_countries(line: str, at: str) -> None:
    read = chat(line, line.replace("hi", "ho"))
    assert read.records[0].name == "Anna"
    assert [(entry.at, entry.text) for entry in read.records[0].entries] == [(at, "hi"), (at, "ho")]


@pytest.mark.parametrize(
    "text",
    [
        "\u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
        "\u200eBild weggelassen",
        "<Mídia oculta>",
        "<メディアは含まれていません>",
        "\u200e<attached: 00000012-PHOTO.jpg>",
        "IMG-20250304-WA0001.jpg (Datei angehängt)",
        "Diese Nachricht wurde gelöscht.",
        "null",
    ],
)
def test_pictures_and_the_programs_own_words_are_listed_not_said(text: str) -> None:
    read = chat("[04.03.25, 14:30:05] Anna: hi", f"[04.03.25, 14:31:05] Anna: {text}")
    assert [entry.text for entry in read.records[0].entries] == ["hi"]
    assert read.problems[0].row == 2


def test_words_beside_a_picture_and_edited_words_stay() -> None:
    read = chat(
        "[04.03.25, 14:30:05] Anna: IMG-1.jpg (file attached)\nlook at that",
        "[04.03.25, 14:30:06] Anna: so? \u200e<attached: 1.jpg>",
        "[04.03.25, 14:30:07] Anna: ok \u200e<This message was edited>",
        "[04.03.25, 14:30:08] Anna: 3 < 4 and 5 > 4",
    )
    assert [entry.text for entry in read.records[0].entries] == ["look at that", "so?", "ok", "3 < 4 and 5 > 4"]


def test_a_notice_with_a_colon_is_nobodys_message() -> None:
    read = chat("04.03.25, 14:30 - Anna: hi", "04.03.25, 14:31 - Anna hat den Betreff zu “Salon: neu” geändert")
    assert [record.name for record in read.records] == ["Anna"]


@pytest.mark.parametrize(
    "junk", ["<" * 300_000, "[04.03.25, 14:30:05] A" + "a" * 300_000, "\u200e" * 300_000, "1. " * 100_000]
)
def test_no_chat_takes_long(junk: str) -> None:
    began = time.process_time()
    chat("[04.03.25, 14:30:05] Anna: hi", "[04.03.25, 14:30:05] Anna: " + junk, junk)
    assert time.process_time() - began < 2
