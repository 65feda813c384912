"""AWS Signature Version 4 in the query string: presigned URLs.

boto3 signs with the time of the call, so that each call makes another URL and no browser cache ever hits. Here the
time is an argument.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

UNRESERVED = "-_.~"


@dataclass(frozen=True)
class Keys:
    access: str
    secret: str
    region: str


def presign(
    method: str,
    endpoint: str,
    path: str,
    keys: Keys,
    *,
    at: datetime,
    expires_s: int,
    query: Mapping[str, str] | None = None,
) -> str:
    """URL for `method` on endpoint + path (path style: /bucket/key, not quoted), valid from `at` for `expires_s`.

    Only the host header is signed: the body and its type are the sender's.
    """
    base = urlsplit(endpoint)
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{keys.region}/s3/aws4_request"
    encoded = _encoded(f"{keys.access}/{scope}", stamp, expires_s, tuple((query or {}).items()))
    quoted = quote(base.path.rstrip("/") + path, "/" + UNRESERVED)
    request = "\n".join([method, quoted, encoded, f"host:{base.netloc}\n", "host", "UNSIGNED-PAYLOAD"])
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
    signature = hmac.digest(_key(keys.secret, scope), text.encode(), "sha256").hex()
    return f"{base.scheme}://{base.netloc}{quoted}?{encoded}&X-Amz-Signature={signature}"


# A list of two thousand pieces of footage is twelve thousand URLs: what they share is worked out once.


@lru_cache(maxsize=64)
def _encoded(credential: str, stamp: str, expires_s: int, query: tuple[tuple[str, str], ...]) -> str:
    fields = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": credential,
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(expires_s),
        "X-Amz-SignedHeaders": "host",
        **dict(query),
    }
    return "&".join(f"{quote(k, UNRESERVED)}={quote(v, UNRESERVED)}" for k, v in sorted(fields.items()))


@lru_cache(maxsize=8)
def _key(secret: str, scope: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
