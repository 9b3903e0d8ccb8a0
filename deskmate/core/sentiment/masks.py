"""Before a note is read: who, which goods and how much money become one word each, so that they cannot matter."""

from deskmate.core.sentiment import amounts, goods, names, persons
from deskmate.core.sentiment.draft import Draft, Masked
from deskmate.core.sentiment.types import Context

__all__ = ["Masked", "mask"]

_STEPS = (
    goods.known,
    persons.known,
    goods.quoted,
    persons.titled,
    persons.described,
    names.named,
    goods.works,
    persons.pronouns,
)


def mask(text: str, context: Context | None = None) -> Masked:
    """`text` with persons as "customer", goods and titles as "item", and amounts in few sizes, and the way back.

    Takes time linear in the text; any unicode is fine. Two texts that differ only in a name, title, pronoun or in who
    somebody is (deaf, old, Polish …) become the same masked text.
    """
    draft = Draft(text)
    for step in _STEPS:
        step(draft, context or Context())
    persons.identity(draft)
    amounts.normalise(draft)
    return draft.render()
