"""The e-mail addresses of a vCard."""

from __future__ import annotations

import re

from deskmate.core.importing import values
from deskmate.core.importing.records import EmailValue
from deskmate.core.importing.vcard_draft import Draft
from deskmate.core.importing.vcard_labels import is_preferred, kind_of
from deskmate.core.importing.vcard_property import Property

_BETWEEN = re.compile(r"\s*[,;]\s*")


def take_email(draft: Draft, prop: Property, label: str) -> None:
    """One or more e-mail addresses; what is none is kept as a text and said."""
    text = values.tidy(prop.text())
    several = [] if draft.own or values.is_email(text) else [one for one in _BETWEEN.split(text) if one]
    if len(several) > 1 and all(map(values.is_email, map(values.email, several))):
        for one in several:
            _add_email(draft, one, kind_of(prop, label), is_preferred(prop))
    else:
        _add_email(draft, text, kind_of(prop, label), is_preferred(prop))


def _add_email(draft: Draft, text: str, kind: str, preferred: bool) -> None:
    address = text if draft.own else values.email(text)
    if values.is_email(address):
        if all(known.address.casefold() != address.casefold() for known in draft.emails):
            draft.emails.append(EmailValue(address, kind, preferred))
    elif not values.is_blank(text):
        draft.say("EMAIL", f"“{text[:60]}” is no e-mail address; it is kept as a text.")
        draft.extra.append(("Email", text))
