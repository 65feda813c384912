"""The embedded servers as the product starts them."""

import os
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import redis

from editor import services as embedded

CLEAN = {k: v for k, v in os.environ.items() if k != "REDIS_URL" and not k.startswith("S3_")}


def test_both_answer_and_the_bucket_is_there(services: embedded.Services) -> None:
    assert embedded.redis_answers(services.env["REDIS_URL"])
    client = embedded.s3_client(services.env)
    assert services.env["S3_BUCKET"] in [b["Name"] for b in client.list_buckets()["Buckets"]]


def test_a_page_of_any_origin_may_read_by_presigned_url(services: embedded.Services) -> None:
    client = embedded.s3_client(services.env)
    client.put_object(Bucket="playhead", Key="ops/cors.bin", Body=b"0123456789")
    url = client.generate_presigned_url("get_object", Params={"Bucket": "playhead", "Key": "ops/cors.bin"})
    request = urllib.request.Request(url, headers={"Origin": "http://editor.example", "Range": "bytes=2-4"})
    with urllib.request.urlopen(request) as answer:
        assert answer.read() == b"234"
        assert answer.headers["Access-Control-Allow-Origin"] in ("*", "http://editor.example")
        exposed = answer.headers["Access-Control-Expose-Headers"].lower()
    assert "etag" in exposed
    assert "content-range" in exposed


def test_strangers_without_a_signature_get_nothing(services: embedded.Services) -> None:
    embedded.s3_client(services.env).put_object(Bucket="playhead", Key="ops/secret", Body=b"x")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{services.env['S3_ENDPOINT']}/playhead/ops/secret")


def test_data_outlives_a_kill_and_a_change_of_ports(tmp_path: Path) -> None:
    first = embedded.start(tmp_path, CLEAN)
    try:
        embedded.s3_client(first.env).put_object(Bucket="playhead", Key="kept", Body=b"film" * 300_000)
        redis.Redis.from_url(first.env["REDIS_URL"]).xadd("kept", {"f": b"frame"})
    finally:
        for child in first.children:
            child.kill()
    state = embedded.read_state(tmp_path)
    embedded.write_state(tmp_path, {k: v for k, v in state.items() if not k.endswith("_PORT")})

    second = embedded.start(tmp_path, CLEAN)
    try:
        assert second.env["S3_ENDPOINT"] != first.env["S3_ENDPOINT"]
        body = embedded.s3_client(second.env).get_object(Bucket="playhead", Key="kept")["Body"].read()
        assert body == b"film" * 300_000
        assert redis.Redis.from_url(second.env["REDIS_URL"]).xlen("kept") == 1
    finally:
        second.stop()


def test_ports_and_keys_stay_from_run_to_run(tmp_path: Path) -> None:
    assert embedded.plan(tmp_path, CLEAN) == embedded.plan(tmp_path, CLEAN)


def test_a_taken_port_is_replaced(tmp_path: Path) -> None:
    first = embedded.plan(tmp_path, CLEAN)
    with socket.create_server(("127.0.0.1", int(embedded.read_state(tmp_path)["VALKEY_PORT"]))):
        second = embedded.plan(tmp_path, CLEAN)
    assert second["REDIS_URL"] != first["REDIS_URL"]
    assert second["S3_ENDPOINT"] == first["S3_ENDPOINT"]


def test_servers_of_the_operator_are_not_started(tmp_path: Path, services: embedded.Services) -> None:
    mine = embedded.start(tmp_path, {**CLEAN, **services.env})
    assert mine.children == []
    assert mine.env["S3_ENDPOINT"] == services.env["S3_ENDPOINT"]
    mine.stop()


def test_a_server_that_cannot_start_is_told_with_its_own_words(tmp_path: Path) -> None:
    embedded.plan(tmp_path, CLEAN)
    (tmp_path / "valkey/appendonlydir").mkdir(parents=True)
    (tmp_path / "valkey/appendonlydir/appendonly.aof.manifest").write_text("not a manifest\n")
    with pytest.raises(embedded.ServiceError, match=r"valkey stopped.*manifest"):
        embedded.start(tmp_path, CLEAN)
