"""/ws/projects/<id>: the shared document and presence as y-websocket speaks them, and the project's JSON events."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils.translation import gettext as _
from pycrdt import Decoder, YMessageType, YSyncMessageType, create_sync_message, handle_sync_message
from redis.exceptions import RedisError

from editor import access
from editor.access import Action
from editor.events import group_name
from editor.flows.documents import NotAnUpdate
from editor.models import Project
from editor.words import said
from editor.ws.health import QUEUE, Away, health
from editor.ws.presence import Presence
from editor.ws.rooms import Room, rooms
from editor.ws.sockets import sockets

STRANGER, BAD_MESSAGE = 4404, 4400
EMPTY_UPDATE = b"\x00\x00"
SYNC_QUERY_AWARENESS = 3  # y-websocket's own; others are asked when somebody first says who they are


def told(event: dict[str, Any]) -> dict[str, Any]:
    """The event with what a worker wrote of its row in the reader's language."""
    row = event.get(event["type"])
    return {**event, event["type"]: {**row, "error": said(row["error"])}} if isinstance(row, dict) else event


class ProjectConsumer(AsyncWebsocketConsumer):
    room: Room | None = None

    async def connect(self) -> None:
        self.token = parse_qs(self.scope["query_string"].decode()).get("share", [None])[0]
        self.project = await Project.objects.filter(pk=self.scope["url_route"]["kwargs"]["project_id"]).afirst()
        role = await self._role()
        # accepted first: a browser does not see the code of a refused handshake
        await self.accept()
        if self.project is None or role is None:
            await self.close(STRANGER)
            return
        self.owner = role == access.Role.OWNER
        self.presence = Presence()
        self.group = group_name(self.project.pk)
        self.room = await rooms.enter(self.project.pk, self, self._send_bytes)
        sockets().opened("project")
        await self._send_bytes(create_sync_message(self.room.doc))
        health().join(self, self._tell_health)
        if health().away:
            await self._tell_health(health().away)
        else:
            await self._join_group()

    async def disconnect(self, code: int) -> None:
        if self.room is not None:
            sockets().closed("project")
            health().leave(self)
            if self.presence.is_known:
                await self.room.awareness(self.presence.parting(), self)
            await rooms.leave(self.room, self)
            with suppress(RedisError, OSError):
                await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room is None:
            return
        if bytes_data is None or len(bytes_data) > settings.MAX_MESSAGE_BYTES:
            await self._refuse(_("That is not a document message."), BAD_MESSAGE)
            return
        try:
            await self._take(self.room, bytes_data)
        except (NotAnUpdate, ValueError, IndexError, RuntimeError) as error:
            await self._refuse(str(error) or _("That is not a document message."), BAD_MESSAGE)

    async def _take(self, room: Room, message: bytes) -> None:
        kind = Decoder(message).read_var_uint()
        if kind == YMessageType.AWARENESS:
            payload = Decoder(message[1:]).read_message()
            is_new = not self.presence.is_known
            if payload and self.presence.hear(payload):
                await room.awareness(payload, self)
                if is_new:
                    await room.ask_presence(self)
        elif kind == YMessageType.SYNC:
            if message[1] == YSyncMessageType.SYNC_STEP1:
                answer = handle_sync_message(message[1:], room.doc)
                if answer is not None:
                    await self._send_bytes(answer)
                return
            update = Decoder(message[2:]).read_message()
            if not update or update == EMPTY_UPDATE:
                return
            if not access.may(await self._role(), Action.EDIT):
                await self._refuse(_("You are viewing this project; your change was not taken."), None)
                return
            await room.submit(update, self)
        elif kind != SYNC_QUERY_AWARENESS:
            raise NotAnUpdate(_("Messages of kind {kind} are unknown.").format(kind=kind))

    async def project_event(self, message: dict[str, Any]) -> None:
        """From the channel layer: an event for the page."""
        if self.owner or not message.get("owner"):
            await self.send(text_data=json.dumps(told(message["event"]), default=str))
        if message["event"].get("type") in ("revoked", "deleted") and await self._role() is None:
            await self.close(STRANGER)

    async def _join_group(self) -> None:
        with suppress(RedisError, OSError):  # tried again when it is back
            await self.channel_layer.group_add(self.group, self.channel_name)

    async def _tell_health(self, away: Away) -> None:
        if QUEUE not in away:
            await self._join_group()  # a Redis that was started again may have lost it
        await self.send(text_data=json.dumps({"type": "health", "away": sorted(away)}))

    async def _role(self) -> access.Role | None:
        """Asked anew each time: a link may have been revoked and a project deleted since."""
        if self.project is None:
            return None
        await database_sync_to_async(self.project.refresh_from_db)(fields=["deleted_at", "owner"])
        return await access.arole_of(self.scope.get("user"), self.project, self.token)

    async def _send_bytes(self, data: bytes) -> None:
        await self.send(bytes_data=data)

    async def _refuse(self, sentence: str, code: int | None) -> None:
        await self.send(text_data=json.dumps({"type": "error", "detail": sentence}))
        if code is not None:
            await self.close(code)
