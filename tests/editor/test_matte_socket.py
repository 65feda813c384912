import asyncio
import json
import struct
import uuid

import numpy as np
import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from editor import leases
from editor.asgi import application
from editor.flows import matte_jobs, mattes
from editor.models import Project, ShareLink
from inference import live
from inference.contracts import FrameState
from inference.mattes import MatteFrame, decode, encode

from .kit import make_asset, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("services")]


@database_sync_to_async
def make_matte():
    project = Project.objects.create(owner=make_person(), name="Film")
    ShareLink.objects.create(project=project, token="s" * 20)
    return mattes.do_create(make_asset(project))


def push(matte, frame, revision=1, state=FrameState.FINAL):
    data = encode(MatteFrame(uuid.UUID(str(matte.pk)), revision, frame, state, np.zeros((4, 4), np.uint8)))
    return live.Live(leases.connection(), str(matte.pk)).push(data)


async def connect(matte, token="s" * 20, after="", whole=True):
    socket = WebsocketCommunicator(
        application, f"/ws/mattes/{matte.pk}?share={token}", headers=[(b"origin", b"http://testserver")]
    )
    assert (await socket.connect(timeout=5))[0]
    if token == "s" * 20:
        state = json.loads(await socket.receive_from(5))
        assert state["type"] == "state"
        await socket.send_to(json.dumps({"type": "hello", "after": after}))
        if after:
            assert json.loads(await socket.receive_from(5)) == {"type": "resumed", "whole": whole}
    return socket


async def frame_from(socket):
    data = await socket.receive_from(5)
    ms, seq = struct.unpack_from("<QI", data)
    return f"{ms}-{seq}", decode(data, 12)[0].frame


async def test_frames_arrive_as_they_are_made():
    matte = await make_matte()
    socket = await connect(matte)
    for frame in range(5):
        await asyncio.to_thread(push, matte, frame)
        assert (await frame_from(socket))[1] == frame
    await socket.disconnect()


async def test_a_client_that_returns_gets_what_it_missed_and_nothing_twice():
    matte = await make_matte()
    ids = [push(matte, frame) for frame in range(10)]
    socket = await connect(matte, after=ids[5])
    assert [(await frame_from(socket))[1] for _ in range(4)] == [6, 7, 8, 9]
    assert await socket.receive_nothing(0.2)
    await socket.disconnect()


async def test_a_client_that_returns_when_redis_has_forgotten_what_it_missed_is_sent_to_s3():
    matte = await make_matte()
    state = live.Live(leases.connection(), str(matte.pk))
    state.write_job(await database_sync_to_async(matte_jobs.job_of)(matte), is_first=True)
    before = push(matte, 0)
    leases.connection().delete(live.key(str(matte.pk), "stream"))
    await asyncio.sleep(0.01)  # ids count by the millisecond
    push(matte, 1)
    socket = await connect(matte, after=before, whole=False)
    assert (await frame_from(socket))[1] == 1
    await socket.disconnect()


async def test_a_client_that_does_not_acknowledge_keeps_nobody_else_waiting():
    matte = await make_matte()
    slow, fast = await connect(matte), await connect(matte)
    for frame in range(150):
        push(matte, frame)
        assert (await frame_from(fast))[1] == frame
        await fast.send_to(json.dumps({"type": "ack", "n": 1}))
    assert [(await frame_from(slow))[1] for _ in range(30)] == list(range(30))
    assert await slow.receive_nothing(0.2)
    await slow.disconnect()
    await fast.disconnect()


async def test_a_client_that_fell_behind_skips_what_it_no_longer_needs():
    """Drafts that were made final meanwhile, and frames that a correction overruled."""
    matte = await make_matte()
    set_prompt = database_sync_to_async(mattes.do_set_prompt)
    click = {"points": [{"x": 0.5, "y": 0.5}]}
    await set_prompt(matte, 0, click)
    await set_prompt(matte, 40, click)
    socket = await connect(matte)
    for frame in range(50):
        push(matte, frame, 2, FrameState.DRAFT)
    assert [(await frame_from(socket))[1] for _ in range(30)] == list(range(30))
    for frame in range(32, 36):
        push(matte, frame, 2)
    await set_prompt(matte, 45, click)  # rules what comes after 40
    assert json.loads(await socket.receive_from(5))["revision"] == 3
    await socket.send_to(json.dumps({"type": "ack", "n": 30}))
    left = [30, 31, *range(36, 41), *range(32, 36)]
    assert [(await frame_from(socket))[1] for _ in left] == left
    assert await socket.receive_nothing(0.2)
    await socket.disconnect()


async def test_a_client_that_does_not_acknowledge_is_sent_a_window_and_then_the_rest():
    matte = await make_matte()
    socket = await connect(matte)
    for frame in range(150):  # more than a room keeps
        push(matte, frame)
    first = [(await frame_from(socket))[1] for _ in range(30)]
    assert first == list(range(30))
    assert await socket.receive_nothing(0.2)
    for n in range(30, 150, 30):
        await socket.send_to(json.dumps({"type": "ack", "n": 30}))
        assert [(await frame_from(socket))[1] for _ in range(30)] == list(range(n, n + 30))
    await socket.disconnect()


async def test_a_hint_reaches_the_scheduler():
    matte = await make_matte()
    socket = await connect(matte)
    await socket.send_to(json.dumps({"type": "hint", "frame": 12, "rate": 0, "visible": True}))
    state = live.Live(leases.connection(), str(matte.pk))
    for _ in range(100):
        if state.viewers():
            break
        await asyncio.sleep(0.02)
    assert state.viewers()[0].frame == 12
    await socket.disconnect()
    assert state.viewers() == []


async def test_a_hidden_page_starts_no_work_and_one_that_looks_does():
    matte = await make_matte()
    await database_sync_to_async(mattes.do_set_prompt)(matte, 0, {"points": [{"x": 0.5, "y": 0.5}]})
    leases.connection().flushdb()  # the task is lost, and with it all there was
    live.Live(leases.connection(), str(matte.pk)).write_job(await database_sync_to_async(matte_jobs.job_of)(matte))
    socket = await connect(matte)
    for visible in (False, True):
        await socket.send_to(json.dumps({"type": "hint", "frame": 12, "rate": 0, "visible": visible}))
        await socket.send_to(json.dumps({"type": "hint", "frame": 12, "rate": 0, "visible": visible}))
        while [each.visible for each in live.Live(leases.connection(), str(matte.pk)).viewers()] != [visible]:
            await asyncio.sleep(0.02)
        assert await socket.receive_nothing(0.2)
        assert bool(leases.connection().keys("gpu*")) is visible
    await socket.disconnect()


async def test_a_stranger_is_shut_out():
    matte = await make_matte()
    socket = await connect(matte, token="wrong")
    assert (await socket.receive_output(5)) == {"type": "websocket.close", "code": 4404}


@pytest.mark.parametrize("text", ["{", "[]", '{"type":"x"}', '{"type":"hint","frame":"a"}', '{"type":"ack"}'])
async def test_what_is_not_understood_closes_with_a_reason(text):
    matte = await make_matte()
    socket = await connect(matte)
    await socket.send_to(text)
    assert json.loads(await socket.receive_from(5))["type"] == "error"
    assert (await socket.receive_output(5))["code"] == 4400
