"""What does not belong in a note: card and account numbers never, health matters only where the customer agreed.

Looked for while somebody types, so it must be quick, and it only points: a person decides. Sources: PCI DSS
requirement 3 (card numbers), ISO/IEC 7812 and 13616 (check digits), GDPR Article 9 (health).
"""

import re
from typing import Literal, NamedTuple

Kind = Literal["card", "account", "health"]
LOOKED_AT = 20_000

# not in the middle of something longer: an order number may hold anything
_CARD = re.compile(r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_HEALTH = re.compile(
    r"\b(?:diagnos(?:is|ed|es)|diabet(?:es|ic)|epilep(?:sy|tic)|asthma(?:tic)?|cancer|chemo(?:therapy)?|tumou?rs?|"
    r"hiv|hepatitis|pregnan(?:t|cy)|miscarriage|depress(?:ion|ed)|anxiety|bipolar|schizophreni\w+|dementia|alzheimer\w*|"
    r"parkinson\w*|multiple sclerosis|heart (?:attack|condition|disease)|stroke|pacemaker|blood pressure|"
    r"(?:on|takes?|taking) (?:medication|antidepressants|insulin|blood thinners|warfarin)|surgery|operation on|"
    r"wheelchair|disab(?:led|ility)|allerg(?:y|ies|ic)|intoleran(?:t|ce)|coeliac|anaphyla\w+|epipen|"
    r"alcoholic|addict(?:ed|ion)|rehab|therapist|psychiatr\w+)\b",
    re.IGNORECASE,
)
# words of the trade that only look like illness
_HARMLESS = re.compile(
    r"\bstroke of|\b(?:brush|key|pen) ?strokes?|\bpregnant pause|\bcancer(?: research| charity| ward raffle)",
    re.IGNORECASE,
)
_SENTENCES: dict[Kind, str] = {
    "card": "This looks like a card number. It does not belong in the book: take it out.",
    "account": "This looks like a bank account. It does not belong in a note: take it out.",
    "health": (
        "This may be about health. Keep it only if the customer agreed; under Remember it stays hidden until asked for."
    ),
}


class Hint(NamedTuple):
    """Where in the text something stands that should be looked at, and the sentence for it."""

    kind: Kind
    start: int
    end: int
    sentence: str


def hints(text: str) -> list[Hint]:
    """What in the text a person should look at, in its order; each kind once. Pure, below 5 ms for a whole note."""
    text = text[:LOOKED_AT]
    found: dict[Kind, Hint] = {}
    for kind, start, end in (*_cards(text), *_accounts(text), *_health(text)):
        found.setdefault(kind, Hint(kind, start, end, _SENTENCES[kind]))
    return sorted(found.values(), key=lambda hint: hint.start)


def _cards(text: str) -> list[tuple[Kind, int, int]]:
    return [("card", m.start(), m.end()) for m in _CARD.finditer(text) if _is_card(re.sub(r"\D", "", m[0]))]


def _accounts(text: str) -> list[tuple[Kind, int, int]]:
    return [("account", m.start(), m.end()) for m in _IBAN.finditer(text) if _is_iban(m[0].replace(" ", ""))]


def _health(text: str) -> list[tuple[Kind, int, int]]:
    harmless = [(m.start(), m.end()) for m in _HARMLESS.finditer(text)]
    return [
        ("health", m.start(), m.end())
        for m in _HEALTH.finditer(text)
        if not any(start < m.end() and m.start() < end for start, end in harmless)
    ]


def _is_card(digits: str) -> bool:
    # 2 to 6 begin the numbers of the card schemes; the check digit alone lets one order number in ten through
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or len(set(digits)) == 1:
        return False
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_iban(number: str) -> bool:
    if not 15 <= len(number) <= 34:
        return False
    moved = number[4:] + number[:4]
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1
