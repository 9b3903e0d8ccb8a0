"""The import's preview offers the shop's own fields for a column, and shows what was chosen."""

from pytestqt.qtbot import QtBot

from deskmate.core import importing
from deskmate.ui.import_preview import ImportPreview

DATA = b"Name,Last\nAnn Lee,WIDE\n"


def test_a_column_can_be_brought_into_an_own_field(qtbot: QtBot, dressed: object, markup: str) -> None:
    preview = ImportPreview(["Shoe width", markup])
    qtbot.addWidget(preview)
    preview.show_file("in.csv", importing.read_file("in.csv", DATA, region="GB"))
    assert preview.choices() == {}
    choice = preview._fields["Last"]
    with qtbot.waitSignal(preview.changed):
        choice.set_value("own:Shoe width")
    chosen = preview.choices()
    assert chosen == {"Last": "own:Shoe width"}
    preview.show_file("in.csv", importing.read_file("in.csv", DATA, region="GB", mapping=chosen))
    assert preview._fields["Last"].currentText() == "Shoe width (own field)"
    assert preview.choices() == {}
