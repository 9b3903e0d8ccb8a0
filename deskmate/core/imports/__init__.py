"""Bringing what a file holds into the book: matched first, written in one transaction, taken back whole if wanted."""

from deskmate.core.imports import remembered, whole_book
from deskmate.core.imports.matching import Decision, Plan, make_plan, weighed
from deskmate.core.imports.taking_back import BatchRow, Undone, batches, brought, undo
from deskmate.core.imports.writing import Batch, carry_out

__all__ = [
    "Batch",
    "BatchRow",
    "Decision",
    "Plan",
    "Undone",
    "batches",
    "brought",
    "carry_out",
    "make_plan",
    "remembered",
    "undo",
    "weighed",
    "whole_book",
]
