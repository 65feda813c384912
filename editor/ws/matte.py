"""/ws/mattes/<id>: masks as they are made, what holds, and where the viewer's playhead is.

From the page: hello {after}, hint {frame, rate, visible, loop?: [first, last]}, ack {n}, report (see ws/report.py). To
it: binary frames, each after its stream id (u64 milliseconds, u32 sequence, little endian), state {revision,
invalidations, speed, error}, and to one that was here before resumed {whole}: what it missed comes here, or where that
is false is asked of S3.
At most WINDOW frames are under way unacknowledged: Daphne would buffer for a stalled page without limit.
"""

import asyncio
import json
import logging
import math
import struct
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import redis
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from editor import access, leases
from editor.access import Action, NotFound, Refused
from editor.celery import app
from editor.events import group_name
from editor.models import Matte
from editor.words import said
from editor.ws.hub import START, Made, Room, StreamId, hub, parse_id, read_made
from editor.ws.report import EVERY_S as REPORTS_EVERY_S
from editor.ws.report import read_report
from editor.ws.sockets import sockets
from inference import live
from inference.contracts import Viewer
from inference.telemetry import tally
from inference.urgency import NOW

log = logging.getLogger(__name__)
STRANGER, BAD_MESSAGE, AWAY = 4404, 4400, 1013
WINDOW = 30  # frames
BATCH = 16  # frames read at once
STATE_EVERY_S = 1.0
RIGHTS_EVERY = REMINDED_EVERY = 5  # of those
FORESEEN_S, FORESEEN_FRAMES = 0.5, 4  # how far a playhead may be from where it was expected
SETTLED_MS = 60_000  # a newcomer gets frames that are at rest from S3, unless they came there only now
ID = struct.Struct("<QI")
MAX_MESSAGE = 4096  # bytes


class MatteConsumer(AsyncWebsocketConsumer):
    room: Room | None = None
    matte: Matte | None = None

    async def connect(self) -> None:
        self.token = parse_qs(self.scope["query_string"].decode()).get("share", [None])[0]
        self.viewer = uuid.uuid4().hex
        self.wake = asyncio.Event()
        self.cursor: StreamId | None = None  # None until hello
        self.settled: dict[
            int, tuple[int, int]
        ] = {}  # frame -> revision and state at rest: a newcomer has it from there
        self.settled_before: StreamId = START
        self.unacknowledged = 0
        self.hint: Viewer | None = None  # the last one, and by this process's clock when it came
        self.hint_at = 0.0
        self.reported_at = time.monotonic()
        self.said: dict[str, Any] = {}
        self.tasks: list[asyncio.Task[None]] = []
        # accepted first: a browser does not see the code of a refused handshake
        await self.accept()
        self.matte = await self._fetch()
        if self.matte is None:
            await self.close(STRANGER)
            return
        self.live = live.Live(leases.connection(), str(self.matte.pk))
        self.group = group_name(self.matte.asset.project_id)
        try:
            await self.channel_layer.group_add(self.group, self.channel_name)
            self.room = await hub().join(str(self.matte.pk), self.wake)
            sockets().opened("matte")
            await self._say_state()
        except (redis.RedisError, OSError):
            log.warning("Redis does not answer", exc_info=True)
            await self.close(AWAY)
            return
        self.tasks = [asyncio.create_task(self._send_frames()), asyncio.create_task(self._watch_state())]

    async def disconnect(self, code: int) -> None:
        for task in self.tasks:
            task.cancel()
        if self.room is not None:
            sockets().closed("matte")
            await hub().leave(self.room, self.wake)
            with suppress(redis.RedisError, OSError):
                await self.channel_layer.group_discard(self.group, self.channel_name)
                await asyncio.to_thread(self.live.leave, self.viewer)

    # -- from the page

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room is None:
            return
        try:
            if text_data is None or len(text_data) > MAX_MESSAGE:
                raise ValueError("a matte's socket takes short JSON messages")
            message = json.loads(text_data)
            handler = self._handlers().get(message["type"])
            if handler is None:
                raise ValueError(f"messages of type {message['type']!r} are unknown")
            await handler(message)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            await self.send(text_data=json.dumps({"type": "error", "detail": f"Message not understood: {error}."}))
            await self.close(BAD_MESSAGE)
        except (redis.RedisError, OSError):
            log.warning("Redis does not answer", exc_info=True)
            await self.close(AWAY)

    def _handlers(self) -> dict[str, Callable[[dict[str, Any]], Awaitable[None]]]:
        return {"hello": self._hello, "hint": self._hint, "ack": self._ack, "report": self._report}

    async def _hello(self, message: dict[str, Any]) -> None:
        after = str(message.get("after") or "")
        cursor = parse_id(after) if after else START
        assert self.room is not None
        is_whole = await hub().has_all_after(self.room, cursor)
        if after:
            await self.send(text_data=json.dumps({"type": "resumed", "whole": is_whole}))
        if not after or not is_whole:
            self.settled = dict(await asyncio.to_thread(self.live.coverage))
            self.settled_before = (await hub().now_ms() - SETTLED_MS, 0)
        self.cursor, self.unacknowledged = cursor, 0
        self.wake.set()

    async def _hint(self, message: dict[str, Any]) -> None:
        viewer, now = read_hint(message), time.monotonic()
        is_news = self.hint is None or is_move(self.hint, viewer, now - self.hint_at)
        self.hint, self.hint_at = viewer, now
        await asyncio.to_thread(self._place, viewer, is_news)

    async def _report(self, message: dict[str, Any]) -> None:
        passed = time.monotonic() - self.reported_at
        report = read_report(message, passed)
        if passed >= REPORTS_EVERY_S:
            self.reported_at += passed
            report.count()
            await asyncio.to_thread(tally.flush, leases.connection())

    def _place(self, viewer: Viewer, is_news: bool) -> None:
        """Tell the scheduler."""
        self.live.hint(self.viewer, viewer)
        if is_news:
            self.live.move()
        self._claim_work(viewer, is_news)

    def _claim_work(self, viewer: Viewer, is_news: bool = False) -> None:
        """Start it again where nothing runs though somebody looks and something is wanted: a worker may have died.

        A slice that waits already may be no hurry's: who goes to where nothing is gets a better place.
        """
        if not viewer.visible or not self.live.wants_work(though_held=is_news):
            return
        urgency = self.live.urgency()
        if (urgency <= NOW or not self.live.is_worked_on()) and self.live.claim_queueing(urgency):
            app.send_task("gpu.slice", args=[self.live.matte], priority=urgency)

    async def _ack(self, message: dict[str, Any]) -> None:
        self.unacknowledged = max(0, self.unacknowledged - max(0, int(message["n"])))
        self.wake.set()

    # -- to the page

    async def _send_frames(self) -> None:
        assert self.room is not None
        while True:
            await self.wake.wait()
            self.wake.clear()
            while self.cursor is not None and self.unacknowledged < WINDOW:
                cursor = self.cursor
                count = min(BATCH, WINDOW - self.unacknowledged)
                try:
                    entries = await hub().read(self.room, cursor, count)
                except (redis.RedisError, OSError):
                    await asyncio.sleep(1)
                    continue
                if not entries:
                    break
                if cursor != self.cursor:
                    continue  # hello again meanwhile
                for stream_id, frame in entries:
                    self.cursor = stream_id
                    if self._is_unneeded(stream_id, *read_made(frame)):
                        continue
                    self.unacknowledged += 1
                    await self.send(bytes_data=ID.pack(*stream_id) + frame)

    def _is_unneeded(self, stream_id: StreamId, frame: int, made: Made) -> bool:
        """The page has it from S3, a better one is on its way, or a later prompt overruled it."""
        if stream_id < self.settled_before and self.settled.get(frame, (-1, 0)) >= made:
            return True
        if self.room is not None and self.room.best.get(frame, made) > made:
            return True
        ruled = self.matte.invalidations if self.matte else []
        return any(i["revision"] > made[0] and i["start"] <= frame <= i["end"] for i in ruled)

    async def _watch_state(self) -> None:
        """What no event tells: the worker's error and speed; and rights, which may have been taken back."""
        turn = 0
        while True:
            await asyncio.sleep(STATE_EVERY_S)
            turn += 1
            if turn % RIGHTS_EVERY == 0:
                self.matte = await self._fetch()
                if self.matte is None:
                    await self.close(STRANGER)
                    return
            with suppress(redis.RedisError, OSError):
                await self._say_state()
                if self.hint and not self.hint.rate and turn % REMINDED_EVERY == 0:
                    # a page that rests says nothing twice
                    await asyncio.to_thread(self.live.hint, self.viewer, self.hint)
                if self.hint:
                    await asyncio.to_thread(self._claim_work, self.hint)

    async def project_event(self, message: dict[str, Any]) -> None:
        """From the channel layer: something in the project changed, this matte perhaps."""
        event = message["event"]
        if self.matte is None:
            return
        pk = str(self.matte.pk)
        if event.get("type") == "matte" and event["matte"]["id"] == pk:
            self.matte = await self._fetch()
            if self.matte is not None:
                with suppress(redis.RedisError, OSError):
                    await self._say_state()
        elif event.get("type") == "matte_deleted" and event["matte"] == pk:
            await self.close(STRANGER)

    async def _say_state(self) -> None:
        """The state, if it is another than the one said last; a speed that wavers is not."""
        if self.matte is None:
            return
        speed, error = await asyncio.to_thread(lambda: (self.live.speed(), self.live.error()))
        state = {
            "type": "state",
            "revision": self.matte.revision,
            "invalidations": self.matte.invalidations,
            "error": said(error or self.matte.error),
        }
        if state != {k: v for k, v in self.said.items() if k != "speed"} or abs(speed - self.said["speed"]) > 1:
            self.said = {**state, "speed": speed}
            await self.send(text_data=json.dumps(self.said))

    @database_sync_to_async
    def _fetch(self) -> Matte | None:
        """The matte as this person may see it now, or None."""
        try:
            pk = self.scope["url_route"]["kwargs"]["matte_id"]
            return access.get_matte(self.scope.get("user"), pk, Action.VIEW, self.token)
        except (NotFound, Refused):
            return None


def read_hint(message: dict[str, Any]) -> Viewer:
    """Raises ValueError, KeyError, TypeError."""
    frame, rate, loop = int(message["frame"]), float(message.get("rate", 0)), message.get("loop")
    if not math.isfinite(rate) or abs(rate) > 10_000 or not 0 <= frame < 2**31:
        raise ValueError(f"frame {frame} at rate {rate} is no place of a playhead")
    if loop is not None:
        first, last = map(int, loop)
        if not 0 <= first <= last < 2**31:
            raise ValueError(f"a loop from frame {first} to {last} has no frames")
        loop = (first, last)
    return Viewer(frame, rate, bool(message.get("visible", True)), loop)


def is_move(before: Viewer, now: Viewer, seconds: float) -> bool:
    """Whether a playhead does something else than go on: it seeks, starts, stops, turns, hides or shows itself."""
    if (before.rate, before.visible, before.loop) != (now.rate, now.visible, now.loop):
        return True
    due = before.frame + before.rate * seconds
    off = abs(now.frame - due)
    if now.loop:
        length = now.loop[1] - now.loop[0] + 1
        off = min(off % length, length - off % length)
    return off > max(FORESEEN_FRAMES, abs(now.rate) * FORESEEN_S) if now.rate else now.frame != before.frame
