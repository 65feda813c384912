"""File names from people: what may stand in an S3 key and in a download's header."""

import re
import unicodedata
from urllib.parse import quote


def clean_name(name: str, longest: int = 255) -> str:
    """The last part of a path without control characters; the ending survives shortening. May be empty."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    if len(name) <= longest:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:longest]
    return stem[: longest - len(ending) - 1] + "." + ending


def key_name(name: str) -> str:
    """ASCII letters, digits, dot, dash, underscore; at most 100; never empty."""
    plain = unicodedata.normalize("NFKD", clean_name(name)).encode("ascii", "ignore").decode()
    return clean_name(re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-"), 100) or "file"


def attachment(name: str) -> str:
    """Content-Disposition that saves under `name`: plain for old readers, UTF-8 for the rest (RFC 6266)."""
    return f"attachment; filename=\"{key_name(name)}\"; filename*=UTF-8''{quote(clean_name(name), '')}"
