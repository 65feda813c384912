"""Figures are added up in Redis, whoever counts them and however often they die."""

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from inference import telemetry
from inference.telemetry import BUSY, FIRST_MASK, LOADS, Tally

VALUES = st.lists(st.floats(0, 100), max_size=20)


class Kept:
    """A Redis hash in memory, as far as a tally uses it."""

    def __init__(self):
        self.sums, self.is_away = {}, False

    def pipeline(self, transaction):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def hincrbyfloat(self, _, field, amount):
        self.sums[field] = self.sums.get(field, 0.0) + amount

    def execute(self):
        if self.is_away:
            self.sums.clear()
            raise redis.ConnectionError

    def hgetall(self, _):
        return {field.encode(): str(value).encode() for field, value in self.sums.items()}


@pytest.fixture
def client(services):
    found = redis.Redis.from_url(services.env["REDIS_URL"])
    found.delete(telemetry.SUMS, telemetry.HERE)
    yield found
    found.delete(telemetry.SUMS, telemetry.HERE)


def test_two_processes_add_up(client):
    for seconds in (1.5, 2.25):
        here = Tally()
        here.add(BUSY, seconds, "gpu")
        here.flush(client)
        here.flush(client)
    assert telemetry.read(client) == {("playhead_worker_busy_seconds", "gpu", ""): 3.75}


@given(VALUES)
def test_every_value_of_a_histogram_is_in_the_first_bucket_that_holds_it(values):
    here, kept = Tally(), Kept()
    for value in values:
        here.observe(FIRST_MASK, value)
    here.flush(kept)
    sums = telemetry.read(kept)
    assert sums.pop(("playhead_first_mask_seconds", "sum"), 0.0) == pytest.approx(sum(values))
    bounds = (*FIRST_MASK.buckets, float("inf"))
    for number, bound in enumerate(bounds):
        below = bounds[number - 1] if number else -1
        count = sum(below < value <= bound for value in values)
        assert sums.get(("playhead_first_mask_seconds", str(number)), 0) == count


def test_what_redis_did_not_take_is_said_again():
    here, kept = Tally(), Kept()
    kept.is_away = True
    here.add(LOADS)
    here.flush(kept)
    here.add(LOADS)
    kept.is_away = False
    here.flush(kept)
    assert telemetry.read(kept) == {("playhead_memory_loads", ""): 2}


def test_a_block_that_fails_is_not_timed():
    here, kept = Tally(), Kept()
    with pytest.raises(ValueError, match="broken"), here.timed(telemetry.MEDIA, "probe"):
        raise ValueError("broken")
    here.flush(kept)
    assert telemetry.read(kept) == {}


def test_who_has_been_silent_for_long_is_not_here(client, monkeypatch):
    telemetry.say_here(client, "a", queues=["gpu"])
    telemetry.say_here(client, "b", queues=["media"])
    telemetry.say_gone(client, "b")
    assert telemetry.who_is_here(client) == [{"queues": ["gpu"]}]
    monkeypatch.setattr(telemetry, "HERE_S", 0.0)
    assert telemetry.who_is_here(client) == []
    assert client.hlen(telemetry.HERE) == 0
