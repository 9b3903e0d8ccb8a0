"""Customers out of the book: CSV, Excel, vCard and JSON, as bytes; where they go is the caller's."""

from deskmate.core.exporting.json_file import write_json_file
from deskmate.core.exporting.tables import history_csv, to_csv, to_xlsx, write_csv
from deskmate.core.exporting.vcard import to_vcard

__all__ = ["history_csv", "to_csv", "to_vcard", "to_xlsx", "write_csv", "write_json_file"]
