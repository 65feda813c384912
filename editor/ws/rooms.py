"""One room per project and process: the live document, who is in it, and the stream to the other processes.

An update is stored, then applied, then relayed. Updates that come while a write is under way go into the next one.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from uuid import UUID

import redis.asyncio as redis
from channels.db import database_sync_to_async
from django.conf import settings
from pycrdt import create_awareness_message, create_update_message, read_message

from editor.flows import documents

log = logging.getLogger(__name__)
PROCESS = uuid.uuid4().hex.encode()
STREAM_LENGTH = 2000
BLOCK_MS = 5000
Send = Callable[[bytes], Awaitable[None]]


class Room:
    """Use `rooms.enter` and `rooms.leave`; all methods run on the event loop that made it."""

    def __init__(self, project_id: UUID, doc: documents.Doc) -> None:
        self.project_id, self.doc = project_id, doc
        self.clients: dict[object, Send] = {}
        self.stream = f"project:{project_id}:updates"
        self.redis = redis.from_url(settings.REDIS_URL, socket_timeout=BLOCK_MS / 1000 + 10)
        self._pending: list[bytes] = []
        self._writing = asyncio.Lock()
        self._reader = asyncio.create_task(self._read())

    async def submit(self, update: bytes, sender: object) -> None:
        """Store, apply and relay one update. Returns when it is stored. Raises NotAnUpdate."""
        documents.check_update(update)
        self._pending.append(update)
        async with self._writing:
            batch, self._pending = self._pending, []
            if batch:
                await database_sync_to_async(documents.do_append)(self.project_id, batch)
                for stored in batch:
                    self.doc.apply_update(stored)
        message = create_update_message(update)
        await self._fan_out(message, sender)
        await self._relay(b"update", message)

    async def awareness(self, payload: bytes, sender: object) -> None:
        message = create_awareness_message(payload)
        await self._fan_out(message, sender)
        await self._relay(b"awareness", message)

    async def _fan_out(self, message: bytes, sender: object) -> None:
        for client, send in list(self.clients.items()):
            if client is not sender:
                await send(message)

    async def _relay(self, kind: bytes, message: bytes) -> None:
        try:
            fields = {b"from": PROCESS, b"kind": kind, b"message": message}
            await self.redis.xadd(self.stream, fields, maxlen=STREAM_LENGTH, approximate=True)
        except redis.RedisError:
            # it is stored; other processes read the log again when Redis is back
            log.warning("An update of project %s was not relayed to other processes", self.project_id, exc_info=True)

    async def _read(self) -> None:
        """Take in what other processes relay. After a lost Redis, catch up from the database."""
        last = b"$"
        while True:
            try:
                for _, entries in await self.redis.xread({self.stream: last}, block=BLOCK_MS) or []:
                    for entry, fields in entries:
                        last = entry
                        if fields[b"from"] != PROCESS:
                            await self._take(fields[b"kind"], fields[b"message"])
            except redis.RedisError:
                await asyncio.sleep(1)
                last = b"$"
                await self.catch_up()

    async def _take(self, kind: bytes, message: bytes) -> None:
        if kind == b"update":
            # message: sync, update, then the length-prefixed update
            self.doc.apply_update(read_message(message[2:]))
        await self._fan_out(message, None)

    async def catch_up(self) -> None:
        before = self.doc.get_state()
        stored = await database_sync_to_async(documents.load)(self.project_id)
        missed = stored.get_update(before)
        if missed != b"\x00\x00":
            self.doc.apply_update(missed)
            await self._fan_out(create_update_message(missed), None)

    async def close(self) -> None:
        self._reader.cancel()
        await self.redis.aclose()


class Rooms:
    def __init__(self) -> None:
        self._rooms: dict[UUID, Room] = {}
        self._lock: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}

    async def enter(self, project_id: UUID, client: object, send: Send) -> Room:
        async with self._locked():
            room = self._rooms.get(project_id)
            if room is None:
                doc = await database_sync_to_async(documents.load)(project_id)
                room = self._rooms[project_id] = Room(project_id, doc)
                # what another process stored between the load and the stream's first read
                await room.catch_up()
            room.clients[client] = send
            return room

    async def leave(self, room: Room, client: object) -> None:
        async with self._locked():
            room.clients.pop(client, None)
            if room.clients:
                return
            self._rooms.pop(room.project_id, None)
            await room.close()
            await database_sync_to_async(documents.do_compact)(room.project_id)

    def _locked(self) -> asyncio.Lock:
        """A lock belongs to its loop; tests run several, one after another."""
        return self._lock.setdefault(asyncio.get_running_loop(), asyncio.Lock())


rooms = Rooms()
