"""The sum at the end of `make test` is what continuous integration believes."""

import subprocess
import sys
from pathlib import Path

from tests import run as runner

REPORT = """<testsuites tests="9" failures="9"><testsuite name="a">
<testcase name="good"/><testcase name="also good"><system-out>x</system-out></testcase>
<testcase name="bad"><failure>no</failure></testcase><testcase name="broken"><error>no</error></testcase>
<testcase name="left out"><skipped/></testcase></testsuite></testsuites>"""


def suite(tmp_path: Path, code: str, *, has_report: bool) -> runner.Suite:
    return runner.Suite(f"made-up-{tmp_path.name}", [sys.executable, "-c", code], tmp_path, has_report)


def test_cases_are_counted_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text(REPORT)
    assert runner.read_report(tmp_path / "r.xml") == runner.Count(passed=2, failed=2, skipped=1)


def test_a_check_without_a_report_counts_as_one(tmp_path: Path) -> None:
    assert runner.run(suite(tmp_path, "", has_report=False), {}) == runner.Count(passed=1)
    assert runner.run(suite(tmp_path, "raise SystemExit(3)", has_report=False), {}) == runner.Count(failed=1)


def test_a_suite_that_breaks_before_its_tests_is_a_failure(tmp_path: Path) -> None:
    assert runner.run(suite(tmp_path, "", has_report=True), {}) == runner.Count(failed=1)


def test_all_that_passes_but_a_bad_exit_is_a_failure(tmp_path: Path) -> None:
    broken = suite(tmp_path, "", has_report=True)
    write = f"open({str(broken.report)!r}, 'w').write('<t><testcase/></t>'); raise SystemExit(1)"
    broken.command[-1] = write
    broken.report.parent.mkdir(exist_ok=True)
    try:
        assert runner.run(broken, {}) == runner.Count(passed=1, failed=1)
    finally:
        broken.report.unlink()


def test_the_last_line_is_the_sum_and_an_unknown_suite_is_named() -> None:
    command = [sys.executable, str(Path(runner.__file__))]
    done = subprocess.run([*command, "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "No suite nonsense" in done.stderr
    done = subprocess.run([*command, "ruff"], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] in ("1 passed, 0 failed", "0 passed, 1 failed")
