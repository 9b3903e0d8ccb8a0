"""Who is called one person, who may be, and who is left alone."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.duplicates import Address, Pair, Person, find_pairs, likely, match_rows
from deskmate.core.errors import Cancelled

PHONE, OTHER_PHONE = "01904 555 123", "01904 777 456"
HOME = Address(street="5 High Street", city="York", postcode="YO1 7HH")


def person(
    name: str, given: str = "", family: str = "", born: tuple[int | None, int | None, int | None] = (None, None, None)
) -> Person:
    return Person(id=name, given=given, family=family, birth_year=born[0], birth_month=born[1], birth_day=born[2])


def pair(*people: Person) -> Pair | None:
    """The one pair found among two people, the same whether a book or a form is searched."""
    found = list(find_pairs(people))
    assert len(found) <= 1
    return found[0] if found else None


def verdict(a: Person, b: Person) -> str | None:
    found = pair(a, b)
    return found.verdict if found else None


def at_home(someone: Person) -> Person:
    """The person with the address, phone and e-mail of the whole family."""
    return replace(someone, phones=(PHONE,), emails=("family@doe.example",), addresses=(HOME,))


# --- one person -------------------------------------------------------------------------------------------------------

SPELLINGS = [
    (Person(id="1", full="Müller, Jürgen"), Person(id="2", full="Juergen Mueller")),
    (Person(id="1", full="Łukasz Wójcik"), Person(id="2", given="Lukasz", family="Wojcik")),
    (person("1", "Anne-Marie", "Smith-Jones"), person("2", "Anne Marie", "Smith")),
    (person("1", "Bob", "Featherstone"), person("2", "Robert", "Featherstone")),
    (person("1", "Jonathan", "Okonkwo"), person("2", "Jonathon", "Okonkwo")),
    (person("1", "Marta", "Kowalczyk"), person("2", "Marta", "Kowalcyzk")),
    (person("1", "Sina", "van den Heuvel"), person("2", "Sina", "Heuvel")),
    (person("1", "太郎", "山田"), Person(id="2", full="山田 太郎")),
    (Person(id="1", full="Dr. Ada Lindqvist"), person("2", "Lindqvist", "Ada")),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_a_name_spelt_another_way_with_the_same_birthday_is_the_same_person(one: Person, other: Person) -> None:
    born = {"birth_year": 1971, "birth_month": 3, "birth_day": 24}
    assert verdict(replace(one, **born), replace(other, **born)) == "same"


@pytest.mark.parametrize("day", [(1971, 4, 3), (1971, 3, 5), (1917, 3, 4), (1971, 3, 14)])
def test_a_birthday_with_day_and_month_swapped_or_one_slip_still_counts(day: tuple[int, int, int]) -> None:
    found = pair(person("1", "Eva", "Lindqvist", (1971, 3, 4)), person("2", "Eva", "Lindqvist", day))
    assert found is not None
    assert "birthday" in found.agree


@pytest.mark.parametrize("typed", ["+44 1904 555123", "0044 1904 555 123", "(01904) 555-123", "01904 555 123 ext. 7"])
def test_a_phone_number_counts_in_any_notation(typed: str) -> None:
    one = replace(person("1", "Ottilie", "Braun"), phones=(PHONE,))
    assert verdict(one, replace(person("2", "Ottilie", "Braun"), phones=(OTHER_PHONE, typed))) == "same"


def test_two_digits_swapped_in_a_phone_number_are_noticed() -> None:
    one = replace(person("1", "Maria", "Kowalczyk"), phones=("0171 1234567",))
    found = pair(one, replace(person("2", "Marie", "Kowalczik"), phones=("0171 1234576",)))
    assert found is not None
    assert "phone" in found.agree


def test_gmail_addresses_are_compared_as_gmail_does() -> None:
    one = replace(person("1", "Ottilie", "Braun"), emails=("o.braun+shop@googlemail.com",))
    assert verdict(one, replace(person("2", "Ottilie", "Braun"), emails=("OBraun@gmail.com ",))) == "same"


def test_a_new_surname_is_left_to_people_to_decide() -> None:
    one = replace(person("1", "Ottilie", "Braun", (1990, 5, 5)), phones=(PHONE,))
    found = pair(one, replace(one, id="2", family="Schulz"))
    assert found is not None
    assert (found.verdict, found.differ) == ("likely", ("family",))


def test_a_company_is_found_with_and_without_its_legal_form() -> None:
    one = Person(id="1", organisation="Blue Door Café Ltd.", phones=(PHONE,))
    assert verdict(one, Person(id="2", organisation="BLUE DOOR CAFE", phones=(PHONE,))) == "same"


# --- not one person ---------------------------------------------------------------------------------------------------


def test_a_family_that_shares_name_phone_email_and_address_is_not_one_person() -> None:
    family = [
        at_home(person("1", "Anna", "Doe", (1980, 1, 2))),
        at_home(person("2", "Peter", "Doe", (1978, 5, 9))),
        at_home(person("3", "Lily", "Doe", (2010, 7, 7))),
        at_home(person("4", "Lucas", "Doe", (2012, 3, 30))),
        at_home(person("5", "Grandma", "Doe")),
    ]
    assert list(find_pairs(family)) == []
    assert likely(family[0], family[1:]) == []


def test_brothers_with_alike_names_and_their_own_birthdays_are_two() -> None:
    one, other = at_home(person("1", "Jan", "Doe", (1980, 1, 2))), at_home(person("2", "Jon", "Doe", (1983, 9, 27)))
    assert pair(one, other) is None


@pytest.mark.parametrize(
    "other",
    [
        person("2", "Rose", "Doe", (2010, 7, 7)),
        person("2", "Lily", "Doe", (1980, 1, 3)),
        person("2", "Lily", "Doe"),
    ],
    ids=["twin", "namesake", "namesake without a birthday"],
)
def test_the_machine_never_decides_within_one_household(other: Person) -> None:
    assert verdict(at_home(person("1", "Lily", "Doe", (2010, 7, 7))), replace(at_home(other), emails=())) != "same"


def test_colleagues_with_the_company_s_phone_and_mailbox_are_not_one_person() -> None:
    one = replace(person("1", "Ann", "Lee"), phones=(PHONE,), emails=("info@bigcorp.example",))
    assert pair(one, replace(one, id="2", given="Bob", family="Chan")) is None


def test_people_with_one_word_names_who_share_nearly_everything_stay_apart() -> None:
    """Till exports where the shop's own phone, address and a filler birthday stand with everybody."""
    names = ["Keylex", "Luz", "Pedro", "Miguel", "Alberto", "Camilla", "Hellen", "Omar", "Sandra", "Ines"]
    people = [
        Person(
            id=name,
            full=name,
            birth_year=1980,
            birth_month=8,
            birth_day=18,
            phones=(PHONE,),
            emails=(f"{name}@alexa.example",),
            addresses=(HOME,),
        )
        for name in names
    ]
    assert list(find_pairs(people)) == []


def test_alike_first_names_alone_are_never_the_same_person() -> None:
    one = Person(id="1", full="Bryan", phones=(PHONE,), emails=("bryan@alexa.example",), addresses=(HOME,))
    assert verdict(one, replace(one, id="2", full="Ryan", emails=("ryan@alexa.example",))) != "same"


@pytest.mark.parametrize("blank", ["", " ", "-", "n/a", "none", "@", "@gmail.com"])
def test_blank_emails_phones_and_addresses_never_match(blank: str) -> None:
    one = Person(id="1", given="Ann", family="Lee", emails=(blank,), phones=(blank,), addresses=(Address(blank),))
    assert pair(one, replace(one, id="2", given="Bo", family="Chan")) is None


@pytest.mark.parametrize("filler", ["000000000", "1234567890", "11111111"])
def test_a_phone_number_typed_to_fill_the_field_says_nothing(filler: str) -> None:
    one = replace(person("1", "Ann", "Lee"), phones=(filler,))
    assert pair(one, replace(one, id="2", given="Ann", family="Chan")) is None


@pytest.mark.parametrize("name", [("John", "Smith"), ("Zbigniew", "Featherstonehaugh")])
def test_a_name_and_nothing_else_is_at_most_likely(name: tuple[str, str]) -> None:
    assert verdict(person("1", *name), person("2", *name)) in ("likely", None)


def test_a_common_name_with_another_phone_and_mailbox_is_somebody_else() -> None:
    one = replace(person("1", "John", "Smith"), phones=(PHONE,), emails=("js@a.example",))
    assert pair(one, replace(one, id="2", phones=(OTHER_PHONE,), emails=("jsmith@b.example",))) is None


def test_a_rare_name_says_more_than_a_common_one() -> None:
    rare, common = (pair(person("1", *n), person("2", *n)) for n in (("Ottokar", "Quitzow"), ("Maria", "Garcia")))
    assert rare is not None
    assert common is None or common.score < rare.score


# --- two that fit -----------------------------------------------------------------------------------------------------


def test_a_row_that_fits_two_people_is_not_decided_by_the_machine() -> None:
    row = replace(person("row", "John", "Doe"), phones=(PHONE,))
    book = [replace(row, id="1"), replace(row, id="2", birth_year=1950, birth_month=1, birth_day=1)]
    assert [p.verdict for p in likely(row, book[:1])] == ["same"]
    assert [p.verdict for p in likely(row, book)] == ["likely", "likely"]
    assert [p.verdict for p in match_rows([row], book)] == ["likely", "likely"]


def test_an_entry_between_two_different_people_is_same_with_neither() -> None:
    both = replace(person("2", "Ottilie", "Braun"), phones=(PHONE, OTHER_PHONE))
    ends = [
        replace(both, id="1", birth_year=1960, birth_month=1, birth_day=9, phones=(PHONE,)),
        replace(both, id="3", birth_year=1985, birth_month=11, birth_day=30, phones=(OTHER_PHONE,)),
    ]
    verdicts = {frozenset((p.a, p.b)): p.verdict for p in find_pairs([ends[0], both, ends[1]])}
    assert verdicts == {frozenset("12"): "likely", frozenset("23"): "likely"}


def test_three_entries_of_one_person_are_the_same_pairwise() -> None:
    one = replace(person("1", "Ottilie", "Braun", (1990, 5, 5)), phones=(PHONE,))
    assert [p.verdict for p in find_pairs([one, replace(one, id="2"), replace(one, id="3")])] == ["same"] * 3


@pytest.mark.parametrize("times", range(2, 7))
def test_one_person_several_times_in_a_tiny_file_is_found_each_time(times: int) -> None:
    """That a value repeats doesn't make it common when it is one person's."""
    one = replace(person("0", "Ottilie", "Braun"), phones=(PHONE,))
    found = list(find_pairs([replace(one, id=str(n)) for n in range(times)]))
    assert len(found) == times * (times - 1) // 2
    assert all((p.verdict == "same" and p.score > 0.99) or times > 4 for p in found)


def test_rows_are_matched_with_the_book_only() -> None:
    row = replace(person("r1", "Ottilie", "Braun", (1990, 5, 5)), phones=(PHONE,))
    found = list(match_rows([row, replace(row, id="r2")], [replace(row, id="c")]))
    assert {(p.a, p.b, p.verdict) for p in found} == {("r1", "c", "same"), ("r2", "c", "same")}
    assert list(match_rows([], [row])) == list(match_rows([row], [])) == []


# --- any input --------------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["Anna", "Ann", "Doe", "D.", "Müller", "Mueller", "", PHONE, "anna@doe.example", "van der", "5 High Street", "ﬁ²٣"]
)
NUMBER = st.none() | st.integers(-5, 40_000)
ANYBODY = st.builds(
    Person,
    id=st.uuids().map(str),
    given=TEXT,
    family=TEXT,
    full=TEXT,
    known_as=TEXT,
    organisation=TEXT,
    birth_year=NUMBER,
    birth_month=NUMBER,
    birth_day=NUMBER,
    phones=st.lists(TEXT, max_size=2).map(tuple),
    emails=st.lists(TEXT, max_size=2).map(tuple),
    addresses=st.lists(st.builds(Address, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    numbers=st.lists(TEXT, max_size=2).map(tuple),
)
PEOPLE = st.lists(ANYBODY, max_size=6)


def told(pairs: Sequence[Pair]) -> dict[frozenset[str], tuple[object, ...]]:
    return {frozenset((p.a, p.b)): (round(p.score, 3), p.verdict, {*p.agree}, {*p.differ}) for p in pairs}


@given(PEOPLE)
@settings(max_examples=25, deadline=None)
def test_any_text_is_compared_and_the_order_of_the_book_does_not_matter(people: list[Person]) -> None:
    forwards, backwards = list(find_pairs(people)), list(find_pairs(reversed(people)))
    assert told(forwards) == told(backwards)
    assert all(0.5 <= p.score <= 1 and not {*p.agree} & {*p.differ} for p in forwards)


@given(ANYBODY)
@settings(max_examples=30, deadline=None)
def test_everybody_is_like_themselves(someone: Person) -> None:
    """A copy of an entry that has a name and a birthday is always found, whatever else it holds."""
    whole = replace(someone, given="Ottilie", family="Braun", birth_year=1990, birth_month=5, birth_day=5)
    assert verdict(whole, replace(whole, id="copy")) == "same"


def test_a_letter_in_the_wrong_column_does_not_stall_the_search() -> None:
    letter = "Dear Sir or Madam, " * 10_000
    crowd = [Person(id=str(n), given=letter, family=letter, emails=(letter,), phones=(letter,)) for n in range(20)]
    assert len(list(find_pairs(crowd))) <= 190


# --- a long job -------------------------------------------------------------------------------------------------------


def test_progress_rises_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    list(find_pairs([person(str(n), "Anna", "Doe") for n in range(50)], progress=lambda d, t: seen.append((d, t))))
    assert seen == sorted(set(seen))
    assert seen[-1] == (100, 100)


def test_the_search_stops_when_asked() -> None:
    with pytest.raises(Cancelled):
        list(find_pairs([person("1", "Anna", "Doe")], should_stop=lambda: True))


def test_a_book_where_everybody_is_alike_takes_bounded_work() -> None:
    """3,000 entries with one name have 4.5 million pairs; only so many are looked at."""
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    list(find_pairs([person(str(n), "John", "Smith") for n in range(3_000)], should_stop=count))
    assert asked < 600
