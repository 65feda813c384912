"""Everything that touches S3: one bucket, path addressing, presigned URLs. Keys are as ARCHITECTURE.md lists them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from editor.lib.sigv4 import Keys, presign

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART_URL_S = 6 * 3600
MIN_PART = 8 << 20
MAX_PARTS = 10_000
# What S3 being away looks like, once the retries are spent.
StorageError = (BotoCoreError, ClientError)


class Part(NamedTuple):
    number: int
    size: int
    etag: str


class Upload(NamedTuple):
    key: str
    upload_id: str
    begun_at: datetime


class Stored(NamedTuple):
    key: str
    size: int


def client() -> "S3Client":
    return _client(settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY)


def answers(patience_s: float) -> bool:
    """Whether S3 is there now. One try, of `patience_s` at most; a refusal is an answer too."""
    keys = (settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY)
    try:
        _client(*keys, tries=1, connect_s=patience_s, read_s=patience_s).head_bucket(Bucket=settings.S3_BUCKET)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"] < 500
    except BotoCoreError:
        return False
    return True


@lru_cache(maxsize=4)
def _client(
    endpoint: str, region: str, access: str, secret: str, tries: int = 7, connect_s: float = 3, read_s: float = 60
) -> "S3Client":
    """Standard retries wait 1, 2, 4, 8... s, each times a random number: seven tries outlast an S3 that is away
    for ten seconds, five do not always."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=access,
        aws_secret_access_key=secret,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=connect_s,
            read_timeout=read_s,
            retries={"mode": "standard", "total_max_attempts": tries},
            # the checksums newer SDKs add by default are unknown to other S3 servers
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


# -- presigned


def _presign(method: str, key: str, at: datetime, expires_s: int, query: dict[str, str], public: bool) -> str:
    endpoint = settings.S3_PUBLIC_ENDPOINT if public else settings.S3_ENDPOINT
    keys = Keys(settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_REGION)
    return presign(method, endpoint, f"/{settings.S3_BUCKET}/{key}", keys, at=at, expires_s=expires_s, query=query)


def presign_get(key: str, public: bool = True, disposition: str | None = None) -> str:
    """URL to read `key` for one to two hours. The same from every process until the full hour, so that caches work.

    These are halves and wholes of settings.URL_LIFETIME_S; pages ask for new ones in time, see state/renewal.ts.
    public: for browsers, else for our own workers. disposition: the Content-Disposition the answer shall carry.
    """
    half = settings.URL_LIFETIME_S // 2
    since = datetime.fromtimestamp(time.time() // half * half, UTC)
    query = {"response-content-disposition": disposition} if disposition else {}
    return _presign("GET", key, since, settings.URL_LIFETIME_S, query, public)


def presign_part(key: str, upload_id: str, number: int) -> str:
    """URL for a browser to PUT one part of a multipart upload, for six hours."""
    query = {"partNumber": str(number), "uploadId": upload_id}
    # a server whose clock is a little behind ours refuses a signature from its future
    at = datetime.now(UTC) - timedelta(seconds=60)
    return _presign("PUT", key, at, PART_URL_S, query, public=True)


# -- objects


def put_file(path: str | Path, key: str, content_type: str = "application/octet-stream") -> None:
    client().upload_file(str(path), settings.S3_BUCKET, key, ExtraArgs={"ContentType": content_type})


def put_bytes(data: bytes, key: str, content_type: str = "application/octet-stream") -> None:
    client().put_object(Bucket=settings.S3_BUCKET, Key=key, Body=data, ContentType=content_type)


def get_file(key: str, path: str | Path) -> None:
    client().download_file(settings.S3_BUCKET, key, str(path))


def get_bytes(key: str, start: int | None = None, end: int | None = None) -> bytes:
    """The object, or its bytes start..end; end is inclusive as in HTTP."""
    if start is None and end is None:
        return client().get_object(Bucket=settings.S3_BUCKET, Key=key)["Body"].read()
    span = f"bytes={start or 0}-{'' if end is None else end}"
    return client().get_object(Bucket=settings.S3_BUCKET, Key=key, Range=span)["Body"].read()


def size_of(key: str) -> int | None:
    """Bytes stored under `key`, or None where nothing is."""
    try:
        return client().head_object(Bucket=settings.S3_BUCKET, Key=key)["ContentLength"]
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
            return None
        raise


def list_objects(prefix: str) -> Iterator[Stored]:
    pages = client().get_paginator("list_objects_v2").paginate(Bucket=settings.S3_BUCKET, Prefix=prefix)
    for page in pages:
        for item in page.get("Contents", []):
            yield Stored(item["Key"], item["Size"])


def list_keys(prefix: str) -> list[str]:
    return [item.key for item in list_objects(prefix)]


def delete(key: str) -> None:
    """Nothing happens where nothing is."""
    client().delete_object(Bucket=settings.S3_BUCKET, Key=key)


# -- multipart uploads


def part_size_for(size: int) -> int:
    """Bytes a part for an upload of `size`: 8 MiB, and more only where 10 000 parts would not reach."""
    least = -(-size // MAX_PARTS)
    mib = 1 << 20
    return max(MIN_PART, -(-least // mib) * mib)


def create_upload(key: str, content_type: str = "application/octet-stream") -> str:
    answer = client().create_multipart_upload(Bucket=settings.S3_BUCKET, Key=key, ContentType=content_type)
    return answer["UploadId"]


def list_parts(key: str, upload_id: str) -> list[Part]:
    """What S3 holds of an upload under way, by number. Raises UploadGone when it was completed or aborted.

    SeaweedFS names a part that was sent twice twice; as in S3, the last one sent counts.
    """
    pages = client().get_paginator("list_parts").paginate(Bucket=settings.S3_BUCKET, Key=key, UploadId=upload_id)
    with _gone(upload_id):
        sent = sorted((p for page in pages for p in page.get("Parts", [])), key=lambda p: p["LastModified"])
    last = {p["PartNumber"]: Part(p["PartNumber"], p["Size"], p["ETag"]) for p in sent}
    return [last[number] for number in sorted(last)]


def list_uploads() -> Iterator[Upload]:
    """Multipart uploads that were begun and neither completed nor aborted."""
    for page in client().get_paginator("list_multipart_uploads").paginate(Bucket=settings.S3_BUCKET):
        for item in page.get("Uploads", []):
            yield Upload(item["Key"], item["UploadId"], item["Initiated"])


def complete_upload(key: str, upload_id: str, parts: list[Part]) -> None:
    with _gone(upload_id):
        client().complete_multipart_upload(
            Bucket=settings.S3_BUCKET,
            Key=key,
            UploadId=upload_id,
            MultipartUpload={"Parts": [{"PartNumber": p.number, "ETag": p.etag} for p in parts]},
        )


def abort_upload(key: str, upload_id: str) -> None:
    """Frees the parts. Nothing happens where the upload is gone."""
    try:
        with _gone(upload_id):
            client().abort_multipart_upload(Bucket=settings.S3_BUCKET, Key=key, UploadId=upload_id)
    except UploadGone:
        pass


class UploadGone(Exception):
    """S3 knows no such upload: completed, aborted, or never begun."""


class _gone:
    def __init__(self, upload_id: str) -> None:
        self.upload_id = upload_id

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] in ("NoSuchUpload", "404"):
            raise UploadGone(self.upload_id) from error
