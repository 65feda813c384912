import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from editor.bench import editor, preview, product, race
from editor.bench.server import folder

SUITES = {
    "product": product.measure,
    "race": race.measure,
    "editor": editor.measure,
    "preview": preview.measure,
}


class Command(BaseCommand):
    """Starts a Playhead of its own, measures it in Chromium, and cleans up."""

    help = "Measure this machine's figures (a few minutes a suite)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("suite", nargs="?", default="product", choices=SUITES, help="what to measure: %(choices)s")
        parser.add_argument("--json", action="store_true", help="one flat JSON object and nothing else")
        parser.add_argument("--clip", type=Path, help="measure on this video instead of a made one")

    def handle(self, *args: Any, **options: Any) -> None:
        with folder() as room:
            figures = SUITES[options["suite"]](room, options["clip"])
        rounded = {name: round(value, 3) for name, value in figures.items()}
        if options["json"]:
            self.stdout.write(json.dumps(rounded))
            return
        for name, value in rounded.items():
            self.stdout.write(f"{name:24} {value}")
