import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from editor import access
from editor.access import Action, NotFound, Refused, Role
from editor.models import Project, ShareLink
from tests.editor.kit import make_asset, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return Project.objects.create(owner=make_person(), name="Beach")


@pytest.fixture
def link(project):
    return ShareLink.objects.create(project=project)


def test_the_owner_owns(project):
    assert access.role_of(project.owner, project) is Role.OWNER


@pytest.mark.parametrize("who", ["another", "nobody", "none"])
def test_a_stranger_has_no_role(project, who):
    person = {"another": lambda: make_person("sam"), "nobody": AnonymousUser, "none": lambda: None}[who]()
    assert access.role_of(person, project) is None


def test_a_link_makes_a_viewer_of_anybody(project, link):
    assert access.role_of(None, project, link.token) is Role.VIEWER
    assert access.role_of(make_person("sam"), project, link.token) is Role.VIEWER


def test_an_owner_who_comes_by_a_link_is_still_the_owner(project, link):
    assert access.role_of(project.owner, project, link.token) is Role.OWNER


def test_a_link_opens_its_own_project_only(project, link):
    other = Project.objects.create(owner=project.owner, name="Other")
    assert access.role_of(None, other, link.token) is None


@pytest.mark.parametrize("token", ["", "x", "None"])
def test_a_wrong_token_opens_nothing(project, link, token):
    assert access.role_of(None, project, token) is None


def test_a_revoked_link_opens_nothing(project, link):
    ShareLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert access.role_of(None, project, link.token) is None
    with pytest.raises(NotFound):
        access.open_share(link.token)


def test_a_project_in_the_bin_is_there_for_nobody(project, link):
    Project.objects.filter(pk=project.pk).update(deleted_at=timezone.now())
    project.refresh_from_db()
    assert access.role_of(project.owner, project) is None
    assert access.role_of(None, project, link.token) is None
    with pytest.raises(NotFound):
        access.open_share(link.token)


def test_the_owner_alone_finds_it_in_the_bin(project):
    assert access.get_deleted_project(project.owner, project.pk) == project
    with pytest.raises(NotFound):
        access.get_deleted_project(make_person("sam"), project.pk)


@pytest.mark.parametrize("action", [Action.EDIT, Action.MANAGE])
def test_a_viewer_who_wants_to_change_something_is_told_so(project, link, action):
    with pytest.raises(Refused, match="ask the owner"):
        access.get_project(None, project.pk, action, link.token)


@pytest.mark.parametrize("action", list(Action))
def test_a_stranger_cannot_tell_a_project_from_none(project, action):
    with pytest.raises(NotFound):
        access.get_project(make_person("sam"), project.pk, action)


def test_an_asset_is_seen_as_its_project_is(project, link):
    asset = make_asset(project)
    assert access.get_asset(None, asset.pk, Action.VIEW, link.token) == asset
    with pytest.raises(NotFound):
        access.get_asset(None, asset.pk, Action.VIEW)
