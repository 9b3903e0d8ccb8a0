"""Names that are no person's: companies, by their legal form or their trade."""

from __future__ import annotations

from collections.abc import Sequence

from deskmate.core.importing.name_words import bare, word_lists


def looks_like_company(text: str) -> bool:
    """Whether a name carries a legal form such as GmbH, Inc. or 株式会社."""
    words = text.replace(",", " ").split()
    known = word_lists().company
    if len(words) > 1 and (words[0].casefold() in word_lists().company_first or _begins_with_form(words)):
        return True
    if len(words) > 1 and any(bare(word) in known for word in words[1:]):
        return bare(words[-1]) in known or bare(words[-2]) in known
    return text.startswith(("株式会社", "有限会社", "合同会社")) or text.endswith(("株式会社", "有限会社", "有限公司"))


def _begins_with_form(words: Sequence[str]) -> bool:
    """Whether the first word is a legal form, in capitals before a name that isn't: "SARL Dupont"."""
    first = words[0]
    return len(first) > 2 and first.isupper() and not words[1].isupper() and bare(first) in word_lists().company


def is_business(text: str) -> bool:
    """Whether what stands in brackets behind a name is where somebody works, not what they are called."""
    return looks_like_company(text) or any(word.casefold() in word_lists().trades for word in text.split()[:2])
