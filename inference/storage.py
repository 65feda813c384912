"""The little that inference needs of S3. Settings come from the environment (S3_ENDPOINT, S3_BUCKET, keys)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from inference.contracts import InferenceError


class Missing(InferenceError):
    """No object has this key."""


class Away(Exception):
    """S3 does not answer, or answers that it cannot now: to try again later may help."""


@contextmanager
def _asking(key: str) -> Iterator[None]:
    """Raises Missing and Away for what botocore raises of them."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
            raise Missing(f"{key} is not in the bucket.") from error
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
            raise Away(f"S3 answered to {key}: {error}") from error
        raise
    except BotoCoreError as error:
        raise Away(f"S3 did not answer to {key}: {error}") from error


class Storage:
    """One bucket. Safe for several threads. All but the constructor raise Away."""

    def __init__(self, environ: dict[str, str] | None = None, tries: int = 4) -> None:
        import boto3
        from botocore.config import Config

        env = os.environ if environ is None else environ
        try:
            self.bucket = env.get("S3_BUCKET") or "playhead"
            self._client: Any = boto3.client(
                "s3",
                endpoint_url=env["S3_ENDPOINT"],
                aws_access_key_id=env["S3_ACCESS_KEY"],
                aws_secret_access_key=env["S3_SECRET_KEY"],
                region_name=env.get("S3_REGION") or "us-east-1",
                config=Config(
                    signature_version="s3v4",
                    s3={"addressing_style": "path"},
                    connect_timeout=5,
                    read_timeout=20,
                    retries={"total_max_attempts": tries, "mode": "standard"},
                ),
            )
        except KeyError as error:
            raise InferenceError(
                f"{error.args[0]} is not set: start workers with manage.py up, or set S3_*."
            ) from error

    def get(self, key: str, start: int | None = None, stop: int | None = None) -> bytes:
        """The object, or its bytes start..stop (exclusive). Raises Missing."""
        span = {} if start is None else {"Range": f"bytes={start}-{'' if stop is None else stop - 1}"}
        with _asking(key):
            body: bytes = self._client.get_object(Bucket=self.bucket, Key=key, **span)["Body"].read()
        return body

    def size(self, key: str) -> int:
        """Bytes. Raises Missing."""
        with _asking(key):
            return int(self._client.head_object(Bucket=self.bucket, Key=key)["ContentLength"])

    def put(self, key: str, data: bytes) -> None:
        with _asking(key):
            self._client.put_object(Bucket=self.bucket, Key=key, Body=data, ContentType="application/octet-stream")

    def delete(self, key: str) -> None:
        """Twice is fine."""
        with _asking(key):
            self._client.delete_object(Bucket=self.bucket, Key=key)

    def keys(self, prefix: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        with _asking(prefix):
            return [item["Key"] for page in pages for item in page.get("Contents", [])]
