"""The project socket through its protocol: real Redis, real rows, several clients."""

import asyncio
import json
import signal

import pycrdt
import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.urls import path

from editor.flows import documents, uploads
from editor.models import Document, DocumentUpdate, Project, ShareLink
from editor.ws.project import ProjectConsumer
from inference.words import sentence
from tests.editor.kit import make_asset, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("services")]


@pytest.fixture
def project():
    return Project.objects.create(owner=make_person(), name="Film")


class Peer:
    """A y-websocket client."""

    def __init__(self, project, user=None, token=""):
        from channels.routing import URLRouter

        app = URLRouter([path("ws/projects/<uuid:project_id>", ProjectConsumer.as_asgi())])
        self.socket = WebsocketCommunicator(app, f"/ws/projects/{project.pk}" + (f"?share={token}" if token else ""))
        self.socket.scope["user"] = user
        self.doc = pycrdt.Doc()
        self.clips = self.doc.get("clips", type=pycrdt.Map)
        self.texts = []

    async def join(self):
        await self.socket.connect(timeout=10)
        await self.socket.send_to(bytes_data=pycrdt.create_sync_message(self.doc))
        await self.hear(2)
        return self

    async def hear(self, count):
        for _ in range(count):
            message = await self.socket.receive_output(10)
            if message["type"] == "websocket.close":
                return message["code"]
            if message.get("text"):
                self.texts.append(message["text"])
            elif message["bytes"][0] == 0:
                answer = pycrdt.handle_sync_message(message["bytes"][1:], self.doc)
                if answer is not None:
                    await self.socket.send_to(bytes_data=answer)
        return None

    async def edit(self, key, value):
        before = self.doc.get_state()
        self.clips[key] = value
        await self.socket.send_to(bytes_data=pycrdt.create_update_message(self.doc.get_update(before)))

    async def leave(self):
        await self.socket.disconnect(timeout=10)


async def test_two_clients_converge_and_the_document_outlives_them(project):
    one = await Peer(project, project.owner).join()
    two = await Peer(project, project.owner).join()
    await one.edit("a", "1")
    await two.hear(1)
    await two.edit("b", "2")
    await one.hear(1)
    assert one.clips.to_py() == two.clips.to_py() == {"a": "1", "b": "2"}
    await one.leave()
    await two.leave()
    assert await DocumentUpdate.objects.acount() == 0, "the empty room folds its log"
    three = await Peer(project, project.owner).join()
    assert three.clips.to_py() == {"a": "1", "b": "2"}
    await three.leave()


async def test_an_update_is_stored_before_another_client_hears_it(project):
    one, two = [await Peer(project, project.owner).join() for _ in range(2)]
    await one.edit("a", "1")
    await two.hear(1)
    stored = await database_sync_to_async(documents.load)(project.pk)
    assert stored.get("clips", type=pycrdt.Map).to_py() == {"a": "1"}
    await one.leave()
    await two.leave()


async def test_ten_clients_with_fifty_edits_each_converge(project):
    peers = [await Peer(project, project.owner).join() for _ in range(10)]

    async def work(index, peer):
        for n in range(50):
            await peer.edit(f"{index}-{n}", "x")

    await asyncio.gather(*(work(index, peer) for index, peer in enumerate(peers)))
    await asyncio.gather(*(peer.hear(450) for peer in peers))
    for peer in peers:
        assert len(peer.clips.to_py()) == 500
        await peer.leave()
    stored = await database_sync_to_async(documents.load)(project.pk)
    assert len(stored.get("clips", type=pycrdt.Map).to_py()) == 500


async def test_ten_thousand_clips_that_were_cut_offline_are_taken_at_once(project):
    one = await Peer(project, project.owner).join()
    before = one.doc.get_state()
    with one.doc.transaction():
        for n in range(10_000):
            one.clips[f"c{n}"] = pycrdt.Map({"track": "v1", "asset": "0123456789", "start": n, "length": 1})
    update = one.doc.get_update(before)
    assert len(update) > 1 << 20
    await one.socket.send_to(bytes_data=pycrdt.create_update_message(update))
    await one.socket.send_to(bytes_data=pycrdt.create_sync_message(one.doc))
    await one.hear(1)
    assert one.texts == []
    assert len((await database_sync_to_async(documents.load)(project.pk)).get("clips", type=pycrdt.Map)) == 10_000
    await one.leave()


async def test_a_viewers_edit_is_refused_and_not_stored(project):
    link = await ShareLink.objects.acreate(project=project, token="t" * 32)
    viewer = await Peer(project, token=link.token).join()
    await viewer.edit("a", "1")
    await viewer.hear(1)
    assert '"error"' in viewer.texts[0]
    assert await DocumentUpdate.objects.acount() == 0
    await viewer.leave()


async def test_a_stranger_is_closed_with_4404(project):
    stranger = Peer(project)
    await stranger.socket.connect(timeout=10)
    assert await stranger.hear(1) == 4404


@pytest.mark.parametrize("garbage", [b"\x00\x02\x05garba", b"\x00", b"\x09", b"\x00\x02" + b"\xff" * 40])
async def test_garbage_is_named_and_closes_with_4400(project, garbage):
    peer = await Peer(project, project.owner).join()
    await peer.socket.send_to(bytes_data=garbage)
    assert await peer.hear(2) == 4400
    assert peer.texts
    await peer.leave()
    assert await DocumentUpdate.objects.acount() == 0


async def test_edits_are_stored_and_heard_while_redis_hangs_and_the_page_is_told(project, services, monkeypatch):
    from editor.ws import health

    monkeypatch.setattr(health, "PATIENCE_S", 0.3)
    monkeypatch.setattr(health, "EVERY_S", 0.1)
    one, two = [await Peer(project, project.owner).join() for _ in range(2)]
    [valkey] = [child for child in services.children if child.name == "valkey"]
    valkey.process.send_signal(signal.SIGSTOP)
    try:
        await one.hear(1)
        await two.hear(1)
        await one.edit("a", "1")
        await two.hear(1)
        stored = await database_sync_to_async(documents.load)(project.pk)
    finally:
        valkey.process.send_signal(signal.SIGCONT)
    assert stored.get("clips", type=pycrdt.Map).to_py() == two.clips.to_py() == {"a": "1"}
    await one.hear(1)
    assert [json.loads(text) for text in one.texts] == [
        {"type": "health", "away": ["queue"]},
        {"type": "health", "away": []},
    ]
    await one.leave()
    await two.leave()


async def test_a_write_that_fails_is_not_relayed(project, monkeypatch):
    from editor.ws.rooms import Room

    room = Room(project.pk, pycrdt.Doc())
    heard = []

    async def take(message):
        heard.append(message)

    room.clients[object()] = take
    monkeypatch.setattr(documents, "do_append", lambda *_: 1 / 0)
    edit = pycrdt.Doc()
    edit.get("clips", type=pycrdt.Map)["a"] = "1"
    results = await asyncio.gather(*(room.submit(edit.get_update(), None) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [ZeroDivisionError] * 3
    assert heard == []
    await room.close()


async def test_other_processes_are_heard_through_the_stream(project):
    from editor.ws import rooms

    peer = await Peer(project, project.owner).join()
    elsewhere = rooms.Room(project.pk, pycrdt.Doc())
    edit = pycrdt.Doc()
    edit.get("clips", type=pycrdt.Map)["a"] = "1"
    await database_sync_to_async(documents.do_append)(project.pk, [edit.get_update()])
    message = pycrdt.create_update_message(edit.get_update())
    await elsewhere.redis.xadd(elsewhere.stream, {b"from": b"another", b"kind": b"update", b"message": message})
    await peer.hear(1)
    assert peer.clips.to_py() == {"a": "1"}
    await elsewhere.close()
    await peer.leave()


def test_a_compaction_keeps_rows_it_did_not_read(project):
    edits = [pycrdt.Doc() for _ in range(2)]
    for n, doc in enumerate(edits):
        doc.get("clips", type=pycrdt.Map)[str(n)] = "x"
    documents.do_append(project.pk, [edits[0].get_update()])
    Document.objects.create(project=project, snapshot_upto=10**6)
    documents.do_compact(project.pk)
    documents.do_append(project.pk, [edits[1].get_update()])
    assert set(documents.load(project.pk).get("clips", type=pycrdt.Map).to_py()) == {"0", "1"}


# -- presence


def state_of(client, clock, state):
    """An awareness update of one client."""
    text = json.dumps(state).encode()
    return b"".join(map(pycrdt.write_var_uint, (1, client, clock, len(text)))) + text


async def heard(peer):
    """The next binary message."""
    while True:
        said = await peer.socket.receive_output(timeout=10)
        if said.get("bytes"):
            return said["bytes"]


@pytest.mark.asyncio
async def test_newcomers_make_others_say_who_they_are_and_leavers_are_taken_off(project):
    first = await Peer(project, project.owner).join()
    second = await Peer(project, project.owner).join()
    here = pycrdt.create_awareness_message(state_of(7, 3, {"name": "Ann"}))
    await second.socket.send_to(bytes_data=here)
    assert await heard(first) == here
    assert await heard(first) == b"\x03"  # say again who you are
    await second.socket.send_to(bytes_data=pycrdt.create_awareness_message(state_of(8, 9, {"name": "Not me"})))
    again = pycrdt.create_awareness_message(state_of(7, 4, {"name": "Ann"}))
    await second.socket.send_to(bytes_data=again)
    assert await heard(first) == again  # nobody speaks for another, and nobody is asked twice
    await second.socket.disconnect()
    assert await heard(first) == pycrdt.create_awareness_message(state_of(7, 4, None))
    await first.socket.disconnect()


# -- languages


@pytest.mark.asyncio
async def test_each_page_is_told_in_its_language_why_footage_cannot_be_used(project):
    from editor.asgi import application

    asset = await database_sync_to_async(make_asset)(project, state="processing")
    link = await ShareLink.objects.acreate(project=project)
    pages = [
        WebsocketCommunicator(application, f"/ws/projects/{project.pk}?share={link.token}", headers=headers)
        for headers in ([(b"cookie", b"django_language=de")], [(b"accept-language", b"es")], [])
    ]
    for page in pages:
        await page.connect(timeout=10)
    await database_sync_to_async(uploads.do_fail)(asset, sentence("The file is empty (0 bytes)."))
    told = []
    for page in pages:
        while not (text := (await page.receive_output(10)).get("text")):
            pass
        told.append(json.loads(text)["asset"]["error"])
        await page.disconnect()
    assert told == ["Die Datei ist leer (0 Bytes).", "El archivo está vacío (0 bytes).", "The file is empty (0 bytes)."]
