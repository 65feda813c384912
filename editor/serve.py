"""Runs Daphne on the application, with Daphne's own options: `python -m editor.serve -b 0.0.0.0 -p 8000`."""

import os
import sys

from daphne.cli import CommandLineInterface
from django.conf import settings


def main(options: list[str]) -> None:
    """Daphne itself reads no message over a mebibyte."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editor.settings")
    size = str(settings.MAX_MESSAGE_BYTES)
    limits = ["--websocket-max-message-size", size, "--websocket-max-frame-size", size]
    CommandLineInterface().run([*limits, *options, "editor.asgi:application"])


if __name__ == "__main__":
    main(sys.argv[1:])
