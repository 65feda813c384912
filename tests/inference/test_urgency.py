"""Whose slice goes first, as a pure function and as real workers take tasks from a real Redis."""

import subprocess
import sys
import uuid
from contextlib import ExitStack

import pytest
from celery import Celery
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from inference import live
from inference.contracts import FrameState, MatteJob, Point, Prompt, Viewer
from inference.urgency import FIRST_MASK, LATER, NOW, SOON, WATCHED, urgency

STATES = st.lists(st.sampled_from(list(FrameState)), min_size=1, max_size=200).map(bytes)
VIEWERS = st.lists(
    st.builds(Viewer, frame=st.integers(0, 250), rate=st.sampled_from([0.0, 24.0, -24.0]), visible=st.booleans()),
    max_size=4,
)


def of(states, prompts=(0,), viewers=(), others=0, cuts=()):
    return urgency(states=states, prompts=prompts, viewers=viewers, rate=24.0, others_at_work=others, cuts=cuts)


@given(STATES, VIEWERS, st.integers(0, 9))
def test_an_unmade_first_mask_goes_before_everything(states, viewers, others):
    states = bytes([FrameState.DRAFT]) + states
    assert of(states, (0,), viewers, others) == FIRST_MASK


@given(STATES, VIEWERS)
def test_nobody_is_served_later_for_being_watched(states, viewers):
    states = bytes([FrameState.HUMAN]) + states
    assert of(states, viewers=viewers) <= of(states)
    assert of(states, viewers=viewers, others=1) >= of(states, viewers=viewers)


def test_what_a_playhead_comes_to_soon_goes_before_what_it_comes_to_later():
    states = bytes([3]) + bytes([2]) * 99 + bytes(100)
    assert of(states, viewers=[Viewer(10, 24.0)]) == WATCHED
    assert of(states, viewers=[Viewer(60, 24.0)]) == SOON
    assert of(states, viewers=[Viewer(145, -24.0)]) == NOW  # it looks at nothing
    assert of(states, viewers=[Viewer(100, 0.0)]) == NOW
    assert of(states, viewers=[Viewer(150)], cuts=[120]) == WATCHED  # nobody clicked in that scene: nothing will come
    assert of(states, viewers=[Viewer(60, -24.0)]) == WATCHED
    assert of(states, viewers=[Viewer(60, 24.0, visible=False)]) == LATER
    assert of(states, viewers=[Viewer(60, 24.0)], others=2) == WATCHED


@pytest.fixture
def client(services):
    return live.connect(services.env["REDIS_URL"])


def matte_of(client, owner):
    state = live.Live(client, str(uuid.uuid4()))
    prompts = (Prompt(0, (Point(0.5, 0.5),)),)
    state.write_job(MatteJob(state.matte, str(uuid.uuid4()), 1, "proxy", 10, (24, 1), 64, 36, prompts, owner=owner))
    state.cover({0: (1, FrameState.HUMAN)}, is_all=True)
    state.hint("viewer", Viewer(0))
    return state


def test_a_person_whose_other_matte_is_at_work_goes_a_step_back(client):
    olivia, other, noah = (matte_of(client, owner) for owner in ("olivia", "olivia", "noah"))
    with olivia.at_work("olivia"):
        assert [each.urgency() for each in (olivia, other, noah)] == [SOON, WATCHED, SOON]
    assert other.urgency() == SOON


def test_a_worker_that_died_in_its_slice_holds_its_person_back_for_no_longer_than_a_slice_takes(client, monkeypatch):
    olivia, other = matte_of(client, "olivia"), matte_of(client, "olivia")
    with ExitStack() as died:
        died.enter_context(olivia.at_work("olivia"))
        monkeypatch.setattr(live, "AT_WORK_S", -1.0)
        assert other.urgency() == SOON


def test_a_task_that_waits_makes_room_only_for_a_more_urgent_one(client):
    state = matte_of(client, "olivia")
    assert state.claim_queueing(WATCHED)
    assert not state.claim_queueing(WATCHED)
    assert not state.claim_queueing(LATER)
    assert state.claim_queueing(FIRST_MASK)
    state.task_began()
    assert state.claim_queueing(LATER)


WORKER = """
import sys
from inference.app import app
seen = []
@app.task(name="gpu.note")
def note(name):
    seen.append(name)
    if len(seen) == 5:
        sys.__stdout__.write(" ".join(seen)); sys.__stdout__.flush()
        app.control.shutdown()
app.worker_main(["worker", "-Q", "gpu_order", "-c", "1", "--pool", "solo", "-l", "ERROR"])
"""


def test_a_worker_takes_tasks_by_their_urgency(services):
    url = services.env["REDIS_URL"].replace("/0", "/7")
    sender = Celery(broker=url)
    sender.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for name, priority in zip(
        ("later", "watched", "first", "soon", "now"), (LATER, WATCHED, 0, SOON, NOW), strict=True
    ):
        sender.send_task("gpu.note", args=[name], queue="gpu_order", priority=priority)
    env = {**services.env, "REDIS_URL": url, "PATH": "/usr/bin:/bin", "C_FORCE_ROOT": "1"}
    done = subprocess.run([sys.executable, "-c", WORKER], env=env, capture_output=True, text=True, timeout=120)
    assert "first now soon watched later" in done.stdout, done.stdout + done.stderr
