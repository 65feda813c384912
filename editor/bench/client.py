"""A guest of a running Playhead, over its own HTTP API: what the bench drives the server with."""

import json
import math
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

PARALLEL_PARTS = 4


class Guest:
    """One person with a session. Raises urllib.error.HTTPError when the server refuses."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.call("GET", "/api/me")

    def call(self, method: str, path: str, body: Any = None) -> Any:
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "") or ""
        request = urllib.request.Request(
            self.address + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", "X-CSRFToken": token, "Referer": self.address},
        )
        with self.opener.open(request, timeout=60) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    def upload(self, project: str, path: Path) -> str:
        """Multipart straight to S3, as the browser does it. Returns the asset's id."""
        size = path.stat().st_size
        begun = self.call(
            "POST", f"/api/projects/{project}/assets", {"name": path.name, "size": size, "content_type": "video/mp4"}
        )
        asset, part_size = begun["asset"]["id"], begun["part_size"]
        count = math.ceil(size / part_size)
        urls = self.call("POST", f"/api/assets/{asset}/parts", {"numbers": list(range(1, count + 1))})["urls"]

        def put(number: int) -> None:
            with path.open("rb") as file:
                file.seek((number - 1) * part_size)
                data = file.read(part_size)
            request = urllib.request.Request(urls[str(number)], method="PUT", data=data)
            with urllib.request.urlopen(request, timeout=300):
                pass

        with ThreadPoolExecutor(PARALLEL_PARTS) as pool:
            list(pool.map(put, range(1, count + 1)))
        self.call("POST", f"/api/assets/{asset}/complete")
        return str(asset)

    def wait_ready(self, asset: str, limit_s: float = 600) -> dict[str, Any]:
        """The asset once it is ready. Raises RuntimeError when it failed, TimeoutError when it took too long."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            seen: dict[str, Any] = self.call("GET", f"/api/assets/{asset}")
            if seen["state"] == "ready":
                return seen
            if seen["state"] == "failed":
                raise RuntimeError(f"{seen['name']}: {seen['error']}")
            time.sleep(0.05)
        raise TimeoutError(f"asset {asset} was not ready within {limit_s:.0f} s")
