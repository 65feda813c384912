import pytest
from django.test import Client

from editor import storage
from editor.models import Export, Matte, Project, ShareLink, User
from tests.editor.kit import client_of, make_asset, make_person

pytestmark = pytest.mark.django_db
TABLES = ["project", "asset", "matte", "export", "sharelink", "user"]


@pytest.fixture
def operator():
    return client_of(User.objects.create_superuser("root"))


@pytest.fixture
def project():
    return Project.objects.create(owner=make_person(), name="Beach")


@pytest.fixture
def rows(project):
    asset = make_asset(project, poster_key="derived/x/poster.jpg")
    return {
        "project": project,
        "asset": asset,
        "matte": Matte.objects.create(asset=asset, name="Dog", error="Out of memory."),
        "export": Export.objects.create(project=project, state="failed", error="The disk is full."),
        "sharelink": ShareLink.objects.create(project=project),
        "user": project.owner,
    }


def act(client, table, action, *rows):
    body = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    answer = client.post(f"/admin/editor/{table}/", body, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_listed_searched_and_opened(operator, rows, table):
    row = rows[table]
    assert operator.get(f"/admin/editor/{table}/?q=Beach").status_code == 200
    assert operator.get(f"/admin/editor/{table}/").status_code == 200
    assert operator.get(f"/admin/editor/{table}/{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_nobody_but_staff_gets_in(rows, table):
    for client in (Client(), client_of(make_person("sam"))):
        answer = client.get(f"/admin/editor/{table}/")
        assert (answer.status_code, "/admin/login/" in answer.headers["Location"]) == (302, True)


def test_what_failed_shows_why_and_what_has_a_poster_shows_it(operator, rows):
    assert "The disk is full." in operator.get("/admin/editor/export/?state__exact=failed").content.decode()
    assert "Out of memory." in operator.get("/admin/editor/matte/").content.decode()
    assert "derived/x/poster.jpg?" in operator.get("/admin/editor/asset/").content.decode()


def test_a_failed_export_is_tried_again(operator, rows):
    assert act(operator, "export", "retry", rows["export"]) == ["1 queued again."]
    assert Export.objects.get().state == "queued"
    assert "is queued: only one that failed" in act(operator, "export", "retry", rows["export"])[0]


def test_a_failed_asset_is_processed_again_if_its_original_is_there(operator, rows, monkeypatch):
    asset = rows["asset"]
    monkeypatch.setattr(storage, "size_of", lambda key: None)
    assert "is not in S3" in act(operator, "asset", "process_again", asset)[0]
    monkeypatch.setattr(storage, "size_of", lambda key: 1000)
    assert act(operator, "asset", "process_again", asset) == ["1 queued for processing."]
    asset.refresh_from_db()
    assert asset.state == "processing"


def test_a_link_is_revoked_and_its_token_is_not_shown(operator, rows):
    link = rows["sharelink"]
    assert link.token not in operator.get(f"/admin/editor/sharelink/{link.pk}/change/").content.decode()
    assert act(operator, "sharelink", "revoke", link) == ["1 revoked."]
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_a_project_goes_into_the_bin_and_comes_back(operator, project):
    assert act(operator, "project", "put_in_bin", project) == ["1 put in the bin."]
    assert client_of(project.owner).get(f"/api/projects/{project.pk}").status_code == 404
    assert act(operator, "project", "restore", project) == ["1 restored."]
    assert client_of(project.owner).get(f"/api/projects/{project.pk}").status_code == 200


def test_rows_are_not_made_or_deleted_past_the_flows(operator, rows):
    for table in TABLES[:-1]:
        assert operator.get(f"/admin/editor/{table}/add/").status_code == 403
        assert operator.post(f"/admin/editor/{table}/{rows[table].pk}/delete/", {"post": "yes"}).status_code == 403
