"""One room per project and process: the live document, who is in it, and the stream to the other processes.

An update is stored, then applied, then relayed. Updates that come while a write is under way go into the next one.
"""

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import redis.asyncio as redis
from channels.db import database_sync_to_async
from django.conf import settings
from pycrdt import create_awareness_message, create_update_message, read_message

from editor.flows import documents
from editor.ws.presence import QUERY

log = logging.getLogger(__name__)
PROCESS = uuid.uuid4().hex.encode()
STREAM_LENGTH = 2000
BLOCK_MS = 5000
PARTING_S = 2  # for the last updates to reach the other processes
Send = Callable[[bytes], Awaitable[None]]


class Room:
    """Use `rooms.enter` and `rooms.leave`; all methods run on the event loop that made it."""

    def __init__(self, project_id: UUID, doc: documents.Doc) -> None:
        self.project_id, self.doc = project_id, doc
        self.clients: dict[object, Send] = {}
        self.stream = f"project:{project_id}:updates"
        self.redis = redis.from_url(settings.REDIS_URL, socket_timeout=BLOCK_MS / 1000 + 10)
        self._pending: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._outbox: deque[tuple[bytes, bytes]] = deque()
        self._relayer: asyncio.Task[None] | None = None
        self._appended = 0
        self._closed = False
        self._reader = asyncio.create_task(self._read())

    async def submit(self, update: bytes, sender: object) -> None:
        """Store, apply and relay one update. Returns when it is stored. Raises NotAnUpdate."""
        documents.check_update(update)
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((update, stored))
        if self._writer is None or self._writer.done():
            # a task of its own: the sender may go away while others wait for the same write
            self._writer = asyncio.create_task(self._write())
        await stored
        message = create_update_message(update)
        await self._fan_out(message, sender)
        self._relay(b"update", message)

    async def _write(self) -> None:
        while self._pending:
            batch, self._pending = self._pending, []
            updates = [update for update, _ in batch]
            try:
                await database_sync_to_async(documents.do_append)(self.project_id, updates)
                for update in updates:
                    self.doc.apply_update(update)
            except Exception as error:
                # whoever sent one of these must hear that it is not stored
                for _, stored in batch:
                    if not stored.done():
                        stored.set_exception(error)
                continue
            for _, stored in batch:
                if not stored.done():
                    stored.set_result(None)
            self._appended += len(updates)
            if self._appended > documents.COMPACT_AFTER:
                self._appended = 0
                await self._compact()

    async def _compact(self) -> None:
        try:
            await database_sync_to_async(documents.do_compact)(self.project_id)
        except Exception:
            # nothing is lost: the log stays as it is until the next time
            log.exception("The document of project %s was not compacted", self.project_id)

    async def awareness(self, payload: bytes, sender: object) -> None:
        message = create_awareness_message(payload)
        await self._fan_out(message, sender)
        self._relay(b"awareness", message)

    async def ask_presence(self, sender: object) -> None:
        """All others say again who they are, for one who has just come."""
        await self._fan_out(QUERY, sender)
        self._relay(b"awareness", QUERY)

    async def _fan_out(self, message: bytes, sender: object) -> None:
        for client, send in list(self.clients.items()):
            if client is not sender:
                try:
                    await send(message)
                except Exception:
                    # one that is just closing must not keep the others from hearing it
                    log.debug("A client of project %s did not take a message", self.project_id, exc_info=True)

    def _relay(self, kind: bytes, message: bytes) -> None:
        """To the other processes, in order, by a task of its own: nobody here waits for Redis."""
        self._outbox.append((kind, message))
        if self._relayer is None or self._relayer.done():
            self._relayer = asyncio.create_task(self._relay_all())

    async def _relay_all(self) -> None:
        while self._outbox:
            kind, message = self._outbox.popleft()
            fields: Any = {b"from": PROCESS, b"kind": kind, b"message": message}
            try:
                await self.redis.xadd(self.stream, fields, maxlen=STREAM_LENGTH, approximate=True)
            except (redis.RedisError, OSError):
                log.warning("Project %s does not reach the other processes", self.project_id, exc_info=True)
                # what waits is stored: once Redis is back they are told to read it
                self._outbox.clear()
                self._outbox.append((b"stored", b""))
                await asyncio.sleep(1)

    async def _read(self) -> None:
        """Take in what other processes relay, at first and after any failure catching up from the database."""
        while not self._closed:
            try:
                # the place in the stream first, then the database: nothing falls between the two
                newest = await self.redis.xrevrange(self.stream, count=1)
                last = newest[0][0] if newest else b"0-0"
                await self.catch_up()
                while not self._closed:
                    for _, entries in await self.redis.xread({self.stream: last}, block=BLOCK_MS) or []:
                        for entry, fields in entries:
                            last = entry
                            if fields[b"from"] != PROCESS:
                                await self._take(fields[b"kind"], fields[b"message"])
            except Exception as error:
                log.warning("Project %s hears nothing from other processes: %s", self.project_id, error)
                await asyncio.sleep(1)

    async def _take(self, kind: bytes, message: bytes) -> None:
        if kind == b"stored":
            await self.catch_up()
            return
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
        if self._writer is not None:
            await self._writer
        if self._relayer is not None:
            await asyncio.wait([self._relayer], timeout=PARTING_S)
        self._closed = True  # a cancellation during a database call is swallowed by asgiref
        tasks = [task for task in (self._reader, self._relayer) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.redis.aclose()
        await self._compact()


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
            room.clients[client] = send
            return room

    async def leave(self, room: Room, client: object) -> None:
        async with self._locked():
            room.clients.pop(client, None)
            if room.clients:
                return
            self._rooms.pop(room.project_id, None)
        await room.close()

    def _locked(self) -> asyncio.Lock:
        """A lock belongs to its loop; tests run several, one after another."""
        return self._lock.setdefault(asyncio.get_running_loop(), asyncio.Lock())


rooms = Rooms()
