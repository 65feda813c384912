"""The shared vectors, and what must hold for every frame up to 147 days."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.lib import timebase

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/time.json").read_text())
STANDARD = [(24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1), (120, 1)]
DAYS_147 = 147 * 86400
rates = st.sampled_from(STANDARD)
seconds = st.integers(0, DAYS_147)


def test_frames_begin_at_the_ticks_of_the_vectors_and_are_shown_from_there_on():
    for row in VECTORS["frames"]:
        rate = tuple(row["rate"])
        assert timebase.frame_to_ticks(row["frame"], rate) == row["ticks"], row
        assert timebase.ticks_to_frame(row["ticks"], rate) == row["frame"], row


def test_a_frame_is_shown_up_to_the_tick_before_the_next():
    for row in VECTORS["shown"]:
        assert timebase.ticks_to_frame(row["ticks"], tuple(row["rate"])) == row["frame"], row


def test_snapping_takes_the_nearest_frame_the_later_one_in_the_middle():
    for row in VECTORS["snapped"]:
        assert timebase.snap_to_frame(row["ticks"], tuple(row["rate"])) == row["snapped"], row


def test_seconds_become_the_nearest_tick_and_come_back():
    for row in VECTORS["seconds"]:
        assert timebase.seconds_to_ticks(row["seconds"]) == row["ticks"], row
        assert timebase.ticks_to_seconds(row["ticks"]) == pytest.approx(row["seconds"], abs=1e-6)


def test_a_frame_of_a_table_is_shown_from_its_start_on_whatever_the_file_s_clock_rounds():
    for row in VECTORS["tables"]:
        assert timebase.frame_in_table(row["starts"], row["ticks"]) == row["frame"], row


@given(rates, st.sampled_from([1000, 15360, 90_000]))
def test_a_source_at_the_project_s_rate_shows_each_frame_once_whatever_its_clock(rate, clock):
    starts = [round(Fraction(n * rate[1] * clock, rate[0])) * timebase.TICKS_PER_SECOND // clock for n in range(200)]
    shown = [timebase.frame_in_table(starts, timebase.frame_to_ticks(n, rate)) for n in range(200)]
    assert shown == list(range(200))


@given(rates, seconds)
def test_a_frame_survives_the_way_to_ticks_and_back(rate, second):
    frame = second * rate[0] // rate[1]
    assert timebase.ticks_to_frame(timebase.frame_to_ticks(frame, rate), rate) == frame


@given(rates, seconds)
def test_standard_rates_have_whole_ticks_that_javascript_can_hold(rate, second):
    frame = second * rate[0] // rate[1]
    exact = Fraction(frame * rate[1] * timebase.TICKS_PER_SECOND, rate[0])
    assert exact.denominator == 1
    assert timebase.frame_to_ticks(frame, rate) == exact < 2**53


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 10**9))
def test_any_rate_shows_the_frame_that_has_begun_last(num, den, ticks):
    rate = (num, den)
    frame = timebase.ticks_to_frame(ticks, rate)
    assert timebase.frame_to_ticks(frame, rate) <= ticks < timebase.frame_to_ticks(frame + 1, rate)
