"""Celery's way to Redis, for both apps: Kombu's own, but that a task whose acknowledgement is lost frees its place."""

from kombu.transport import redis


class QoS(redis.QoS):
    def ack(self, delivery_tag: str) -> None:
        """Raises what Kombu's does, which Celery logs.

        Kombu 5.7 then still counts the task as being worked on. Of a worker that takes one at a time that was the
        last one it ever took: it asks Redis for no other, so never learns either that the connection is gone. The
        task itself stays among those unacknowledged, and is given out again when its time is over, as after a kill.
        """
        try:
            super().ack(delivery_tag)
        except Exception:
            super(redis.QoS, self).ack(delivery_tag)  # in memory alone
            raise


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel
