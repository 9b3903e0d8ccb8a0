"""Deskmate, the shop's memory at the counter."""

__version__ = "0.2.0"
