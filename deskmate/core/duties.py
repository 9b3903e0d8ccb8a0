"""What only the owner may, in the words in which a refusal says it ("Only the owner can …"), for pages to show.

A test compares this list with every place of core that asks for the owner, so it can't say something else than is so.
"""

# what it is about, and what only the owner may do about it
OWNERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The shop", ("change the shop's settings", "change services", "change the suggested texts")),
    ("Staff", ("add staff", "change staff", "remove staff", "set or remove somebody else's PIN")),
    (
        "Fields of your own",
        (
            "add a field to the cards",
            "change a field of the cards",
            "put the fields of the cards in order",
            "remove a field from the cards",
        ),
    ),
    (
        "Lists and files",
        ("export the book", "export lists of customers", "print lists of customers", "bring a whole book in"),
    ),
    (
        "People’s rights",
        ("see everything that is held about a customer", "see whom the shop might forget", "erase a customer"),
    ),
    (
        "Who did what",
        ("see who did what", "undo a step that needs the owner"),
    ),
    (
        "The book",
        (
            "restore a backup",
            "take an older copy for the right one",
            "change what opens the book",
            "change the book's key",
        ),
    ),
)
OWNERS_ONLY = tuple(words for _about, all_words in OWNERS for words in all_words)
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


def in_a_row(words: tuple[str, ...]) -> str:
    """The words as one line that begins like a sentence: "Add staff, change staff, remove staff"."""
    line = ", ".join(words)
    return line[:1].upper() + line[1:]
