import json
import subprocess
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from editor.bench.material import make_clip, plain_export_seconds, plain_proxy_seconds
from editor.bench.server import folder, running

CLIP_SECONDS = 12


class Command(BaseCommand):
    """Starts a Playhead of its own, measures it in Chromium beside plain FFmpeg and raw S3, and cleans up."""

    help = "Measure this machine's figures (a few minutes)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one flat JSON object and nothing else")
        parser.add_argument("--clip", type=Path, help="measure on this video instead of a made one")

    def handle(self, *args: Any, **options: Any) -> None:
        with folder() as room:
            clip = options["clip"] or room / "bench.mp4"
            if options["clip"] is None:
                make_clip(clip, CLIP_SECONDS)
            figures = measure(clip, room)
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:24} {value}")


def measure(clip: Path, room: Path) -> dict[str, float]:
    """All figures, rounded to three places. Ratios are ours over the reference, from the same run."""
    var = room / "var"
    with running(var):
        pass  # the first start makes keys and the database; the second is the warm one
    with running(var) as (address, start_warm_s):
        seen = browser_figures(address, clip)
        raw_mb_s = raw_upload_mb_s(var, clip)
    proxy_s = plain_proxy_seconds(clip, room / "proxy.mp4")
    export_s = plain_export_seconds(clip, room / "export.mp4", 1280, 720)
    figures = {
        "start_warm_s": start_warm_s,
        "upload_ratio": seen.pop("upload_mb_s") / raw_mb_s,
        "ingest_ratio": seen.pop("ready_s") / proxy_s,
        "export_ratio": seen.pop("export_s") / export_s,
        **seen,
    }
    return {name: round(value, 3) for name, value in figures.items()}


def browser_figures(address: str, clip: Path) -> dict[str, float]:
    done = subprocess.run(
        ["node", "bench/measure.mjs", address, str(clip)],
        cwd=settings.BASE_DIR / "frontend",
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"bench/measure.mjs ended with {done.returncode}:\n{done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def raw_upload_mb_s(var: Path, clip: Path) -> float:
    """boto3's own managed upload of the same file to the same server."""
    keys = json.loads((var / "services.json").read_text())
    client = boto3.client(
        "s3",
        endpoint_url=keys["S3_ENDPOINT"],
        aws_access_key_id=keys["S3_ACCESS_KEY"],
        aws_secret_access_key=keys["S3_SECRET_KEY"],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    begun = time.monotonic()
    client.upload_file(str(clip), settings.S3_BUCKET, "bench/raw")
    took = time.monotonic() - begun
    client.delete_object(Bucket=settings.S3_BUCKET, Key="bench/raw")
    return clip.stat().st_size / 1e6 / took
