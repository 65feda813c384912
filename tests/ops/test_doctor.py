"""`manage.py doctor` tells a sound installation from a broken one."""

import os
import subprocess
import sys
from pathlib import Path

from editor import services as embedded
from editor.management.commands.doctor import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def doctor(env: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Its exit status, and its lines by the name of the check."""
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = {line.split()[1]: line for line in done.stdout.splitlines() if line.startswith(("ok", "WRONG"))}
    return done.returncode, lines


def test_with_its_servers_running_all_that_setup_makes_is_well(services: embedded.Services) -> None:
    status, lines = doctor(services.env)
    wrong = {name for name, line in lines.items() if line.startswith("WRONG")}
    assert set(lines) == set(CHECKS)
    assert wrong <= {"pages"}, [lines[name] for name in wrong]  # built by `make setup`, not by the tests
    assert status == bool(wrong)


def test_what_does_not_answer_is_named_with_its_remedy(services: embedded.Services, tmp_path: Path) -> None:
    status, lines = doctor(
        {
            **services.env,
            "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
            "S3_SECRET_KEY": "wrong",
            "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/db",
            "IMAGEIO_FFMPEG_EXE": "/bin/true",
            "PLAYHEAD_ENGINE": "sam2",
            "PLAYHEAD_WEIGHTS": str(tmp_path),
        }
    )
    assert status == 1
    assert "nothing answers at 127.0.0.1:1/0: look at REDIS_URL" in lines["Redis"]
    assert "look at S3_ENDPOINT" in lines["S3"]
    assert "look at DATABASE_URL" in lines["database"]
    assert "cannot encode libx264, aac: unset IMAGEIO_FFMPEG_EXE" in lines["FFmpeg"]
    assert "secret" not in lines["Redis"]
    assert "The engine sam2 has no weights: put https://" in lines["engine"]
    assert f"at {tmp_path}/sam2/model.safetensors" in lines["engine"]
