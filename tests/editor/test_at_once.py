"""Work on several things at once, whose results come in order."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from editor.render.at_once import in_order


def test_results_come_in_order_whichever_is_done_first_and_no_more_are_begun_than_asked() -> None:
    asked, most, lock = 0, 0, threading.Lock()

    def job(number: int) -> Callable[[], int]:
        def work() -> int:
            time.sleep(0.02 if number % 3 == 0 else 0)
            return number

        return work

    def jobs() -> Iterator[Callable[[], int]]:
        nonlocal asked, most
        for number in range(20):
            with lock:
                asked += 1
                most = max(most, asked - taken)
            yield job(number)

    taken = 0
    results = []
    with ThreadPoolExecutor(4) as workers:
        for result in in_order(workers, jobs(), 5):
            taken += 1
            results.append(result)
    assert results == list(range(20))
    assert most == 5


def test_two_that_wait_for_each_other_are_at_work_together() -> None:
    meeting = threading.Barrier(2, timeout=20)
    with ThreadPoolExecutor(2) as workers:
        assert sorted(in_order(workers, iter([meeting.wait, meeting.wait]), 2)) == [0, 1]


def test_an_error_comes_where_its_result_would_and_what_was_not_begun_never_is() -> None:
    done = []

    def fails() -> int:
        raise ValueError("two")

    def later() -> int:
        time.sleep(0.05)
        done.append(3)
        return 3

    jobs: list[Callable[[], int]] = [lambda: 1, fails, later, later, later]
    with ThreadPoolExecutor(1) as workers:
        results = in_order(workers, iter(jobs), 5)
        assert next(results) == 1
        with pytest.raises(ValueError, match="two"):
            next(results)
    assert len(done) <= 1
