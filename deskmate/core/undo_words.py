"""What kind of step it was that can be undone, in plain words that name nobody, for lists that customers may see."""

from collections.abc import Iterable
from typing import Any

Change = dict[str, Any]

OTHER = "Another step"
# the first that fits is what the step was about: (table, what happened to a row of it, the field that tells, words)
_KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("call_attempt", "added", "", "A call was logged"),
    ("wait_entry", "added", "", "Somebody was put on the waiting list"),
    ("wait_entry", "changed", "appointment_id", "Somebody was booked from the waiting list"),
    ("wait_entry", "changed", "", "Somebody was taken off the waiting list"),
    ("appointment", "added", "", "An appointment was booked"),
    ("appointment", "changed", "status", "An appointment was marked"),
    ("appointment", "changed", "", "An appointment was moved"),
    ("relation", "added", "", "It was noted who belongs with whom"),
    ("relation", "removed", "", "It was taken back who belongs with whom"),
    ("customer", "added", "", "A new customer"),
    ("customer", "binned", "", "A customer was put in the bin"),
    ("customer", "brought back", "", "A customer was brought back"),
    ("interaction", "added", "", "An entry was written"),
    ("interaction", "binned", "", "An entry was taken away"),
    ("interaction", "changed", "overruled_at", "A reading was set aside, or counts again"),
    ("interaction", "changed", "text", "An entry was corrected"),
    ("interaction", "changed", "mood", "A mood was changed"),
    ("interaction", "changed", "theme_confirmed", "It was said what an entry is about"),
    ("interaction", "changed", "", "An entry was corrected"),
    ("attachment", "added", "", "A picture or file was added"),
    ("attachment", "binned", "", "A picture or file was taken away"),
    ("reminder", "added", "", "A reminder was set"),
    ("reminder", "binned", "", "A reminder was taken away"),
    ("promise", "changed", "state", "A promise was settled"),
    ("follow_up", "added", "", "A follow-up was begun"),
    ("follow_up", "changed", "state", "A follow-up was closed"),
    ("follow_up", "changed", "", "A follow-up was given to somebody, or to another day"),
    ("apart", "added", "", "Two cards were marked as two customers"),
    ("segment", "added", "", "A segment was made"),
    ("segment", "removed", "", "A segment was removed"),
    ("segment", "changed", "", "A segment was changed"),
    ("own_field", "added", "", "A field was added to the cards"),
    ("own_field", "removed", "", "A field was removed from the cards"),
    ("own_field", "changed", "", "A field of the cards was changed"),
    ("customer", "changed", "household_id", "A household was changed"),
    ("household", "changed", "", "A household was renamed"),
    ("preference", "added", "", "Something was remembered"),
    ("customer", "changed", "", "A card was changed"),
)
# what belongs to a card: whatever happened to it, the card was changed
_OF_A_CARD = frozenset({"contact_detail", "preference", "customer_tag", "tag", "own_value", "occasion"})


def kind_of(changes: Iterable[Change]) -> str:
    """What the step was about, as a short sentence without a name."""
    happened = {(change["table"], _what(change), field) for change in changes for field in ("", *_fields(change))}
    for table, what, field, words in _KINDS:
        if (table, what, field) in happened:
            return words
    return "A card was changed" if {table for table, _what, _field in happened} & _OF_A_CARD else OTHER


def _what(change: Change) -> str:
    before, after = change["before"], change["after"]
    if before is None:
        return "added"
    if after is None:
        return "removed"
    if "deleted_at" not in after:
        return "changed"
    return "binned" if after["deleted_at"] is not None else "brought back"


def _fields(change: Change) -> Iterable[str]:
    return change["after"] or ()
