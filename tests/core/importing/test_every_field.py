"""No column is recognised and then lost: whatever a column can be taken for arrives in the record, or is spoken of."""

import pytest

from deskmate.core.importing import Import, known_fields, read_file

SAMPLES = (
    "by the window",
    "2024-05-01",
    "12.50",
    "GBP",
    "5",
    "1980",
    "yes",
    "visit",
    "ann@x.example",
    "020 7946 0018",
    "GB",
)
# what says something only beside other columns: those, and what stands in them
BESIDE = {
    "address_label": {"address": "1 High Street"},
    "amount": {"purchase_at": "2024-05-01"},
    "anniversary_day": {"anniversary_month": "4", "anniversary_year": "2001"},
    "anniversary_month": {"anniversary_day": "4", "anniversary_year": "2001"},
    "anniversary_year": {"anniversary_day": "4", "anniversary_month": "4"},
    "birth_day": {"birth_month": "4"},
    "birth_month": {"birth_day": "4"},
    "birth_year": {"birth_day": "4", "birth_month": "4"},
    "currency": {"purchase_at": "2024-05-01", "amount": "9.50"},
    "email_label": {"email": "ann@x.example"},
    "entry_kind": {"entry_at": "2024-05-01", "entry_text": "came by"},
    "opted_out_at": {"opted_out": "yes"},
    "phone_label": {"phone": "020 7946 0018"},
    "rating": {"review": "lovely"},
    "review_at": {"review": "lovely"},
}
# of no use to a shop: a file name or an address on the net, and what names say better
LEFT_OUT = {"ignored", "initials", "photo", "reading_middle"}


def read(field: str, sample: str) -> Import:
    columns = {"Who": ("name", "Ann Lee"), "It": (field, sample)}
    columns |= {f"Beside {other}": (other, value) for other, value in BESIDE.get(field, {}).items()}
    lines = (";".join(columns), ";".join(value for _field, value in columns.values()))
    mapping = {name: taken_for for name, (taken_for, _value) in columns.items()}
    return read_file("a.csv", "\n".join(lines).encode(), region="GB", mapping=mapping)


@pytest.mark.parametrize("field", sorted(known_fields() - LEFT_OUT))
def test_what_a_column_says_arrives_in_the_record(field: str) -> None:
    """If this fails after a new field in headers.toml: `Record` lacks it, or nothing fills it in."""
    empty = read(field, "")
    told = [read(field, sample) for sample in SAMPLES]
    assert any((one.records, one.problems) != (empty.records, empty.problems) for one in told)
