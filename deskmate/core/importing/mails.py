"""Saved mails (`.eml`) and mailboxes (`mbox`) into messages by sender (RFC 5322)."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

from deskmate.core.importing import encodings, markup, names, values
from deskmate.core.importing.limits import MAX_CELL, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import EmailValue, Entry, Import, Problem, Record

# with its time of day, as "From now on" begins many a sentence (RFC 4155)
_FROM_LINE = re.compile(rb"^From \S+ .*\d\d:\d\d.*\d{4}.*$", re.MULTILINE)
_HEADER = re.compile(
    r"^(?:From|Date|Subject|To|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|X-[\w-]+|DKIM-Signature): ?",
    re.IGNORECASE,
)
_ENVELOPE = b"X-Deskmate-Envelope: "
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)  # mailboxes put a sign before such lines of a mail
_ASCTIME = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d(?::\d\d)?) .*?(\d{4})$")  # Mon Jan  5 09:00:00 2026
_WROTE = r"wrote|schrieb|geschrieben|a écrit|écrit|escribió|ha scritto|scrisse|schreef|escreveu|napisał\(a\)|skrev"
_ANSWERED = (
    r"Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d['’]origine|Mensaje original|"
    r"Messaggio originale|Mensagem original|Oorspronkelijk bericht|Forwarded message|Weitergeleitete Nachricht"
)
_HEADED = (
    r"(?:From|Von|De|Da|Van|Od)[ \t]*:.*\n(?:.*\n)?"
    r"(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden|Data)[ \t]*:.*\n"
    r"(?:(?:To|Cc|An|À|Para|A|Aan|Do|Kopie)[ \t]*:.*\n){1,3}"
    r"(?:Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Temat)[ \t]*:"
)
_WROTE_LINE = rf"(?:On|Am|Le|El|Il|Op|Em|W dniu) [^\n]{{5,120}}\n?[^\n]{{0,80}}(?:{_WROTE})[^\n]{{0,40}}:[ \t]*$"
# where the answered mail, or a signature (RFC 3676, 4.3), begins and nothing of one's own follows
_END = re.compile(
    rf"^[ \t]*-{{2,}}[ \t]*(?:{_ANSWERED})[ \t]*-{{2,}}|^{_HEADED}|^_{{20,}}[ \t]*$|^-- $|^{_WROTE_LINE}(?!\s*^>)",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTED = re.compile(rf"^(?:>.*|{_WROTE_LINE})(?:\n|\Z)", re.MULTILINE | re.IGNORECASE)
_SOFT = re.compile(r"^((?!-- $).*) \n(?!>)", re.MULTILINE)


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
    undated: dict[str, list[str]] = {}
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
        shown.setdefault(found.address, (found.name, count))
        entries = people.setdefault(found.address, [])
        if found.at:
            entries.append(Entry(found.at, "message", found.text))
        else:
            undated.setdefault(found.address, []).append(found.text)
            problems.append(Problem(count, "Date", "The mail's date can't be read; its words are kept as a remark."))
    records = tuple(
        _person(*shown[address], address, tuple(entries), "\n\n".join(undated.get(address, ())))
        for address, entries in people.items()
    )
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
        first, _end, body = data[start:end].partition(b"\n")
        yield _ENVELOPE + first.strip() + b"\n" + _QUOTED_FROM.sub(b"", body)


@dataclass(frozen=True, slots=True)
class _Mail:
    """Who wrote what; `at` is empty where no date can be read."""

    name: str
    address: str
    at: str
    text: str


def _mail(raw: bytes) -> _Mail | str:
    """One mail, or the reason why it is left out."""
    try:
        message = email.message_from_bytes(_readable(raw), policy=email.policy.default)
        senders = getaddresses([str(message.get("From", ""))])
        at = _sent(message)
        subject = str(message.get("Subject", ""))
        text = _body(message) if isinstance(message, EmailMessage) else ""
    except Exception:  # the standard library raises many kinds of error on broken mails
        return "Left out: the mail is damaged."
    name, address = senders[0] if senders else ("", "")
    if not values.is_email(address):
        return "Left out: the mail has no sender."
    said = values.tidy("\n".join(part for part in (values.one_line(subject), text) if part))[:MAX_CELL]
    return _Mail(values.one_line(values.tidy(name)), values.email(address), at, said)


def _sent(message: Message) -> str:
    """When it was sent: by its date, else by what the last post office noted, else by the mailbox."""
    for header, sign in (("Date", ""), ("Received", ";"), ("X-Deskmate-Envelope", "")):
        said = str(message.get(header, ""))
        said = said.rpartition(sign)[2] if sign else said
        if header == "X-Deskmate-Envelope":
            found = _ASCTIME.search(said)
            said = f"{found[2]} {found[1]} {found[4]} {found[3]}" if found else ""
        try:
            if said.strip():
                return parsedate_to_datetime(said).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return ""


def _readable(raw: bytes) -> bytes:
    """The mail with its heading in UTF-8, where a program wrote letters into it as they were."""
    end = re.search(rb"\r?\n\r?\n", raw)
    heading = raw[: end.start()] if end else raw
    if heading.isascii():
        return raw
    lines = (encodings.decode(line).text for line in heading.splitlines(keepends=True))
    return "".join(lines).encode("utf-8", "replace") + raw[len(heading) :]


def _body(message: EmailMessage) -> str:
    """What was written, without the mail that is answered and without the signature."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _text(part).replace("\r\n", "\n")
    if part.get_content_type() == "text/html":
        text = markup.text(text)
    elif str(part.get_param("format", "")).lower() == "flowed":
        text = _SOFT.sub(r"\1" if str(part.get_param("delsp", "")).lower() == "yes" else r"\1 ", text)
    return _own_words(text).strip()


def _own_words(text: str) -> str:
    """The text without what it answers, above, below or between; all of it where nothing else is there."""
    end = next((found.start() for found in _END.finditer(text) if text[: found.start()].strip()), len(text))
    own = _QUOTED.sub("", text[:end])
    return own if own.strip() else text


def _text(part: Message) -> str:
    """The part in the character set that it names, or in the one that its bytes look like."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = str(part.get_content_charset() or "")
    try:
        return data.decode(charset) if charset and charset != "us-ascii" else data.decode("ascii")
    except (LookupError, ValueError):
        return encodings.decode(data).text


def _person(name: str, row: int, address: str, entries: tuple[Entry, ...], notes: str) -> Record:
    split = names.split(name)
    full = names.compose(given=split.given, family=split.family) if "," in name and split.given else name
    born = (("Birth name", split.birth_name),) if split.birth_name else ()
    return Record(source_row=row, name=full or address, given=split.given, middle=split.middle, family=split.family,
                  prefix=split.prefix, emails=(EmailValue(address),), entries=entries, notes=notes,
                  extra=born)  # fmt: skip
