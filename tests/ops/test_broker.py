"""The queue cannot be reached at the worst moment. A real Redis; the way to it is changed."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection, Consumer, Queue
from redis import ConnectionError as Away

from editor import leases
from editor.services import Services
from inference.app import app

QUEUE = Queue("broker-test")


@pytest.fixture
def connection(services: Services) -> Iterator[Connection]:
    client = leases.connection()
    with app.connection_for_read(url=services.env["REDIS_URL"]) as connection:
        yield connection
    for key in client.keys("*broker-test*"):
        client.delete(key)


def closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    return port


def go_by(channel: Any, port: int) -> None:
    channel.pool.connection_kwargs["port"] = port
    channel.pool.reset()  # what it held goes by the old one


def test_a_worker_takes_the_next_task_when_an_acknowledgement_was_lost(connection: Connection) -> None:
    channel: Any = connection.default_channel
    producer = connection.Producer(channel)
    for number in (1, 2):
        producer.publish(number, routing_key=QUEUE.name, declare=[QUEUE], serializer="json")
    taken: list[Any] = []
    channel.basic_qos(0, 1, False)  # a task at a time, as the workers do
    with Consumer(channel, QUEUE, on_message=taken.append, accept=["json"]):
        connection.drain_events(timeout=5)
        (first,) = taken

        port = channel.pool.connection_kwargs["port"]
        go_by(channel, closed_port())
        with pytest.raises(Away):
            first.ack()
        go_by(channel, port)
        connection.drain_events(timeout=5)
    assert [message.payload for message in taken] == [1, 2]
    assert leases.connection().hexists("unacked", first.delivery_tag)  # given out again when its time is over
    for message in taken:
        leases.connection().hdel("unacked", message.delivery_tag)
        leases.connection().zrem("unacked_index", message.delivery_tag)
