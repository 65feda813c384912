"""Light on purpose: the children that open untrusted files import it."""


class NotPlayable(Exception):
    """The file cannot be used as media; str() is a sentence for the person who dropped it."""


class Gone(Exception):
    """The asset was deleted, or is no longer processing: nobody waits for the result."""
