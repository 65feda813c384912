"""One reader a process for all watched matte streams; each client follows its room at its own pace.

A room keeps the newest entries of one stream. A client is only a place in it (the last stream id it was sent), so a
slow one costs nothing: whoever falls behind the room reads what it missed from Redis, without what better frames have
replaced meanwhile. Nothing here can overflow.
"""

import asyncio
import logging
import weakref
from collections import deque
from typing import Any

import redis.asyncio
from django.conf import settings

from inference import live, mattes

log = logging.getLogger(__name__)
KEPT = 96  # entries a room, about three seconds of frames
BLOCK_MS = 2_000
BATCH = 64
RETRY_S = 1.0

StreamId = tuple[int, int]  # milliseconds, sequence
Entry = tuple[StreamId, bytes]
Made = tuple[int, int]  # revision, FrameState: of two the greater counts
START: StreamId = (0, 0)


def parse_id(text: str | bytes) -> StreamId:
    """Raises ValueError."""
    ms, _, seq = (text.decode() if isinstance(text, bytes) else text).partition("-")
    found = int(ms), int(seq or 0)
    if not 0 <= found[0] < 2**64 or not 0 <= found[1] < 2**32:
        raise ValueError(f"{text!r} is no stream id")
    return found


def read_made(data: bytes) -> tuple[int, Made]:
    """Which frame it is, and what of it."""
    head = mattes.read_header(data)
    return head.frame, (head.revision, head.state)


class Room:
    """The newest entries of one matte's stream: everything after `base`."""

    def __init__(self, matte: str) -> None:
        self.matte = matte
        self.key = live.key(matte, "stream")
        self.base: StreamId = START
        self.entries: deque[Entry] = deque()
        self.best: dict[int, Made] = {}  # of each frame that came by
        self.watchers: set[asyncio.Event] = set()

    @property
    def last(self) -> StreamId:
        return self.entries[-1][0] if self.entries else self.base

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        frame, made = read_made(entry[1])
        self.best[frame] = max(made, self.best.get(frame, made))
        while len(self.entries) > KEPT:
            self.base = self.entries.popleft()[0]
        for watcher in self.watchers:
            watcher.set()

    def after(self, cursor: StreamId) -> list[Entry] | None:
        """Entries after `cursor`, or None when some of them have left the room."""
        if cursor < self.base:
            return None
        return [entry for entry in self.entries if entry[0] > cursor]


class Hub:
    """All rooms of one event loop. join() and leave() them; read() what comes after a place."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._redis: Any = redis.asyncio.Redis.from_url(settings.REDIS_URL, health_check_interval=30)
        self._task: asyncio.Task[None] | None = None
        self._changes = 0  # of the set of rooms
        self._heard = 0  # the change that the reader's present call knows of
        self._reader_id = 0

    async def join(self, matte: str, watcher: asyncio.Event) -> Room:
        """The room, watched; from now on no entry is missed. Raises RedisError."""
        room = self._rooms.get(matte)
        if room is None:
            room = Room(matte)
            newest = await self._redis.xrevrange(room.key, count=1)
            room.base = parse_id(newest[0][0]) if newest else START
            room = self._rooms.setdefault(matte, room)
            self._changes += 1
        room.watchers.add(watcher)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="matte hub")
        await self._interrupt()
        return room

    async def leave(self, room: Room, watcher: asyncio.Event) -> None:
        room.watchers.discard(watcher)
        if not room.watchers and self._rooms.get(room.matte) is room:
            del self._rooms[room.matte]
            self._changes += 1
        if not self._rooms and self._task is not None:
            self._task.cancel()
            self._task = None

    async def read(self, room: Room, cursor: StreamId, count: int) -> list[Entry]:
        """At most `count` entries after `cursor`: from the room, or from Redis for who fell behind."""
        found = room.after(cursor)
        if found is not None:
            return found[:count]
        raw = await self._redis.xrange(room.key, min=f"({cursor[0]}-{cursor[1]}", count=count)
        if not raw:  # trimmed away, or Redis lost it
            return (room.after(max(cursor, room.base)) or [])[:count]
        return [(parse_id(stream_id), fields[b"f"]) for stream_id, fields in raw]

    async def has_all_after(self, room: Room, cursor: StreamId) -> bool:
        """Whether Redis has forgotten nothing that came after `cursor`."""
        oldest = await self._redis.xrange(room.key, count=1)
        return bool(oldest) and parse_id(oldest[0][0]) <= cursor

    async def now_ms(self) -> int:
        """Redis's clock, which stream ids are made of."""
        seconds, micros = await self._redis.time()
        return int(seconds) * 1000 + int(micros) // 1000

    async def _interrupt(self) -> None:
        """Make the reader look at the set of rooms again."""
        for _ in range(200):
            if self._heard == self._changes or self._task is None or self._task.done():
                return
            if self._reader_id:
                await self._redis.client_unblock(self._reader_id)
            await asyncio.sleep(0.005)

    async def _run(self) -> None:
        while True:
            reader: Any = redis.asyncio.Redis.from_url(
                settings.REDIS_URL, single_connection_client=True, socket_timeout=BLOCK_MS / 1000 + 10
            )
            try:
                self._reader_id = await reader.client_id()
                while self._rooms:
                    await self._read_once(reader)
                self._heard = self._changes
                return
            except (redis.RedisError, OSError) as error:
                log.warning("The hub lost Redis and tries again: %s", error)
                self._reader_id = 0
                await asyncio.sleep(RETRY_S)
            finally:
                self._reader_id = 0
                await reader.aclose()

    async def _read_once(self, reader: Any) -> None:
        rooms = {room.key.encode(): room for room in self._rooms.values()}
        self._heard = self._changes
        places = {room.key: f"{room.last[0]}-{room.last[1]}" for room in rooms.values()}
        answer = await reader.xread(places, count=BATCH, block=BLOCK_MS)
        for key, raw in answer or []:
            for stream_id, fields in raw:
                rooms[key].add((parse_id(stream_id), fields[b"f"]))


_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """This event loop's hub."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())
