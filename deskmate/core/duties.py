"""What only the owner may, in the words in which a refusal says it ("Only the owner can …"), for pages to show.

A test compares this list with every place of core that asks for the owner, so it can't say something else than is so.
"""

OWNERS_ONLY = (
    "change the shop's settings",
    "add staff",
    "change staff",
    "remove staff",
    "set or remove somebody else's PIN",
    "change services",
    "change the suggested texts",
    "add a field to the cards",
    "change a field of the cards",
    "put the fields of the cards in order",
    "remove a field from the cards",
    "undo a step that needs the owner",
    "bring a whole book in",
    "export the book",
    "export lists of customers",
    "print lists of customers",
    "see everything that is held about a customer",
    "see whom the shop might forget",
    "erase a customer",
    "see who did what",
    "restore a backup",
    "take an older copy for the right one",
    "change what opens the book",
    "change the book's key",
)
EVERYBODYS = (
    "write notes",
    "book",
    "call",
    "write down what customers agree and object to",
    "correct",
    "join cards",
    "undo",
    "bring customers in",
)


def owners_sentence() -> str:
    """What only the owner may, as one sentence."""
    return f"Only the owner can {'; '.join(OWNERS_ONLY)}."


def everybodys_sentence() -> str:
    """What everybody who works here may, as one sentence."""
    return f"Everybody can {', '.join(EVERYBODYS[:-1])}, and {EVERYBODYS[-1]}."
