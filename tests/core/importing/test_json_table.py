"""Lists of people in JSON that other programs wrote, and JSON that holds none."""

import json

import pytest

from deskmate.core.errors import FileProblem
from deskmate.core.importing import read_file

PEOPLE = [
    {"firstName": "Anna", "lastName": "Müller", "emails": [{"value": "a@x.de"}, {"value": "b@x.de"}], "vip": True},
    {"firstName": "Karl", "lastName": "Roe", "phone": "0171 2222222", "address": {"city": "Köln"}, "tags": ["a", "b"]},
]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PEOPLE),
        json.dumps({"count": 2, "data": {"customers": PEOPLE}}, indent=1),
        "\n".join(json.dumps(one) for one in PEOPLE),
    ],
)
def test_people_on_their_own_inside_of_others_and_one_on_each_line(text: str) -> None:
    anna, karl = read_file("a.json", text.encode(), region="DE").records
    assert (anna.name, [email.address for email in anna.emails]) == ("Anna Müller", ["a@x.de", "b@x.de"])
    assert ("vip", "yes") in anna.extra
    assert (karl.phones[0].e164, karl.addresses[0].city, karl.tags) == ("+491712222222", "Köln", ("a", "b"))
    assert (anna.source_row, karl.source_row) == (1, 2)


CHAT = '{"name": "Anna", "messages": [{"id": 1, "date": "2025-03-04T14:30:00", "from": "Anna", "text": "hi"}]}'
DAMAGED = ['[{"name": "A", }]', '{"a": }', '[{"a":' + "[" * 5_000 + "]"]


@pytest.mark.parametrize("text", ['{"a": 1}', "[]", "{}", '{"a": [1, 2]}', *DAMAGED])
def test_anything_else_in_json_is_a_sentence(text: str) -> None:
    with pytest.raises(FileProblem, match="JSON"):
        read_file("a.json", text.encode())


def test_a_chat_that_cannot_be_read_says_so() -> None:
    with pytest.raises(FileProblem, match="WhatsApp"):
        read_file("a.json", CHAT.encode())


def test_too_many_names_are_a_sentence() -> None:
    with pytest.raises(FileProblem, match="columns"):
        read_file("a.json", json.dumps([{f"c{number}": "x" for number in range(201)}]).encode())
