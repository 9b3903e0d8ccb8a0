"""Whoever said that they want no mailings is known to have said it, whatever the list calls that."""

import pytest

from deskmate.core.importing import Record, read_file


def one(**columns: str) -> Record:
    """The customer of a list of one, with these columns ("_" for a blank) beside the name."""
    names = "\t".join(["Name", *(name.replace("_", " ") for name in columns)])
    row = "\t".join(["Ann Lee", *columns.values()])
    return read_file("a.tsv", f"{names}\n{row}\n".encode(), region="DE", delimiter="\t").records[0]


@pytest.mark.parametrize(
    ("column", "refuses", "agrees"),
    [
        ("No Email", "Yes", "No"),
        ("Do not allow Emails", "Do Not Allow", "Allow"),
        ("Email Opted Out", "TRUE", "FALSE"),
        ("OptedOutOfMarketing", "True", "False"),
        ("Opt-out", "Opted out", "Subscribed"),
        ("Do Not Market", "1", "0"),
        ("Promotional Emails", "No", "Yes"),
        ("Is Subscribed", "0", "1"),
        ("BLACKLIST EMAIL", "1", "0"),
        ("Von allen E-Mails abgemeldet", "true", "false"),
        ("Werbung", "nein", "ja"),
        ("Werbung", "widerrufen", "erteilt"),
        ("Marketing-Einwilligung", "nein", "ja"),
        ("Newsletter-Status", "abgemeldet", "abonniert"),
        ("Kontaktsperre", "x", "nein"),
        ("E-Mail-Werbung", "nein", "ja"),
        ("Lettre d'information", "0", "1"),
        ("Stop pub", "oui", "non"),
        ("Recibir publicidad", "No", "Sí"),
        ("Disiscritto", "sì", "no"),
        ("Geen mailing", "ja", "nee"),
        ("Zgoda na e-mail marketing", "nie", "tak"),
        ("Согласие на рассылку", "Нет", "Да"),
        ("Отписался", "да", "нет"),
        ("Ticari ileti izni", "HAYIR", "Evet"),
        ("Nyhetsbrev", "Nej", "Ja"),
        ("Uutiskirje", "ei", "kyllä"),
        ("DM", "不可", "可"),
        ("DM配信", "不要", "要"),
        ("DM不要", "○", "なし"),
        ("配信停止", "する", "しない"),
        ("メルマガ受信許可", "拒否", "受け取る"),
        ("接收营销", "否", "是"),
    ],
)
def test_who_wants_no_mailings_and_who_does(column: str, refuses: str, agrees: str) -> None:
    assert one(**{column: refuses}).opted_out is True
    assert one(**{column: agrees}).opted_out is False


def test_one_of_several_ways_of_saying_no_is_enough() -> None:
    assert one(Do_Not_Call="0", Email_Opt_Out="1").opted_out is True
    assert one(Email_Opt_Out="1", Do_Not_Call="0").opted_out is True
    assert one(Newsletter="ja", Werbung="nein").opted_out is True
    both = one(Unsubscribed_at="2020-01-02", Opt_out_date="2021-03-04")
    assert (both.opted_out, both.opted_out_at, both.extra) == (True, "2020-01-02", (("Opt out date", "2021-03-04"),))


def test_where_nothing_is_said_nothing_is_known() -> None:
    assert one(Newsletter="").opted_out is None
    unclear = one(Werbung="Radio")
    assert (unclear.opted_out, unclear.extra) == (None, (("Werbung", "Radio"),))


@pytest.mark.parametrize("column", ["SMS Opt In", "Consenso privacy", "Newsletter date", "Offres partenaires"])
def test_what_is_about_something_else_refuses_no_mailings(column: str) -> None:
    assert one(**{column: "No"}).opted_out is None


def test_what_the_letters_dm_stand_for_in_other_countries() -> None:
    read = one(DM="no")
    assert (read.opted_out, read.extra) == (None, (("DM", "no"),))


def test_columns_that_hold_addresses_and_numbers_say_no_such_thing() -> None:
    read = one(**{"No. Phone": "030 1234567", "Marketing email": "a@x.de"})
    assert ([p.typed for p in read.phones], [e.address for e in read.emails]) == (["030 1234567"], ["a@x.de"])
    assert read.opted_out is None


def test_no_addresses_are_looked_for_among_answers() -> None:
    read = one(No_Email="Yes", No_Phone="No")
    assert (read.opted_out, read.phones, read.emails, read.extra) == (True, (), (), ())


def test_a_row_that_says_no_email_is_no_row_of_column_names() -> None:
    read = read_file("a.csv", b"Ann Lee,ann@x.de,030 1234567\nBob Ray,no email,no phone\nCleo Orr,c@x.de,030 1234568\n")
    assert [record.name for record in read.records] == ["Ann Lee", "Bob Ray", "Cleo Orr"]
