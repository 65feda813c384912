import uuid

import pycrdt
import pytest
from django.test import Client

from editor.flows import documents, projects
from editor.models import Matte, Project, ShareLink
from tests.editor.kit import client_of, make_asset, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_person()


@pytest.fixture
def project(owner):
    return Project.objects.create(owner=owner, name="Beach")


@pytest.fixture
def stranger():
    return client_of(make_person("sam"))


def test_a_project_is_made_with_a_name_or_without(owner):
    client = client_of(owner)
    named = client.post("/api/projects", {"name": "  Summer   cut "}, content_type="application/json")
    assert named.status_code == 200
    assert named.json()["name"] == "Summer cut"
    assert client.post("/api/projects", {}, content_type="application/json").json()["name"] == "Untitled"


@pytest.mark.parametrize(("name", "said"), [(" ", "needs a name"), ("x" * 201, "201 characters")])
def test_a_name_that_cannot_be_is_told_in_a_sentence(owner, name, said):
    answer = client_of(owner).post("/api/projects", {"name": name}, content_type="application/json")
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_the_list_holds_ones_own_projects_newest_change_first(owner, project, stranger):
    client = client_of(owner)
    newer = client.post("/api/projects", {"name": "Newer"}, content_type="application/json").json()
    assert [p["id"] for p in client.get("/api/projects").json()] == [newer["id"], str(project.pk)]
    client.patch(f"/api/projects/{project.pk}", {"name": "Renamed"}, content_type="application/json")
    assert [p["name"] for p in client.get("/api/projects").json()] == ["Renamed", "Newer"]
    assert stranger.get("/api/projects").json() == []


def test_the_list_shows_a_poster(owner, project):
    make_asset(project, poster_key="derived/x/poster.jpg")
    assert "derived/x/poster.jpg?" in client_of(owner).get("/api/projects").json()[0]["poster_url"]


def test_who_is_not_signed_in_has_no_list():
    answer = Client().get("/api/projects")
    assert answer.status_code == 401
    assert "open Playhead's page first" in answer.json()["detail"]


def test_owner_viewer_and_stranger_see_what_is_theirs(owner, project, stranger):
    link = ShareLink.objects.create(project=project)
    path = f"/api/projects/{project.pk}"
    assert client_of(owner).get(path).json()["role"] == "owner"
    assert Client().get(f"{path}?share={link.token}").json()["role"] == "viewer"
    assert stranger.get(path).status_code == 404
    assert Client().get(path).status_code == 404
    assert client_of(owner).get(f"/api/projects/{uuid.uuid4()}").json() == stranger.get(path).json()


@pytest.mark.parametrize(
    ("method", "tail"), [("patch", ""), ("delete", ""), ("post", "/restore"), ("post", "/duplicate")]
)
def test_only_the_owner_changes_a_project(project, stranger, method, tail):
    link = ShareLink.objects.create(project=project)
    for client in (stranger, Client()):
        path = f"/api/projects/{project.pk}{tail}?share={link.token}"
        answer = getattr(client, method)(path, {"name": "Mine"}, content_type="application/json")
        assert answer.status_code == 404
    project.refresh_from_db()
    assert (project.name, project.deleted_at) == ("Beach", None)


def test_a_forged_post_is_refused(owner, project):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.delete(f"/api/projects/{project.pk}").status_code == 403
    token = client.get("/api/me").cookies["csrftoken"].value
    assert client.delete(f"/api/projects/{project.pk}", headers={"X-CSRFToken": token}).status_code == 204


def test_a_deleted_project_is_gone_until_restored(owner, project):
    client = client_of(owner)
    path = f"/api/projects/{project.pk}"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get("/api/projects").json() == []
    assert client.post(f"{path}/restore").json()["name"] == "Beach"
    assert client.get(path).status_code == 200


def as_shared(value):
    """Objects as maps, and lists of them as arrays: as the page writes them."""
    if isinstance(value, dict):
        return pycrdt.Map({key: as_shared(inner) for key, inner in value.items()})
    return pycrdt.Array([as_shared(inner) for inner in value]) if isinstance(value, list) else value


@pytest.mark.parametrize("written", [as_shared, pycrdt.Map])
def test_a_copy_has_its_own_rows_and_the_same_media(owner, project, written):
    asset = make_asset(project)
    make_asset(project, "later.mp4", state="uploading", upload_id="u")
    matte = Matte.objects.create(asset=asset, name="Dog", revision=3, prompts=[{"frame": 1, "points": []}])
    doc = pycrdt.Doc()
    cut = {"id": "c", "kind": "media", "asset": str(asset.pk), "matte": {"id": str(matte.pk), "mode": "keep"}}
    cut["effects"] = [{"id": "e", "kind": "lut", "lut": str(asset.pk)}, {"id": "f", "kind": "lut", "lut": "gone"}]
    doc.get("clips", type=pycrdt.Map)["c"] = written(cut)
    for key in (str(asset.pk), "gone"):
        doc.get("filed", type=pycrdt.Map)[key] = pycrdt.Map({"folder": "x"})
    documents.do_append(project.pk, [doc.get_update()])

    answer = client_of(owner).post(f"/api/projects/{project.pk}/duplicate").json()

    assert answer["name"] == "Beach copy"
    copy = Project.objects.get(pk=answer["id"])
    (copied,) = copy.assets.all()
    assert copied.pk != asset.pk
    assert (copied.proxy_key, copied.original_key) == (asset.proxy_key, asset.original_key)
    assert copied.mattes.get().prompts == matte.prompts
    assert project.assets.count() == 2
    clip = documents.load(copy.pk).get("clips", type=pycrdt.Map)["c"].to_py()
    assert clip["asset"] == str(copied.pk)
    assert clip["matte"] == {"id": str(copied.mattes.get().pk), "mode": "keep"}
    assert [effect["lut"] for effect in clip["effects"]] == [str(copied.pk), "gone"]
    filed = documents.load(copy.pk).get("filed", type=pycrdt.Map).to_py()
    assert filed == {str(copied.pk): {"folder": "x"}}
    kept = documents.load(project.pk).get("clips", type=pycrdt.Map)["c"]
    assert kept["asset"] == str(asset.pk)


def test_the_sample_is_copied_for_whoever_opens_it(owner):
    client = client_of(owner)
    none = client.post("/api/projects/sample", {}, content_type="application/json")
    assert (none.status_code, "manage.py sample" in none.json()["detail"]) == (409, True)
    clip = projects.do_make_sample("Ball.mp4", "originals/sample/ball.mp4", 10)
    assert projects.do_make_sample("Ball.mp4", "originals/sample/ball.mp4", 10) == clip
    opened = client.post("/api/projects/sample", {}, content_type="application/json").json()
    (asset,) = client.get(f"/api/projects/{opened['id']}/assets").json()
    assert (opened["name"], asset["name"], asset["state"]) == ("Sample", "Ball.mp4", "processing")
    assert asset["id"] != str(clip.pk)
    assert Client().login(username="sample", password="!") is False
