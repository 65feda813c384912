"""How many sockets this process has open, told to telemetry while there are any."""

import asyncio
import uuid
import weakref
from collections import Counter

from editor import leases
from inference import telemetry

EVERY_S = 5.0


class Sockets:
    """Of one event loop."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter()
        self._name = f"web {uuid.uuid4().hex}"
        self._task: asyncio.Task[None] | None = None

    def opened(self, kind: str) -> None:
        self.open[kind] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell(), name="sockets")

    def closed(self, kind: str) -> None:
        self.open[kind] -= 1

    async def _tell(self) -> None:
        while any(self.open.values()):
            client = leases.connection()
            await asyncio.to_thread(telemetry.say_here, client, self._name, sockets=dict(self.open))
            await asyncio.sleep(EVERY_S)
        await asyncio.to_thread(telemetry.say_gone, leases.connection(), self._name)


_sockets: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Sockets]" = weakref.WeakKeyDictionary()


def sockets() -> Sockets:
    """This event loop's."""
    return _sockets.setdefault(asyncio.get_running_loop(), Sockets())
