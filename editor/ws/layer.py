"""The channel layer: channels-redis, whose listeners outlive an outage."""

import asyncio
import logging
from typing import Any

from channels_redis.core import RedisChannelLayer
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
RETRY_S = 0.5


class PatientLayer(RedisChannelLayer):  # type: ignore[misc]
    """A socket that waits for events waits for Redis too, instead of dying with it: edits need only the database."""

    async def receive(self, channel: str) -> Any:
        while True:
            try:
                return await super().receive(channel)
            except (RedisError, OSError) as error:
                log.debug("No events for %s: %s", channel, error)
                await asyncio.sleep(RETRY_S)
