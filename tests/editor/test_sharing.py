import pytest
from django.test import Client

from editor.models import Project, ShareLink
from tests.editor.kit import client_of, make_asset, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return Project.objects.create(owner=make_person(), name="Beach")


@pytest.fixture
def owner(project):
    return client_of(project.owner)


def share(owner, project):
    return owner.post(f"/api/projects/{project.pk}/shares", {"role": "viewer"}, content_type="application/json").json()


def test_a_link_leads_to_the_project_without_a_session(owner, project):
    link = share(owner, project)
    assert link["url"] == f"http://testserver/s/{link['token']}"
    visitor = Client()
    answer = visitor.get(f"/api/shared/{link['token']}")
    assert answer.json()["project"]["id"] == str(project.pk)
    assert answer.json()["project"]["role"] == "viewer"
    assert not answer.cookies


def test_a_viewer_gets_the_media_but_changes_nothing(owner, project):
    asset, token = make_asset(project), share(owner, project)["token"]
    visitor = Client()
    assert "proxy.mp4" in visitor.get(f"/api/assets/{asset.pk}?share={token}").json()["urls"]["proxy"]
    assert visitor.get(f"/api/projects/{project.pk}/assets?share={token}").json()[0]["id"] == str(asset.pk)
    assert visitor.delete(f"/api/assets/{asset.pk}?share={token}").status_code == 404
    assert visitor.get(f"/api/projects/{project.pk}/exports?share={token}").status_code == 403
    assert visitor.get(f"/api/projects/{project.pk}/shares?share={token}").status_code == 403


def test_tokens_cannot_be_guessed_from_each_other(owner, project):
    tokens = {share(owner, project)["token"] for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 32


def test_a_revoked_link_opens_nothing_and_stays_in_the_list(owner, project):
    link = share(owner, project)
    assert owner.delete(f"/api/shares/{link['id']}").status_code == 204
    assert owner.delete(f"/api/shares/{link['id']}").status_code == 204
    assert Client().get(f"/api/shared/{link['token']}").status_code == 404
    assert Client().get(f"/api/projects/{project.pk}?share={link['token']}").status_code == 404
    assert owner.get(f"/api/projects/{project.pk}/shares").json()[0]["revoked"] is True


def test_a_link_to_a_deleted_project_opens_nothing(owner, project):
    link = share(owner, project)
    owner.delete(f"/api/projects/{project.pk}")
    assert Client().get(f"/api/shared/{link['token']}").status_code == 404


def test_only_the_owner_lists_makes_and_revokes_links(owner, project):
    link = share(owner, project)
    stranger = client_of(make_person("sam"))
    assert stranger.get(f"/api/projects/{project.pk}/shares").status_code == 404
    assert stranger.post(f"/api/projects/{project.pk}/shares", {}, content_type="application/json").status_code == 404
    assert stranger.delete(f"/api/shares/{link['id']}").status_code == 404
    assert ShareLink.objects.filter(revoked_at=None).count() == 1


def test_a_role_that_links_cannot_give_is_refused_in_words(owner, project):
    answer = owner.post(f"/api/projects/{project.pk}/shares", {"role": "owner"}, content_type="application/json")
    assert answer.status_code == 422
    assert "role" in answer.json()["detail"]
