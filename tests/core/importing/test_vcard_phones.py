"""The phones of a card: how many there are, what they dial, and what they are called."""

import pytest
from vcard_files import card, cards


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("TEL;VALUE=uri:+44-20-7946-0175;ext=5555", "+44-20-7946-0175 ext. 5555"),
        ("TEL;WORK:+442079460175;ext=12", "+442079460175 ext. 12"),
        (r"TEL;type=CELL:+44 20 7946 0175\;12", "+44 20 7946 0175;12"),
        ("TEL;WORK:+442079460175;1234567#", "+442079460175;1234567#"),
        ("TEL;WORK:020 7946 0175;1234567", "020 7946 0175;1234567"),
        ("TEL;VALUE=uri:tel:+44%2020%207946%200175;ext=5", "+44 20 7946 0175 ext. 5"),
        ("TEL;VALUE=uri:tel:02079460175;phone-context=+44", "+44 02079460175"),
    ],
)
def test_a_pause_or_an_extension_is_no_second_phone(line: str, typed: str) -> None:
    read = card("FN:A", line, region="GB")
    assert [(phone.typed, phone.e164) for phone in read.phones] == [(typed, "+442079460175")]
    assert not read.extra


@pytest.mark.parametrize(
    "line",
    ["020 7946 0018;02079460019", "020 7946 0018; 020 7946 0019", "office 020 7946 0018;mobile 020 7946 0019",
     "(020) 7946 0018;+44 20 7946 0019;"],
)  # fmt: skip
def test_two_whole_numbers_are_two_phones(line: str) -> None:
    read = card("FN:A", f"TEL;WORK:{line}", region="GB")
    assert [phone.e164 for phone in read.phones] == ["+442079460018", "+442079460019"]


def test_a_context_that_makes_no_number_is_kept_beside_it() -> None:
    read = card("FN:A", "TEL;VALUE=uri:tel:863-1234;phone-context=example.com", region="US", version="4.0")
    assert read.phones[0].typed == "863-1234"
    assert read.extra == (("Phone", "tel:863-1234;phone-context=example.com"),)


@pytest.mark.parametrize(
    ("type_", "label"),
    [
        ("TYPE=Studio", "Studio"),
        ('TYPE="Beach hut"', "Beach hut"),
        ("TYPE=voice,Studio", "Studio"),
        ("Studio", "Studio"),
        ("TYPE=Größe", "Größe"),
        ("TYPE=VOICE", ""),
        ("TYPE=voice2", ""),
        ("TYPE=x400", ""),
        ("TYPE=internet,pref", ""),
        ("TYPE=X-EVOLUTION-ASSISTANT", "assistant"),
        ("TYPE=X-EVOLUTION-COMPANY", "work"),
        ("TYPE=X-EVOLUTION-CALLBACK", "other"),
        ("TYPE=X-EVOLUTION-RADIO", "radio"),
        ("TYPE=X-EVOLUTION-TTYTDD", ""),
        ("TYPE=workfax", "fax"),
    ],
)
def test_a_type_that_no_standard_knows_is_the_label(type_: str, label: str) -> None:
    read = card("FN:A", f"TEL;{type_}:02079460178", f"EMAIL;{type_}:a@x.example")
    assert (read.phones[0].label, read.emails[0].label) == (label, label)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Pager", "pager"), ("Car", "car"), ("Assistant", "assistant"), ("iPhone", "mobile"), ("HomeFAX", "fax")],
)
def test_apples_labels_are_our_own_words(label: str, kind: str) -> None:
    read = cards("FN:A", "item1.TEL:020 7946 0180", f"item1.X-ABLabel:_$!<{label}>!$_").records[0]
    assert read.phones[0].label == kind
