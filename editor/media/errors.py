class NotPlayable(Exception):
    """The file cannot be used as media; str() is a sentence for the person who dropped it."""
