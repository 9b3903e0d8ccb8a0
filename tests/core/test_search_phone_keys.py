"""Keys of phones find every run of digits that stands in one, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.search import phone_keys

phones = st.text(alphabet="0123456789", min_size=1, max_size=18)


@given(st.lists(phones, min_size=1, max_size=3), phones.filter(lambda run: len(run) >= 3), st.integers(1, 10**6))
def test_a_run_of_digits_finds_whoever_has_it(numbers: list[str], run: str, customer_id: int) -> None:
    low, high = phone_keys.span(run)
    found = [key for key in phone_keys.keys(numbers, customer_id) if low <= key < high]
    assert bool(found) == any(run[: phone_keys.LONGEST] in number for number in numbers)
    assert all(key & phone_keys.OWNER == customer_id for key in found)
    if len(run) < phone_keys.LONGEST:  # the key of its end alone says that a phone ends so
        ends = low >> phone_keys.OWNER_BITS in {key >> phone_keys.OWNER_BITS for key in found}
        assert ends == any(number.endswith(run) for number in numbers)


@given(st.lists(phones, max_size=4), st.integers(1, 2**28 - 1))
def test_keys_fit_where_they_are_kept_and_come_once(numbers: list[str], customer_id: int) -> None:
    keys = phone_keys.keys(numbers, customer_id)
    assert len(set(keys)) == len(keys)
    assert all(0 < key < 2**63 for key in keys)


def test_what_is_shorter_than_a_search_is_still_one_key() -> None:
    assert len(phone_keys.keys(["7", "12"], 1)) == 2
    assert len(phone_keys.keys(["12345"], 1)) == 3


@given(st.lists(st.tuples(phones, st.integers(1, 2**28 - 1)), max_size=20))
def test_keys_of_many_are_those_of_each(whose: list[tuple[str, int]]) -> None:
    one_by_one = {key for number, customer_id in whose for key in phone_keys.keys([number], customer_id)}
    assert phone_keys.keys_of_many(whose) == sorted(one_by_one)
