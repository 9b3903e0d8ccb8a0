"""The kit that every page is built from; import from here.

Words: PlainLabel title heading caption · set_tooltip literal
Buttons: PrimaryButton SecondaryButton QuietButton IconButton
Order: Card PageHeader SectionHeader Line Icon ScrollColumn · row column clear
Marks: Chip Avatar · Flow FlowLayout · EmptyState
Typing: TextField NoteField SearchField PassphraseField Choice Tick DateField TimeField · Form FormRow
Choosing: SegmentedChoice Option · offer (words below a line)
Lists: Row RowModel PagedListModel RowList ListCard · TableModel Table · Popup (a list below a field) · drop_menu
Asking: Dialog ask sentence_for
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deskmate.ui.widgets.buttons import Button, IconButton, PrimaryButton, QuietButton, SecondaryButton
    from deskmate.ui.widgets.choice import Option, SegmentedChoice
    from deskmate.ui.widgets.dates import DateField, TimeField, day_first_here
    from deskmate.ui.widgets.dialogs import Dialog, ask, sentence_for
    from deskmate.ui.widgets.empty import EmptyState
    from deskmate.ui.widgets.fields import Choice, NoteField, Tick
    from deskmate.ui.widgets.flow import Flow, FlowLayout
    from deskmate.ui.widgets.forms import Form, FormRow
    from deskmate.ui.widgets.frames import (
        Card,
        Icon,
        Line,
        PageHeader,
        ScrollColumn,
        SectionHeader,
        clear,
        column,
        row,
    )
    from deskmate.ui.widgets.labels import PlainLabel, caption, heading, literal, restyle, set_tooltip, title
    from deskmate.ui.widgets.lines import PassphraseField, SearchField, TextField
    from deskmate.ui.widgets.list_card import ListCard
    from deskmate.ui.widgets.marks import Avatar, Chip, initials
    from deskmate.ui.widgets.menus import drop_menu
    from deskmate.ui.widgets.offers import offer
    from deskmate.ui.widgets.popup import Popup
    from deskmate.ui.widgets.row_models import PagedListModel, Row, RowModel
    from deskmate.ui.widgets.rows import RowDelegate, RowList
    from deskmate.ui.widgets.tables import Table, TableModel
    from deskmate.ui.widgets.typed_dates import parse_birthday, parse_date, parse_time, spoken_date

__all__ = [
    "Avatar",
    "Button",
    "Card",
    "Chip",
    "Choice",
    "DateField",
    "Dialog",
    "EmptyState",
    "Flow",
    "FlowLayout",
    "Form",
    "FormRow",
    "Icon",
    "IconButton",
    "Line",
    "ListCard",
    "NoteField",
    "Option",
    "PageHeader",
    "PagedListModel",
    "PassphraseField",
    "PlainLabel",
    "Popup",
    "PrimaryButton",
    "QuietButton",
    "Row",
    "RowDelegate",
    "RowList",
    "RowModel",
    "ScrollColumn",
    "SearchField",
    "SecondaryButton",
    "SectionHeader",
    "SegmentedChoice",
    "Table",
    "TableModel",
    "TextField",
    "Tick",
    "TimeField",
    "ask",
    "caption",
    "clear",
    "column",
    "day_first_here",
    "drop_menu",
    "heading",
    "initials",
    "literal",
    "offer",
    "parse_birthday",
    "parse_date",
    "parse_time",
    "restyle",
    "row",
    "sentence_for",
    "set_tooltip",
    "spoken_date",
    "title",
]

# each Qt class costs about a millisecond when Python first touches it, so a module is loaded when it is first asked for
_HOMES = {
    "buttons": "Button IconButton PrimaryButton QuietButton SecondaryButton",
    "choice": "Option SegmentedChoice",
    "dates": "DateField TimeField day_first_here",
    "dialogs": "Dialog ask sentence_for",
    "empty": "EmptyState",
    "fields": "Choice NoteField Tick",
    "flow": "Flow FlowLayout",
    "forms": "Form FormRow",
    "frames": "Card Icon Line PageHeader ScrollColumn SectionHeader clear column row",
    "labels": "PlainLabel caption heading literal restyle set_tooltip title",
    "lines": "PassphraseField SearchField TextField",
    "list_card": "ListCard",
    "marks": "Avatar Chip initials",
    "menus": "drop_menu",
    "offers": "offer",
    "popup": "Popup",
    "row_models": "PagedListModel Row RowModel",
    "rows": "RowDelegate RowList",
    "tables": "Table TableModel",
    "typed_dates": "parse_birthday parse_date parse_time spoken_date",
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"the kit has no {name}")
