"""What the server says, in the language of whoever hears it.

What is said to the one who asks goes through Django's gettext. What a worker stores (inference/words.py) is English;
said() finds the message of the catalogue that it was made of, and the values in its places, by the text alone: rows,
Redis and the children that read files carry plain text, and what was written before a language came is said in it, too.
"""

import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from django.http import HttpRequest
from django.utils.translation import activate, get_language, get_language_from_request, pgettext

CATALOGUES = Path(__file__).parent / "locale"
STORED = "stored"  # the context of workers' sentences in the catalogue


def said(english: str) -> str:
    """A stored sentence in the active language; as it is where no catalogue has it.

    A message fits only what it would have made letter for letter. The one with the fewest letters in its places is
    taken; a value may be a sentence itself.
    """
    if not english or get_language() in (None, "en"):
        return english
    for message, pattern in _stored():
        if found := pattern.fullmatch(english):
            values = {place: said(value) for place, value in found.groupdict().items()}
            return pgettext(STORED, message).format(**values)
    return english


@cache
def _stored() -> list[tuple[str, re.Pattern[str]]]:
    """The catalogue's stored messages with what they match, those with most words of their own first."""
    from babel.messages.mofile import read_mo  # not in every process that starts: most never need it

    with (CATALOGUES / "de/LC_MESSAGES/django.mo").open("rb") as file:
        messages = [str(message.id) for message in read_mo(file) if message.context == STORED]
    return [(message, _pattern(message)) for message in sorted(messages, key=_own_letters, reverse=True)]


def _own_letters(message: str) -> int:
    return sum(len(text) for text, *_ in Formatter().parse(message))


def _pattern(message: str) -> re.Pattern[str]:
    pattern, seen = "", set[str]()
    for text, place, *_ in Formatter().parse(message):
        pattern += re.escape(text)
        if place:
            pattern += f"(?P={place})" if place in seen else f"(?P<{place}>.*?)"
            seen.add(place)
    return re.compile(pattern, re.DOTALL)


class SpokenSockets:
    """What LocaleMiddleware does for requests, for the whole of a socket. Wants its cookies."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        asked = HttpRequest()
        asked.COOKIES = scope["cookies"]
        asked.META["HTTP_ACCEPT_LANGUAGE"] = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
        activate(get_language_from_request(asked))  # of this connection's task alone
        return await self.inner(scope, receive, send)
