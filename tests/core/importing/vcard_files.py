"""Cards to read, from the lines that matter."""

from deskmate.core.importing import Import, Record, read_file


def cards(*lines: str | bytes, version: str = "3.0", region: str = "DE", end: bytes = b"\r\n") -> Import:
    """What a file of one card is read as; the lines go between its beginning and its end."""
    whole = ("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")
    data = end.join(line if isinstance(line, bytes) else line.encode() for line in whole)
    return read_file("a.vcf", data, region=region)


def card(*lines: str | bytes, version: str = "3.0", region: str = "DE") -> Record:
    """The customer that one card is read as."""
    return cards(*lines, version=version, region=region).records[0]
