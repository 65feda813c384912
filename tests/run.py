"""Every check and every test, one after another, whatever fails; the last line sums them up.

`make test` calls it. With names as arguments it runs only those suites: python tests/run.py mypy vitest
Standard library only, but it must run in the project's environment.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
FRONTEND = ROOT / "frontend"
LIMIT_S = 1800  # a hanging suite is killed and counts as failed
BIN = Path(sys.executable).parent


@dataclass
class Suite:
    """A command; where it writes JUnit XML its tests are counted one by one, else it counts as one."""

    name: str
    command: list[str]
    folder: Path = ROOT
    has_report: bool = False
    needs_browser: bool = False

    @property
    def report(self) -> Path:
        return RESULTS / f"{self.name}.xml"


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def npm(script: str, *more: str) -> list[str]:
    return ["npm", "run", "--silent", script, *(["--", *more] if more else [])]


SUITES = [
    Suite("ruff", [str(BIN / "ruff"), "check", "editor", "inference", "tests", "manage.py"]),
    Suite("ruff-format", [str(BIN / "ruff"), "format", "--check", "editor", "inference", "tests", "manage.py"]),
    Suite("mypy", [sys.executable, "-m", "mypy"]),
    Suite("biome", npm("lint"), FRONTEND),
    Suite("tsc", npm("typecheck"), FRONTEND),
    Suite("build", npm("build", "--logLevel", "error"), FRONTEND),
    Suite(
        "vitest",
        npm("test", "--reporter=default", "--reporter=junit", f"--outputFile.junit={RESULTS / 'vitest.xml'}"),
        FRONTEND,
        has_report=True,
    ),
    # two at a time: half of it waits for processes. A file's tests stay together, with one Redis and S3 to each process
    Suite(
        "pytest",
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", f"--junitxml={RESULTS / 'pytest.xml'}"],
        has_report=True,
    ),
    Suite("e2e", npm("e2e"), FRONTEND, has_report=True, needs_browser=True),
]


def read_report(report: Path) -> Count:
    """Count test cases, not the attributes of suites: writers disagree on what those sum."""
    count = Count()
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
        elif case.find("skipped") is not None:
            count.skipped += 1
        else:
            count.passed += 1
    return count


def run(suite: Suite, env: dict[str, str]) -> Count:
    suite.report.unlink(missing_ok=True)
    process = subprocess.Popen(suite.command, cwd=suite.folder, env=env, start_new_session=True)
    try:
        code = process.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        print(f"{suite.name} did not end within {LIMIT_S} s and was killed", flush=True)
        code = 124
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if not suite.has_report:
        return Count(passed=int(code == 0), failed=int(code != 0))
    try:
        count = read_report(suite.report)
    except (OSError, ElementTree.ParseError):
        print(f"{suite.name} left no readable report", flush=True)
        return Count(failed=1)
    if code and not count.failed:
        count.failed = 1  # it broke outside its tests
    return count


def find_chromium() -> str | None:
    """An installed Chromium; root on a machine with apt gets Debian's. None, and a sentence, where there is none."""
    named = os.environ.get("PLAYHEAD_CHROMIUM")
    if named:
        if Path(named).exists():
            return named
        print(f"PLAYHEAD_CHROMIUM names {named}, which is not there.")
        return None
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium for the browser tests", flush=True)
        apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=apt, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            env=apt,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        found = shutil.which("chromium")
    if not found:
        print(
            "The browser tests need Chromium: install the package `chromium` (Debian: sudo apt-get install chromium), "
            "or set PLAYHEAD_CHROMIUM to a Chromium's path."
        )
    return found


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - {suite.name for suite in SUITES}
    if unknown:
        sys.exit(f"No suite {', '.join(sorted(unknown))}; there are {', '.join(suite.name for suite in SUITES)}.")
    RESULTS.mkdir(exist_ok=True)
    env = {**os.environ, "PLAYHEAD_PYTHON": sys.executable}
    total, table = Count(), []
    for suite in [each for each in SUITES if not wanted or each.name in wanted]:
        print(f"\n== {suite.name}", flush=True)
        began = time.monotonic()
        chromium = find_chromium() if suite.needs_browser else None
        if suite.needs_browser and not chromium:
            count = Count(failed=1)
        else:
            more = (
                {"PLAYHEAD_CHROMIUM": chromium, "PLAYWRIGHT_JUNIT_OUTPUT_FILE": str(suite.report)} if chromium else {}
            )
            count = run(suite, {**env, **more})
        table.append(
            f"{suite.name:12} {count.passed:5} passed {count.failed:4} failed {count.skipped:4} skipped"
            f" {time.monotonic() - began:6.1f} s"
        )
        total = Count(total.passed + count.passed, total.failed + count.failed, total.skipped + count.skipped)
    print("\n" + "\n".join(table))
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
