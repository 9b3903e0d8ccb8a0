"""A customer's card: everything the shop remembers about one person, on one page."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deskmate.core import (
    appointments,
    attachments,
    customers,
    follow_ups,
    households,
    merging,
    own_fields,
    settings,
    usual_orders,
    waitlist,
)
from deskmate.core.errors import NotFound
from deskmate.core.follow_ups import FollowUpRow
from deskmate.core.interactions import TimelineEntry
from deskmate.core.own_fields import FieldKind
from deskmate.ui import waiting, wall_clock
from deskmate.ui.belonging import Belonging
from deskmate.ui.card_details import CardDetails
from deskmate.ui.card_files import CardFiles, can_bring, files_in
from deskmate.ui.card_header import CardHeader
from deskmate.ui.card_notices import CardNotices
from deskmate.ui.desk import Desk
from deskmate.ui.files_section import FilesSection
from deskmate.ui.own_fields_dialog import OwnFieldsDialog
from deskmate.ui.preference_fields import PreferenceDialog
from deskmate.ui.reading_order import focus_kept
from deskmate.ui.reason_dialog import ReasonDialog
from deskmate.ui.timeline_view import TimelineView
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Option, SegmentedChoice
from deskmate.ui.widgets.row_models import ITEM

_NARROW = 860  # below this the history and the details would cut each other's words


class CustomerCard(QWidget):
    """Shows one customer. `edit_asked(customer_id)`, `entry_edit_asked(entry)`; `gone` once there is none any more."""

    edit_asked = Signal(int)
    entry_edit_asked = Signal(object)
    gone = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: int | None = None
        self.header, self.notices = CardHeader(), CardNotices()
        self.timeline, self.details = TimelineView(desk), CardDetails()
        self.files = CardFiles(desk, self.customer_id, self)
        self.setAcceptDrops(True)
        self.part = SegmentedChoice(
            "Part of the card", [Option("history", "History"), Option("details", "Details")], value="history"
        )
        self._narrow = False
        below = QHBoxLayout()
        below.setSpacing(Space.L)
        below.addWidget(self.timeline, 1)
        below.addWidget(self.details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.L, Space.M)
        layout.setSpacing(Space.M)
        layout.addWidget(self.header)
        layout.addWidget(self.notices)
        layout.addWidget(self.part, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(below, 1)
        self._connect()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    @Slot()
    def show_history(self) -> None:
        """Bring the history to the front, where the window has no room for the details beside it."""
        self.part.set_value("history")
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        history = self.part.value() == "history"
        self.part.setVisible(self._narrow)
        self.timeline.setVisible(not self._narrow or history)
        self.details.setVisible(not self._narrow or not history)
        self.details.be_wide(self._narrow)

    def customer_id(self) -> int | None:
        """Whose card this is."""
        return self._customer

    def show_customer(self, customer_id: int) -> None:
        """Show another customer's card."""
        self._customer = customer_id
        if self._show_facts():
            self.timeline.show_customer(customer_id)

    def reload(self) -> None:
        """Read everything again, staying where one is."""
        if self._customer is None:
            return
        with focus_kept(self):
            if self._show_facts():
                self.timeline.reload()

    @Slot()
    def log_usual(self) -> None:
        """Write down that the usual order was bought once more."""
        desk, number = self._desk, self._customer
        if number is not None and desk.attempt(
            lambda: usual_orders.again(desk.db, number, by=desk.actor(), now=desk.now())
        ):
            desk.did("The usual is written down.")

    @Slot()
    def show_health(self) -> None:
        """Say what the alerts about health say, where they stand, and show the other health matters too."""
        self.notices.show_health()
        self.details.show_health()
        self.reload()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._customer is not None and can_bring(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """On the photo it becomes the photo, on an entry of the history it is attached there, else to the card."""
        spot, number = event.position().toPoint(), self._customer
        paths = files_in(event.mimeData())
        photo = self.header.photo
        if number is not None and paths and photo.rect().contains(photo.mapFrom(self, spot)):
            self.files.take_photo(paths[0], number)
        else:
            self.files.bring(event.mimeData(), self._entry_at(spot))
        event.acceptProposedAction()

    def _entry_at(self, spot: QPoint) -> int | None:
        view = self.timeline.list.viewport()
        place = view.mapFrom(self, spot)
        if not view.isVisible() or not view.rect().contains(place):
            return None
        entry = self.timeline.list.indexAt(place).data(ITEM)
        return entry.id if isinstance(entry, TimelineEntry) else None

    @Slot()
    @Slot(object)
    def _on_attach(self, entry: TimelineEntry | None = None) -> None:
        self.files.choose(entry.id if isinstance(entry, TimelineEntry) else None)

    def _connect(self) -> None:
        self.part.changed.connect(self._arrange)
        self.header.note_asked.connect(self._on_note)
        self.header.booking_asked.connect(self._on_booking)
        self.header.edit_asked.connect(self._on_edit)
        self.header.call_asked.connect(self._on_call)
        self.header.delete_asked.connect(self._on_delete)
        self.header.fields_asked.connect(self.open_fields)
        self.header.rights_asked.connect(self.open_rights)
        self.header.attach_asked.connect(self._on_attach)
        self.header.photo.chosen.connect(self.files.choose_photo)
        self.header.photo.pasted.connect(self.files.paste_photo)
        self.header.photo.removed.connect(self.files.remove_photo)
        self.timeline.files.attach_asked.connect(self._on_attach)
        self.timeline.files.open_asked.connect(self.files.open)
        self.timeline.files.remove_asked.connect(self.files.remove)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.files.paste)
        self.notices.follow_up_asked.connect(self._on_follow_up)
        self.notices.usual_asked.connect(self.log_usual)
        self.notices.health_asked.connect(self.show_health)
        self.details.booking_asked.connect(self._on_booking)
        self.details.remember_asked.connect(self._on_remember)
        self.details.part_asked.connect(self._on_part)
        self.timeline.edit_asked.connect(self.entry_edit_asked)

    def _show_facts(self) -> bool:
        """Everything but the timeline; False where the customer is no longer in the book."""
        assert self._customer is not None
        db, now = self._desk.db, self._desk.now()
        shop = settings.current(db)
        clock = wall_clock.of(shop, now)
        try:
            card = customers.card(db, self._customer)
        except NotFound:
            card = None
        if card is None or card.deleted_at is not None:
            self._customer = None
            self.gone.emit()
            return False
        self._desk.saw(card.id)
        self.header.show_card(card, clock.today, photo=attachments.photo(db, card.id))
        usual = usual_orders.of(db, card.id, now=now)
        self.notices.show_notices(card, self._open_follow_up(), clock.today, usual=usual)
        merged = merging.of_customer(db, card.id)
        next_one = appointments.next_of(db, card.id, now=now)
        home = households.of(db, card.id)
        more = (
            Belonging(self._desk, card, home),
            FilesSection(attachments.of(db, card.id), self.files, clock),
        )
        waits = [waiting.words(one, clock.today) for one in waitlist.waiting(db, now=now, customer_id=card.id)]
        self.details.show_details(
            card, next_one, clock, merged=merged, ages=shop.show_ages, home=home, more=more, waits=waits
        )
        return True

    def _open_follow_up(self) -> FollowUpRow | None:
        assert self._customer is not None
        rows = follow_ups.of_customer(self._desk.db, self._customer)
        return next((row for row in rows if row.state == "open"), None)

    @Slot()
    def _on_note(self) -> None:
        self._desk.ways.write_note(self._customer)

    @Slot()
    def _on_booking(self) -> None:
        self._desk.ways.book_appointment(self._customer)

    @Slot()
    def _on_edit(self) -> None:
        if self._customer is not None:
            self.edit_asked.emit(self._customer)

    @Slot(int)
    def _on_follow_up(self, follow_up_id: int) -> None:
        self._desk.ways.open_follow_up(follow_up_id)

    @Slot()
    def _on_delete(self) -> None:
        number = self._customer
        if number is not None and self._desk.attempt(
            lambda: customers.delete(self._desk.db, number, by=self._desk.actor(), now=self._desk.now())
        ):
            self._desk.did(f"{self.header.name.text()} is in the bin.")

    @Slot()
    def open_rights(self) -> None:
        """Show what is held about the customer, what they agreed to, and the ways to object and to be forgotten."""
        if self._customer is not None:
            from deskmate.ui.rights_dialog import RightsDialog  # brings the printing along: half of a first card's time

            RightsDialog(self._desk.shell, self._desk, self._customer).open()

    @Slot()
    def open_fields(self) -> None:
        """Show the shop's own fields, to add and remove some."""
        dialog = OwnFieldsDialog(self._desk.shell)
        dialog.add_asked.connect(self._on_field_added)
        dialog.remove_asked.connect(self._on_field_removed)
        dialog.show_fields(own_fields.every(self._desk.db))
        dialog.open()

    @Slot(str, str, list)
    def _on_field_added(self, name: str, kind: FieldKind, choices: list[str]) -> None:
        desk, dialog = self._desk, self.sender()
        assert isinstance(dialog, OwnFieldsDialog)
        if desk.attempt(
            lambda: own_fields.add(desk.db, name, kind, choices=choices, by=desk.actor(), now=desk.now()),
            problem=dialog.set_problem,
        ):
            dialog.show_fields(own_fields.every(desk.db))

    @Slot(int)
    def _on_field_removed(self, field_id: int) -> None:
        desk, dialog = self._desk, self.sender()
        assert isinstance(dialog, OwnFieldsDialog)
        cards: list[int] = []
        if desk.attempt(
            lambda: cards.append(own_fields.remove(desk.db, field_id, by=desk.actor(), now=desk.now())),
            problem=dialog.set_problem,
        ):
            dialog.show_fields(own_fields.every(desk.db))
            desk.did(f"The field is gone; it said something on {cards[0]:,} card{'s' * (cards[0] != 1)}.")

    @Slot(int)
    def _on_part(self, merge_id: int) -> None:
        desk = self._desk
        if desk.attempt(lambda: merging.unmerge(desk.db, merge_id, by=desk.actor(), now=desk.now())):
            desk.say("They are two cards again; what came after stayed where it was written.")

    @Slot()
    def _on_remember(self) -> None:
        dialog = PreferenceDialog(self._desk.shell, self._desk.today)
        dialog.accepted.connect(self._on_remembered)
        dialog.open()

    @Slot()
    def _on_remembered(self) -> None:
        dialog, number = self.sender(), self._customer
        if not isinstance(dialog, PreferenceDialog) or dialog.value is None or number is None:
            return
        item = dialog.value
        if self._desk.attempt(
            lambda: customers.add_preference(
                self._desk.db,
                number,
                category=item.category,
                what=item.text,
                alert=item.alert,
                pinned=item.pinned,
                health=item.health,
                consent_on=item.consent_on,
                expires_on=item.expires_on,
                by=self._desk.actor(),
                now=self._desk.now(),
            )
        ):
            self._desk.did("Remembered.")

    @Slot()
    def _on_call(self) -> None:
        if self._customer is None:
            return
        dialog = ReasonDialog(
            self._desk.shell,
            "Ask for a call",
            "ask whether the new insoles help",
            label="Why",
            yes="Put on the list",
            missing="Say in a few words why a call is wanted.",
        )
        dialog.decided.connect(partial(self._ask_for_call, self._customer))
        dialog.open()

    def _ask_for_call(self, number: int, why: str) -> None:
        due = self._desk.today() + timedelta(days=settings.current(self._desk.db).follow_up_days)
        if self._desk.attempt(
            lambda: follow_ups.open_by_hand(
                self._desk.db, number, why, due_on=due, by=self._desk.actor(), now=self._desk.now()
            )
        ):
            self._desk.did("On the follow-up list.")
