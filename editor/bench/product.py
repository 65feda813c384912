"""The product's figures from an empty page to an exported file, beside plain FFmpeg and raw S3 in the same run."""

import json
import time
from pathlib import Path

import boto3
from botocore.config import Config
from django.conf import settings

from editor.bench.browser import drive
from editor.bench.material import make_clip, pad, plain_export_seconds, plain_proxy_seconds
from editor.bench.server import running

CLIP_SECONDS = 12
LARGE_MB = 400  # of the upload that is ruled by bytes and not by round trips


def measure(room: Path, clip: Path | None) -> dict[str, float]:
    """Ratios are ours over the reference."""
    if clip is None:
        clip = room / "bench.mp4"
        make_clip(clip, CLIP_SECONDS)
    var = room / "var"
    with running(var):
        pass  # the first start makes keys and the database; the second is the warm one
    with running(var) as (address, start_warm_s):
        large = room / "large.mp4"
        pad(clip, large, LARGE_MB)
        seen = drive("measure.mjs", address, clip, large)
        raw_mb_s, raw_large_mb_s = raw_upload_mb_s(var, clip), raw_upload_mb_s(var, large)
    proxy_s = plain_proxy_seconds(clip, room / "proxy.mp4")
    export_s = plain_export_seconds(clip, room / "export.mp4", 1280, 720)
    return {
        "start_warm_s": start_warm_s,
        "upload_ratio": seen.pop("upload_mb_s") / raw_mb_s,
        "upload_large_ratio": seen.pop("upload_large_mb_s") / raw_large_mb_s,
        "ingest_ratio": seen.pop("ready_s") / proxy_s,
        "export_ratio": seen.pop("export_s") / export_s,
        **seen,
    }


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
