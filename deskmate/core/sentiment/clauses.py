"""A note cut into clauses: the pieces that can each carry a feeling of their own."""

import re

from deskmate.core.sentiment import lists

Span = tuple[int, int]

_SUBJECT = (
    r"(?:i|we|you|he|she|they|it|there|nobody|no one|who|customer|husband|wife|mum|mom|staff)\b(?:'(?:s|d|ll|ve|re|m))?"
)
_CUT = re.compile(
    r"(?<=[.!?])[.!?\"')]*\s+"  # a sentence ends
    r"|\s*(?:\.{2,}|…)\s*"
    r"|\s*[;\n\r\u2028\u2029|•]+\s*"
    r"|\s+(?:--?|–|—|->|→)\s+|\s*—\s*"
    r"|,?\s+(?=(?:but|although|though|tho|however|except|yet|whereas|only that|then)\b)"
    rf"|,\s*(?=(?:and |so |now |still |says? |said |asked |wants? |told )?{_SUBJECT}\s)"
    r"|,\s*(?=(?:says?|said|asked|wants?|told|refunded|replaced|sorted|swapped|redone|no|not|never|still|all|won't)\b)"
)
# Dots that end no sentence
_SHORT = re.compile(r"\b(?:mr|mrs|ms|dr|prof|rev|st|no|vs|approx|appt|e\.g|i\.e|etc|tel|ext|incl|[a-z])\.$")


def split(text: str) -> tuple[Span, ...]:
    """Spans `(start, end)` of the clauses of `text`, in order and without gaps: together they are the whole text.

    The space behind a clause belongs to it. An empty text has no clauses.
    """
    folded = lists.fold(text)
    cuts = [0]
    for found in _CUT.finditer(folded):
        at = found.end()
        head = folded[cuts[-1] : found.start()]
        if cuts[-1] < at < len(text) and not _SHORT.search(head[-8:]) and any(c.isalnum() for c in head):
            cuts.append(at)
    return tuple(zip(cuts, [*cuts[1:], len(text)], strict=True)) if text else ()


def around(spans: tuple[Span, ...], start: int, end: int) -> Span:
    """The clauses of `spans` that `start` to `end` touch, as one span."""
    hit = [(a, b) for a, b in spans if a < end and b > start]
    return (hit[0][0], hit[-1][1]) if hit else (start, end)
