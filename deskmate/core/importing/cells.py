"""One cell of a table to where it belongs in a customer's record; what doesn't fit is kept and named."""

from __future__ import annotations

import re
from functools import lru_cache

from deskmate.core import phones
from deskmate.core.importing import dates, several_phones, values
from deskmate.core.importing.draft import Draft, Plan, Taker
from deskmate.core.importing.headers import ADDRESS_PARTS, LABELLED, kind_of, recognise
from deskmate.core.importing.records import Birthday, Column, EmailValue, Entry, Occasion, PhoneValue, Preference

_AND = r"(?:and|or|und|oder|et|ou|y|o|e)"
_SEVERAL_EMAILS = re.compile(rf"\s+:::\s+|(?:[\s,;|/]+(?:{_AND}\s+)?)(?=[^\s,;|@]+@)|\s*[;\n|]\s*", re.IGNORECASE)
_EMAIL_CALLED = re.compile(r"(\S+@\S+?)\s*[(\[]([^\W\d]{1,20})[)\]]")
_PLAIN_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
_PLAIN_PHONE = re.compile(r"\+?\d(?:[ -]?\d){2,24}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{2}")
_AMONG_WORDS = re.compile(r"(\D*?[^\W\d]{2}.*?[\s:]|)([+(]?\d[\d\s()./-]{5,}\d)(\s+\(?[^\W\d]{2,}.*|)")
_EXTENSION = re.compile(
    r"\s*(?:ext|extension|x|durchwahl|dw|poste|int|interno|anexo|ramal|toestel|доб)\b", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"(.*\d)\s*[(\[]([^\W\d]+)[)\]]")
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,20})\.?\s*:\s*([+(\d].*)", re.DOTALL)
_DIRECT_DIAL = re.compile(r"(.*\d)\s*/\s*-\s*\d{1,5}")  # "030 123456 / -57", of which only the first part is a number
_POINT_ZERO = re.compile(r"(?<=\d{6})\.0$")  # a spreadsheet took it for a number
_SHOWN = re.compile(r"(\"[^\"<>]*\"\s*|[^<>,;|\n]*)<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+?)\s*>[\s,;|]*", re.IGNORECASE)
_SHORTENED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_TAGS = re.compile(r"\s+:::\s+|\s*[;,|\n]\s*")
_WORTH_REMEMBERING = 200  # letters
_SYSTEM_GROUPS = frozenset(
    {"mycontacts", "my contacts", "starred", "meine kontakte", "markiert", "mes contacts", "unfiled"}
)
UNDATED = frozenset({"amount", "rating", "entry_kind", "currency", "entry_time", "entry_details"})
DATED = ("visit_at", "purchase_at", "note_at", "review_at", "entry_at")


_OF_A_VISIT = frozenset({"removed", "blocked", "cleaned", "confirmed", "active"})


def _take_unknown(draft: Draft, column: Column, text: str, plan: Plan, _label: str) -> None:
    # in a list of visits it may be the visit that was removed
    mailings = column.field == "status" and (plan.dated is None or text.casefold() not in _OF_A_VISIT)
    if mailings and (out := values.opted_out_by_status(text)) is not None:
        draft.opted_out = draft.opted_out or out
    draft.keep(column, text)


def take_line(draft: Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    """A name or another single line; what evidently belongs elsewhere goes there, and is named."""
    text = values.one_line(text)
    kind = column.field
    if kind in ("name", "given", "family", "middle") and ("@" in text) and values.is_email(text):
        if kind == "name":
            draft.one.setdefault("name_email", text)
        draft.say(
            column, "Holds an e-mail address where a name is expected; the row may be shifted against the header."
        )
        if all(email.address.casefold() != values.email(text).casefold() for email in draft.emails):
            draft.emails.append(EmailValue(values.email(text)))
        return
    if values.is_blank(text) and kind not in ("family", "given", "external_id"):
        if kind == "name":
            draft.say(column, f"“{text}” is no name.")
        return
    if kind == "prefix" and kind in draft.one:
        if text.casefold() not in draft.one[kind].casefold():
            draft.one[kind] += f" {text}"  # "Frau" in one column and "Dr." in the next
    elif kind in draft.one:
        draft.keep(column, text)
    else:
        draft.one[kind] = text


def take_phones(draft: Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    """Take the numbers of a cell, with the labels before them; an e-mail address among phones is kept as one."""
    label = label or column.label
    if _PLAIN_PHONE.fullmatch(text) and not values.is_blank(text):  # as nearly all are: one number and nothing else
        _add_phone(draft, text, label, phones.e164(text, draft.region))
        return
    if "@" in text and values.is_email(text):
        draft.say(column, "Holds an e-mail address where a phone is expected.")
        draft.emails.append(EmailValue(values.email(text), label))
        return
    for called, each in several_phones.worded(text) or [("", each) for each in several_phones.split(text)]:
        _take_phone(draft, column, each, called or label)


def _take_phone(draft: Draft, column: Column, text: str, label: str) -> None:
    typed = _POINT_ZERO.sub("", text)
    if values.is_blank(typed):
        return
    if ("E" in typed or "e" in typed) and _SHORTENED.fullmatch(typed):
        draft.say(column, f"“{typed}” was shortened by a spreadsheet; its last digits are lost.")
        draft.keep(column, typed)
    elif not values.has_enough_digits(typed) or len(typed) > 100:
        draft.say(column, f"“{typed[:60]}” is no phone number; it is kept as a text.")
        draft.keep(column, typed)
    else:
        number, called = _with_label(typed, label)
        _add_phone(draft, number, called, parse_phone(number, draft.region))


def _with_label(typed: str, label: str) -> tuple[str, str]:
    """The number without a word beside it that says which one it is: "555 201 0010 (work)", "Mobil: 0171 2222222"."""
    if (before := _WORD_BEFORE.fullmatch(typed)) is not None and (kind := kind_of(before[1])):
        return before[2], label or kind
    found = _IN_BRACKETS.fullmatch(typed) if typed[-1:] in (")", "]") else None
    if found is None or not (kind := kind_of(found[2])):
        return typed, label
    return found[1], label or kind


def _add_phone(draft: Draft, typed: str, label: str, e164: str | None) -> None:
    if not draft.phones or all(known.typed != typed or known.label != label for known in draft.phones):
        draft.phones.append(PhoneValue(typed, e164, label))


def parse_phone(typed: str, region: str) -> str | None:
    """E.164 of what was typed, or None; of "555 201 0012 (ask for Jim)" the number, whose letters are no digits."""
    if (direct := _DIRECT_DIAL.fullmatch(typed)) is not None:
        typed = direct[1]
    if _WORD.search(typed) and (inside := _AMONG_WORDS.fullmatch(typed)) and not _EXTENSION.match(inside[3]):
        typed = inside[2]
    return phones.e164(typed, region)


def _take_emails(draft: Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    label = label or column.label
    if not draft.emails and _PLAIN_EMAIL.fullmatch(text) and values.is_email(text):
        draft.emails.append(EmailValue(text.lower(), label))
        return
    if "<" in text and (shown := _SHOWN.findall(text)):
        before = text.partition("<")[0]
        if len(shown) == 1 and "@" not in before:
            shown, text = [(before, shown[0][1])], text[len(before) :]
        for name, address in shown:
            if any(map(str.isalpha, name)):
                draft.one.setdefault("shown_name", name.strip(" \"'"))  # a name for who has no other
            _take_emails(draft, column, address, _plan, label)
        text = _SHOWN.sub("", text).strip(" ,;|")
    for typed in _SEVERAL_EMAILS.split(text) if not values.is_email(text) else (text,):
        if values.is_blank(typed):
            continue
        if (called := _EMAIL_CALLED.fullmatch(typed)) is not None and (kind := kind_of(called[2])):
            typed, label = called[1], label or kind  # noqa: PLW2901
        address = values.email(typed)
        if values.is_email(address):
            if all(known.address.casefold() != address.casefold() for known in draft.emails):
                draft.emails.append(EmailValue(address, label))
        elif values.looks_like_phone(typed):
            draft.say(column, "Holds a phone where an e-mail address is expected.")
            _add_phone(draft, typed, "", parse_phone(typed, draft.region))
        else:
            draft.say(column, f"“{typed[:60]}” is no e-mail address; it is kept as a text.")
            draft.keep(column, typed)


def _take_address(draft: Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    if text[0] in "#-.?" and values.is_blank(text):  # what a spreadsheet writes where it found nothing
        return
    label = label or column.label
    place = draft.places.setdefault(f"{column.label}#{column.slot}", {})
    if label and "label" not in place:
        place["label"] = label
    part = column.field
    if part in place:
        draft.keep(column, text)
    else:
        place[part] = text


def tags(text: str) -> tuple[str, ...]:
    """The tags of a cell; groups that an address book makes for itself are left out."""
    return _tags_again(text) if len(text) < _WORTH_REMEMBERING else _tags(text)


def _tags(text: str) -> tuple[str, ...]:
    found = []
    for tag in _TAGS.split(text):
        bare = tag.removeprefix("* ").strip().strip("\"'").lstrip("#")
        if bare and bare.casefold() not in _SYSTEM_GROUPS and not values.is_blank(bare):
            found.append(bare)
    return tuple(found)


_tags_again = lru_cache(maxsize=20_000)(_tags)  # most rows carry the same few


def _take_date(draft: Draft, column: Column, text: str, plan: Plan, _label: str) -> None:
    if dates.is_empty(text) or values.is_blank(text):
        return
    moment = moment_of(draft, column, text, plan)
    if moment is None:
        return
    if column.field == "birthday":
        draft.birthday = _birthday(draft, column, text, moment, plan)
    elif column.field == "anniversary":
        draft.occasions.append(Occasion("anniversary", moment.day))
    elif moment.day.year:
        kind = "visit" if column.field == "last_visit" else "purchase"
        draft.entries.append(Entry(moment.iso, kind, column.name))


def _birthday(draft: Draft, column: Column, text: str, moment: dates.Moment, plan: Plan) -> Birthday | None:
    day = dates.of_birth(moment.day, text, plan.today)
    if day is None:
        draft.say(column, f"“{text[:40]}” is yet to come and no birthday; it is kept as a text.")
        draft.keep(column, text)
    return day


def _take_event(draft: Draft, column: Column, text: str, plan: Plan, label: str) -> None:
    """A day with a word for what it is: "Event 1 - Type" and "Event 1 - Value"."""
    if dates.is_empty(text) or values.is_blank(text):
        return
    moment = dates.parse(text, plan.orders.get(column.index))
    kind = recognise(label)[0] if label else ""
    if moment is None:
        draft.extra.append((label or column.name, text))
    elif kind == "birthday" and draft.birthday is None:
        draft.birthday = _birthday(draft, column, text, moment, plan)
    else:
        # in French both are the "anniversaire"
        again = kind == "anniversary" or (kind == "birthday" and moment.day != draft.birthday)
        draft.occasions.append(Occasion("anniversary" if again else label.lower() or "other", moment.day))


def _take_labelled(draft: Draft, column: Column, text: str, _plan: Plan, label: str) -> None:
    """Something that has no place of its own, under the word that another column gives it."""
    draft.extra.append((label or column.name, text))


def moment_of(draft: Draft, column: Column, text: str, plan: Plan) -> dates.Moment | None:
    """The date of a cell, with its time if it has one; None, with a problem said, where it is none or could be two."""
    if column.index in plan.ambiguous_order and dates.needs_order(text):
        draft.say(column, f"“{text[:40]}” can be two different days; say whether the day or the month comes first.")
        draft.keep(column, text)
        return None
    if dates.is_placeholder(text):
        return None
    moment = dates.parse(text, plan.orders.get(column.index))
    if moment is None:
        draft.say(column, f"“{text[:40]}” is no date; it is kept as a text.")
        draft.keep(column, text)
    return moment


def _take_consent(draft: Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    refused = values.refuses_mailings(text, asked_for_refusal=column.field == "opted_out")
    if refused is None:
        draft.keep(column, text)
    else:
        draft.opted_out = bool(draft.opted_out) or refused  # one of several is enough


def _take_day_of_opting_out(draft: Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    if dates.is_empty(text) or values.is_blank(text):
        return
    draft.opted_out = True
    moment = dates.parse(text, dates.Order("dmy", False))
    if "opted_out_at" in draft.one:
        draft.keep(column, text)
    draft.one.setdefault("opted_out_at", moment.iso if moment else text)


def _take_notes(draft: Draft, column: Column, text: str, plan: Plan, _label: str) -> None:
    (draft.comments if column.index in plan.comments else draft.notes).append(text)


def _take_tags(draft: Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.tags += tags(text)


def _take_url(draft: Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.urls.append(text)


def _take_preference(draft: Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    if not values.is_blank(text):
        draft.preferences.append(Preference(column.label or "like", text))


def take_as_it_is(draft: Draft, column: Column, text: str, _plan: Plan, _label: str) -> None:
    """What nobody has to look at here: its column is known to be plain, or it is read with others of its row."""
    draft.one[column.field] = text


def _take_text(draft: Draft, _column: Column, text: str, _plan: Plan, _label: str) -> None:
    draft.texts.append(text)


TAKERS: dict[str, Taker] = {
    "": _take_unknown,
    "own": _take_unknown,
    "status": _take_unknown,
    "phone": take_phones,
    "email": _take_emails,
    **dict.fromkeys(ADDRESS_PARTS, _take_address),
    "notes": _take_notes,
    "tags": _take_tags,
    "url": _take_url,
    "preference": _take_preference,
    **dict.fromkeys(("birthday", "anniversary", "last_visit", "last_purchase"), _take_date),
    **dict.fromkeys(("marketing_ok", "opted_out"), _take_consent),
    "opted_out_at": _take_day_of_opting_out,
    "event": _take_event,
    **dict.fromkeys(("relation", "custom", "im"), _take_labelled),
    **dict.fromkeys((*(f"{field}_label" for field in LABELLED), *DATED, *UNDATED), take_as_it_is),
    "entry_text": _take_text,
    "review": _take_text,
}
