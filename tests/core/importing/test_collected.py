"""Files that people really brought: every requirement noted beside them is met."""

import json
from collections.abc import Callable
from typing import Any

import collected
import pytest

from deskmate.core import phones
from deskmate.core.importing import Import, to_json

needs_data = pytest.mark.skipif(not collected.DATA.is_dir(), reason="the collected files are not on this machine")

# where the note beside the file is not what we take for right, with the reason
DIFFERENT = {
    ("horde__KMail.csv", "0.city"): "the file's column for the city is empty",
    ("android__v21_backslash.vcf", "o0.name"): "a backslash before an ordinary letter stays",
    ("android__v21_complicated.vcf", "o0.notes"): "the blank after a soft break belongs to the text",
    ("calcard__058.vcf", "o0.notes"): "the second blank of a folded line belongs to the text",
    ("evolution__lib_5.vcf", "o0.phones"): "words are no phone; they are kept and named",
    ("ezvcard__outlook-2003.vcf", "o0.phones"): "words are no phone; they are kept and named",
    ("ezvcard__John_Doe_ANDROID.vcf", "o4.emails"): "words are no e-mail address; they are kept and named",
    ("ezvcard__thunderbird-MoreFunctionsForAddressBook-extension.vcf", "o0.categories"): "a comma parts categories",
    ("icaljs__vcard3.vcf", "o0.categories"): "all CATEGORIES lines count, not the first alone",
}
DIFFERENT |= {
    ("ezvcard__John_Doe_ANDROID.vcf", f"o{card}.categories"): "“My Contacts” is a group of the program"
    for card in range(6)
}


@needs_data
@pytest.mark.parametrize("kind", ["csv", "vcard"])
def test_what_can_be_compared_agrees(kind: str) -> None:
    wrong = {}
    for path, expected in collected.files(kind):
        for name, found in collected.compare(path, expected).wrong.items():
            if (path.name, name) not in DIFFERENT:
                wrong[path.name, name] = found
    assert not wrong


@needs_data
@pytest.mark.parametrize("kind", ["csv", "vcard"])
def test_no_row_is_lost_without_being_listed(kind: str) -> None:
    for path, _expected in collected.files(kind):
        read = collected.read(path)
        if read.format in ("csv", "tsv", "vcard") and not read.appointments:
            listed = {problem.row for problem in read.problems if problem.reason.startswith("Left out")}
            assert len(read.records) + len(listed) == read.rows, path.name


def _file(name: str, **options: Any) -> Import:
    kind = "vcard" if name.endswith(".vcf") else "csv"
    return collected.read(collected.DATA / kind / name, **options)


def _reasons(read: Import, row: int | None = None) -> str:
    return " | ".join(p.reason for p in read.problems if row is None or p.row == row)


def _names(read: Import) -> list[str]:
    return [record.name for record in read.records]


MUSTS: dict[str, Callable[[Import], bool]] = {
    "bjohnmer__contacts.csv": lambda r: len(r.records) == 20 and not r.repeats and "card numbers" in _reasons(r, 0),
    "bjohnmer__contacts_missing_columns.csv": lambda r: r.rows == 20 and r.header[3] == "" and r.columns[3].field == "",
    "bjohnmer__contacts_no_records.csv": lambda r: not r.records and "no rows" in _reasons(r),
    "brayan__contacts.csv": lambda r: (
        "bgerrill9$istockphoto.com" in _reasons(r, 11)
        and not r.repeats
        and not any(x.birthday for x in r.records)
        and next(c for c in r.columns if c.name == "franchise").field == "refused"
        and "6759985" not in json.dumps([to_json(x) for x in r.records])
    ),
    "chatlog__whatsapp_ios.txt": lambda r: r.records[0].entries[0].at == "2026-07-01T12:34:56",
    "civicrm__dates_dd_mon_yy.csv": lambda r: all(x.birthday and x.birthday.iso == "2008-09-01" for x in r.records),
    "civicrm__dates_iso.csv": lambda r: (
        [x.birthday.iso if x.birthday else None for x in r.records].count("2008-09-01") == 6
        and "2008-25-1" in _reasons(r, 5)
    ),
    "civicrm__dates_us_4digit.csv": lambda r: (
        r.questions[0].kind == "date_order"
        and all(
            x.birthday and x.birthday.iso == "2008-09-01"
            for x in _file("civicrm__dates_us_4digit.csv", date_order="mdy").records
        )
    ),
    "civicrm__invalid_email.csv": lambda r: _names(r) == ["Joseph Savage"] and "joseph-email.com" in _reasons(r, 2),
    "gauntlet__25-whitespace-rows.csv": lambda r: not r.records,
    "gauntlet__29-phone-formats.csv": lambda r: (
        len({x.phones[0].e164 for x in _file("gauntlet__29-phone-formats.csv", region="US").records[:5]}) == 1
        and not r.repeats
        and [len(phones.parse(x.phones[0].typed).digits) for x in r.records[:9]] == [10, 10, 10, 10, 11, 12, 11, 7, 9]
    ),
    "gauntlet__32-null-byte.csv": lambda r: _names(r) == ["John Smith", "John Smith"],
    "gauntlet__33-empty-emails.csv": lambda r: not r.repeats and len(r.records) == 5,
    "gauntlet__34-whitespace-email.csv": lambda r: not r.repeats and len(r.records) == 2,
    "gauntlet__38-no-name-cols.csv": lambda r: not r.records and r.questions[0].kind == "no_people",
    "gauntlet__40-all-dups.csv": lambda r: len(r.records) - len(r.repeats) == 1 and len(r.repeats) == 4,
    "generic__suffix_comma.csv": lambda r: r.records[0].given == "" and r.records[0].suffix == "Jr.",
    "google_new_labels__grace.csv": lambda r: r.records[0].tags == ("Navy",),
    "google_old__email_only.csv": lambda r: _names(r) == ["only@example.com"],
    "horde__Thunderbird_noheader.csv": lambda r: not r.has_header and _names(r) == ["Firman Wandayandi"],
    "horde__dialect_001.csv": lambda r: r.header[:2] == ("Field 1-1", "Field 1-2") and r.sample[0][1] == "Field 2-2",
    "horde__dialect_columns1.csv": lambda r: [len(row) for row in r.sample] == [2, 3, 4],
    "horde__outlook_bug_6311.csv": lambda r: r.records[0].birthday is None and not r.records[0].occasions,
    "ja__headers.csv": lambda r: r.records[2].name == "noname@example.com",
    "majian__users_invalid.csv": lambda r: _names(r) == ["Boom"] and "Left out" in _reasons(r, 2),
    "messy__02-facebook-leads-messy-headers.csv": lambda r: (
        "N/A" not in _names(r) and "invalid-email" in _reasons(r, 4) and "not-a-phone" in _reasons(r, 4)
    ),
    "messy__09-duplicate-headers.csv": lambda r: (
        r.records[0].name == "John Doe" and len(r.records[0].emails) == 2 and ("Name", "John D.") in r.records[0].extra
    ),
    "messy__11-international-names.csv": lambda r: (
        r.records[0].family == "Nguyễn" and r.records[3].family == "Al-Rashid"
    ),
    "messy__13-mixed-languages.csv": lambda r: (
        [c.field for c in r.columns] == ["name", "email", "phone", "organisation", "notes"]
    ),
    "messy__14-blank-rows.csv": lambda r: len(r.records) == 2,
    "messy__15-duplicate-rows.csv": lambda r: len(r.records) - len(r.repeats) == 3,
    "messy__17-formula-injection.csv": lambda r: _names(r)[:4] == ["=SUM(A1:A10)", "+1234567890", "-100", "@SUM(A1)"],
    "messy__duplicate-mixed-columns.csv": lambda r: (
        "look whether the columns fit" in _reasons(r, 2) and len(r.records) == 2
    ),
    "messy__facebook-leads-realistic.csv": lambda r: _names(r) == ["John Doe", "Jane Smith", "Carlos Ruiz"],
    "notengobattery__contacts_500.csv": lambda r: len(r.records) == 500,
    "salesforce__csvEscapedQuotes.csv": lambda r: r.sample[0][0] == '"The Best" Account',
    "salesforce__csvtext_BOM_UTF16BE.csv": lambda r: r.header == ("column1", "column2", "column3") and r.rows == 2,
    "salesforce__csvtext_BOM_UTF16LE.csv": lambda r: r.header == ("column1", "column2", "column3") and r.rows == 2,
    "salesforce__csvtext_BOM_UTF8.csv": lambda r: r.header == ("column1", "column2", "column3") and r.rows == 2,
    "shopify__customers_consent.csv": lambda r: (
        len(r.repeats) == 1
        and r.records[5].name == 'Eve "E" Lo'
        and "not-an-email" in _reasons(r, 6)
        and r.records[1].opted_out is True
    ),
    "shopify__customers_nl.csv": lambda r: (
        r.records[0].external_id == "123"
        and r.records[0].addresses[0].postal_code == "1234AB"
        and r.records[1].name == "Geen Email"
    ),
    "android__v30_pause_wait.vcf": lambda r: r.records[0].phones[0].typed == "p1234p5678w9",
    "calcard__005.vcf": lambda r: len(r.records) == 5,
    "calcard__010.vcf": lambda r: "Reid’s place" in r.records[0].notes,
    "calcard__053.vcf": lambda r: r.records[0].birthday is not None and r.records[0].birthday.iso == "1970-07-14",
    "calcard__056.vcf": lambda r: (
        r.records[0].emails[0].address == "babs@umich.edu" and r.records[0].name == "Babs Jensen"
    ),
    "ezvcard__outlook-2003.vcf": lambda r: (
        not r.records[0].phones
        and {value for name, value in r.records[0].extra if name == "Phone"}
        == {"BusinessPhone", "HomePhone", "MobilePhone", "BusinessFaxPhone"}
        and r.records[0].birthday is not None
        and r.records[0].birthday.iso == "1980-03-21"
    ),
    "ical4jvcard__vcard-vCards-SAP.vcf": lambda r: len(r.records) == 30,
    "khard__text-bday.vcf": lambda r: (
        r.records[0].birthday is None and ("Birthday", "circa 1800") in r.records[0].extra
    ),
    "khard__unparsable.vcf": lambda r: len(r.records) <= 1 and "doesn't end" in _reasons(r),
    "literal_ja__two_cards.vcf": lambda r: (
        _names(r)[0] == "鈴木一郎" and _names(r)[1] in ("Yuki Tanaka", "Tanaka Yuki")
    ),
    "mixerp__sample-vcards.vcf": lambda r: (
        len(r.records) == 2071 and not any(x.birthday for x in r.records) and r.records[0].name == "Kim Harper"
    ),
    "nodevcf__multiple.vcf": lambda r: (
        len(r.records) == 3
        and len(r.repeats) == 2
        and phones.parse("+49-221-9999123", "DE").e164 == phones.parse("(0221) 9999123", "DE").e164
    ),
    "roundcube__apple.vcf": lambda r: (
        r.records[0].name == "Apple Computer AG" and r.records[0].is_company and not r.records[0].given
    ),
    "roundcube__johndoe.vcf": lambda r: (
        r.records[0].name == "John Doë"
        and r.records[0].organisation == "roundcube.net"
        and [e.address for e in r.records[0].emails] == ["inbox@roundcube.net", "roundcube@gmail.com"]
        and [e.address for e in r.records[0].emails if e.preferred] == ["roundcube@gmail.com"]
        and [p.typed for p in r.records[0].phones] == ["+123456789", "+987654321"]
        and r.records[0].notes == "The notes..."
    ),
    "roundcube__photo.vcf": lambda r: (r.records[0].family, r.records[0].given) == ("Müller", "Jörg"),
}


@needs_data
@pytest.mark.parametrize("name", sorted(MUSTS))
def test_the_requirement_beside_the_file_is_met(name: str) -> None:
    assert MUSTS[name](_file(name))


@needs_data
def test_every_file_with_a_requirement_is_looked_at() -> None:
    required = {
        path.name for kind in ("csv", "vcard") for path, expected in collected.files(kind) if "must" in expected
    }
    assert required == set(MUSTS)
