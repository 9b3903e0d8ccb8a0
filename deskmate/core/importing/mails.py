"""Saved mails (`.eml`) and mailboxes (`mbox`) into messages by sender (RFC 5322)."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from deskmate.core.importing import names, values
from deskmate.core.importing.limits import MAX_CELL, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import EmailValue, Entry, Import, Problem, Record

_FROM_LINE = re.compile(rb"^From \S.*\d{4}.*$", re.MULTILINE)
_HEADER = re.compile(
    r"^(?:From|Date|Subject|To|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|X-[\w-]+|DKIM-Signature): ?",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]{0,1000}>", re.IGNORECASE | re.DOTALL)
_QUOTE = re.compile(
    r"^>.*$|^(?:On|Am|Le|El|Il|Op) .{5,120}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef).{0,40}:$", re.MULTILINE
)


def is_mail(file: str, text: str) -> bool:
    """Whether this is a saved mail or a mailbox, by its name or its first lines."""
    if file.endswith((".eml", ".mbox", ".mbx")):
        return True
    if text.startswith("From ") and re.match(r"From \S+@?\S* .*\d{4}", text.split("\n", 1)[0]):
        return True
    lines = text[:4_000].splitlines()[:12]
    hits = {match[0].lower() for line in lines if (match := _HEADER.match(line))}
    return (
        bool(lines)
        and _HEADER.match(lines[0]) is not None
        and len(hits) >= 3
        and any(hit.startswith("from") for hit in hits)
    )


def read(data: bytes, options: Options) -> Import:
    """One record for each sender, with their mails as messages."""
    people: dict[str, list[Entry]] = {}
    shown: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    count = 0
    for raw in _mails(data):
        count += 1
        check_rows(count)
        if not count % 50:
            check_stop(options.should_stop)
        found = _mail(raw)
        if isinstance(found, str):
            problems.append(Problem(count, "", found))
            continue
        name, address, entry = found
        people.setdefault(address, []).append(entry)
        shown.setdefault(address, (name, count))
    records = tuple(_person(*shown[address], address, tuple(entries)) for address, entries in people.items())
    return Import("mail", rows=count, records=records, problems=tuple(problems))


def _mails(data: bytes) -> Iterator[bytes]:
    if not data.startswith(b"From "):
        yield data
        return
    starts = [0]
    for match in _FROM_LINE.finditer(data):
        if match.start() and data[match.start() - 2 : match.start()] in (b"\n\n", b"\r\n"):
            starts.append(match.start())
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        body = data[start:end].split(b"\n", 1)
        yield body[1] if len(body) > 1 else b""


def _mail(raw: bytes) -> tuple[str, str, Entry] | str:
    """(name, address, message) of one mail, or the reason why it is left out."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        senders = getaddresses([str(message.get("From", ""))])
        sent = message.get("Date")
        when = parsedate_to_datetime(str(sent)) if sent else None
        subject = str(message.get("Subject", ""))
        text = _body(message) if isinstance(message, EmailMessage) else ""
    except Exception:  # the standard library raises many kinds of error on broken mails
        return "Left out: the mail is damaged."
    name, address = senders[0] if senders else ("", "")
    if not values.is_email(address):
        return "Left out: the mail has no sender."
    if when is None:
        return "Left out: the mail has no date."
    said = values.tidy("\n".join(part for part in (values.one_line(subject), text) if part))[:MAX_CELL]
    return values.one_line(values.tidy(name)), values.email(address), Entry(when.isoformat(), "message", said)


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content()).replace("\r\n", "\n")
    if part.get_content_type() == "text/html":
        text = re.sub(r"[ \t]*\n\s*\n+", "\n", _TAG.sub(" ", text)).replace("&nbsp;", " ").replace("&amp;", "&")
    quote = _QUOTE.search(text)
    return (text[: quote.start()] if quote and quote.start() > 20 else text).strip()


def _person(name: str, row: int, address: str, entries: tuple[Entry, ...]) -> Record:
    split = names.split(name)
    full = names.compose(given=split.given, family=split.family) if "," in name and split.given else name
    return Record(source_row=row, name=full or address, given=split.given, middle=split.middle, family=split.family,
                  prefix=split.prefix, emails=(EmailValue(address),), entries=entries)  # fmt: skip
