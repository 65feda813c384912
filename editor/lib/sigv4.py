"""AWS Signature Version 4 in the query string: presigned URLs.

boto3 signs with the time of the call, so that each call makes another URL and no browser cache ever hits. Here the
time is an argument.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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
    fields = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{keys.access}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(expires_s),
        "X-Amz-SignedHeaders": "host",
        **(query or {}),
    }
    encoded = "&".join(f"{quote(k, UNRESERVED)}={quote(v, UNRESERVED)}" for k, v in sorted(fields.items()))
    quoted = quote(base.path.rstrip("/") + path, "/" + UNRESERVED)
    request = "\n".join([method, quoted, encoded, f"host:{base.netloc}\n", "host", "UNSIGNED-PAYLOAD"])
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
    key = b"AWS4" + keys.secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    return f"{base.scheme}://{base.netloc}{quoted}?{encoded}&X-Amz-Signature={signature}"
