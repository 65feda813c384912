"""Sentences for a person, as workers write them: in English, since nobody's language is known where they are stored.

Each is a literal with {places}, never an f-string: whoever answers a person finds it in the catalogue again, and the
values in the places with it (editor/words.py).
"""


def sentence(english: str, **values: object) -> str:
    """The sentence with its places filled."""
    return english.format(**values)
