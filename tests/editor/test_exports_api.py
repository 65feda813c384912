import uuid

import pytest
from django.test import Client
from django.utils import timezone

from editor import storage
from editor.flows import exports
from editor.models import Export, Matte, Project
from tests.editor.kit import client_of, make_asset, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return Project.objects.create(owner=make_person(), name='Beach "2"')


@pytest.fixture
def owner(project):
    return client_of(project.owner)


@pytest.fixture
def queued(monkeypatch):
    sent: list[tuple[str, list[str]]] = []
    monkeypatch.setattr("editor.events.app.send_task", lambda name, args: sent.append((name, args)))
    return sent


@pytest.fixture
def reading(monkeypatch):
    """The document's reading, as this test wants it."""
    tracks = [{"id": "v1", "kind": "video", "hidden": False}, {"id": "v2", "kind": "video", "hidden": True}]
    value = {"settings": {}, "tracks": tracks, "clips": []}
    monkeypatch.setattr("editor.flows.exports.documents.read_now", lambda project: value)
    return value


def media(asset, track="v1", **more):
    return {"kind": "media", "asset": str(asset), "track": track, **more}


def ask(client, project):
    return client.post(f"/api/projects/{project.pk}/exports", {}, content_type="application/json")


def test_an_empty_timeline_is_not_exported(owner, project, reading):
    answer = ask(owner, project)
    assert answer.status_code == 422
    assert "The timeline is empty" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "processing"}, "beach.mp4 is still processing"),
        ({"state": "failed", "error": "It is damaged."}, "beach.mp4 cannot be used (It is damaged.)"),
    ],
)
def test_a_source_that_is_not_ready_is_named(owner, project, reading, fields, said):
    reading["clips"] = [media(make_asset(project, **fields).pk)]
    assert said in ask(owner, project).json()["detail"]


def test_a_source_that_is_gone_is_told(owner, project, reading):
    elsewhere = make_asset(Project.objects.create(owner=project.owner, name="Other"))
    for asset in (uuid.uuid4(), elsewhere.pk):
        reading["clips"] = [media(asset)]
        answer = ask(owner, project)
        assert answer.status_code == 422
        assert "no longer in the project" in answer.json()["detail"]
    assert not Export.objects.exists()


def test_what_nobody_sees_keeps_no_export_back(owner, project, reading, queued):
    lost = {"matte": {"id": str(uuid.uuid4())}, "effects": [{"lut": str(uuid.uuid4()), "on": True}]}
    reading["clips"] = [media(make_asset(project).pk), media(uuid.uuid4(), "v2"), media(uuid.uuid4(), "v2", **lost)]
    assert ask(owner, project).status_code == 200
    reading["tracks"][1]["hidden"] = False
    assert ask(owner, project).status_code == 422


def test_a_colour_table_that_is_gone_is_told(owner, project, reading, queued):
    effect = {"lut": str(uuid.uuid4()), "on": True}
    reading["clips"] = [media(make_asset(project).pk, effects=[effect])]
    assert "colour table is no longer" in ask(owner, project).json()["detail"]
    effect["on"] = False
    assert ask(owner, project).status_code == 200


def test_a_mask_that_is_in_the_bin_is_told(owner, project, reading, queued):
    asset = make_asset(project)
    matte = Matte.objects.create(asset=asset, name="Dog", deleted_at=timezone.now())
    reading["clips"] = [media(asset.pk, matte={"id": str(matte.pk)})]
    assert "mask was deleted" in ask(owner, project).json()["detail"]
    Matte.objects.update(deleted_at=None)
    assert ask(owner, project).status_code == 200


def test_an_export_keeps_the_reading_it_was_asked_for(
    owner, project, reading, queued, django_capture_on_commit_callbacks
):
    reading["clips"] = [{"kind": "colour", "asset": "", "track": "v1"}]
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(owner, project).json()
    assert (answer["state"], answer["url"]) == ("queued", None)
    assert queued == [("export.render", [answer["id"]])]
    early = owner.get(f"/api/exports/{answer['id']}/file")
    assert (early.status_code, early.json()["detail"]) == (409, "This export is queued: it has no file yet.")
    assert Export.objects.get().reading["clips"] == reading["clips"]
    assert owner.get(f"/api/exports/{answer['id']}").json() == answer
    assert owner.get(f"/api/projects/{project.pk}/exports").json() == [answer]


def test_strangers_find_no_export(project, reading):
    export = Export.objects.create(project=project)
    for client in (client_of(make_person("sam")), Client()):
        assert ask(client, project).status_code == 404
        assert client.get(f"/api/projects/{project.pk}/exports").status_code == 404
        assert client.get(f"/api/exports/{export.pk}").status_code == 404
        assert client.post(f"/api/exports/{export.pk}/cancel").status_code == 404
    export.refresh_from_db()
    assert export.state == "queued"


def test_a_cancelled_export_stays_cancelled_whatever_its_worker_says(owner, project, monkeypatch):
    deleted: list[str] = []
    monkeypatch.setattr(storage, "delete", deleted.append)
    export = Export.objects.create(project=project)
    workers = Export.objects.get()
    assert exports.do_start_export(workers)
    assert exports.do_report_progress(workers, 0.25)
    assert owner.post(f"/api/exports/{export.pk}/cancel").json()["state"] == "cancelled"
    assert not exports.do_report_progress(workers, 0.5)
    assert not exports.do_fail_export(workers, "Late.")
    assert not exports.do_finish_export(workers, "exports/x.mp4", 10)
    assert not exports.do_start_export(workers)
    assert deleted == ["exports/x.mp4"]
    assert owner.get(f"/api/exports/{export.pk}").json()["state"] == "cancelled"
    assert owner.post(f"/api/exports/{export.pk}/cancel").status_code == 200


def test_a_finished_export_downloads_under_the_projects_name(owner, project):
    export = Export.objects.create(project=project)
    assert exports.do_start_export(export)
    assert exports.do_start_export(export), "another worker goes on where one was killed"
    assert exports.do_finish_export(export, f"exports/{export.pk}.mp4", 1234)
    told = owner.get(f"/api/exports/{export.pk}").json()
    assert (told["state"], told["progress"], told["size"]) == ("done", 1.0, 1234)
    file = owner.get(told["url"])
    assert file.status_code == 302
    assert "response-content-disposition=attachment%3B%20filename%3D%22Beach-2-.mp4%22" in file["Location"]
    assert client_of(make_person("sam")).get(told["url"]).status_code == 404
    owner.post(f"/api/exports/{export.pk}/cancel")
    assert owner.get(f"/api/exports/{export.pk}").json()["state"] == "done"


def test_a_failed_export_is_tried_again_from_the_same_reading(project, queued, django_capture_on_commit_callbacks):
    export = Export.objects.create(project=project, reading={"clips": [1]})
    exports.do_fail_export(export, "The disk is full.")
    with django_capture_on_commit_callbacks(execute=True):
        exports.do_retry_export(export)
    assert (export.state, export.error, export.reading) == ("queued", "", {"clips": [1]})
    assert queued == [("export.render", [str(export.pk)])]
    with pytest.raises(exports.Conflict, match="is queued"):
        exports.do_retry_export(export)
