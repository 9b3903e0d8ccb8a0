"""Bringing what can still be read out of a damaged book into a new one."""
