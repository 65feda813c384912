import pytest
from django.test import Client

from editor.models import Project, User
from tests.editor.kit import make_person

pytestmark = pytest.mark.django_db
WORD = "correct horse battery"


def signed_up(client: Client, name: str = "olivia", **fields: str):
    return client.post("/accounts/signup/", {"username": name, "password1": WORD, "password2": WORD, **fields})


@pytest.fixture
def guest():
    """A browser that has been here once and made a project."""
    client = Client()
    client.get("/api/me")
    client.post("/api/projects", {"name": "Beach"}, content_type="application/json")
    return client


def test_a_first_visit_makes_a_guest_and_a_second_finds_it():
    client = Client()
    first = client.get("/api/me")
    assert first.json() == {"id": first.json()["id"], "name": "Guest", "is_guest": True, "preferences": {}}
    assert {"sessionid", "csrftoken"} <= first.cookies.keys()
    assert client.get("/api/me").json() == first.json()
    assert User.objects.count() == 1


def test_nobody_can_sign_in_as_a_guest_by_password(guest):
    name = User.objects.get().username
    for word in ("", name, "!"):
        assert Client().login(username=name, password=word) is False


def test_signing_up_makes_the_guest_an_account_that_keeps_its_projects(guest):
    before = guest.get("/api/me").json()
    assert guest.get("/accounts/signup/").status_code == 200
    answer = signed_up(guest)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert guest.get("/api/me").json() == {**before, "name": "olivia", "is_guest": False}
    assert [p["name"] for p in guest.get("/api/projects").json()] == ["Beach"]
    assert User.objects.count() == 1
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "olivia", "password": WORD})
    assert [p["name"] for p in elsewhere.get("/api/projects").json()] == ["Beach"]


def test_signing_up_with_an_e_mail_address_works_too(guest):
    assert signed_up(guest, email="olivia@example.org").status_code == 302
    assert User.objects.get().email == "olivia@example.org"


def test_a_sign_up_that_fails_leaves_the_guest_a_guest(guest):
    make_person("taken")
    assert signed_up(guest, "taken").status_code == 200
    assert guest.get("/api/me").json()["is_guest"] is True


def test_signing_in_from_a_guest_session_brings_the_projects_along(guest):
    account = make_person("olivia", WORD)
    Project.objects.create(owner=account, name="Old")
    answer = guest.post("/accounts/login/", {"login": "olivia", "password": WORD})
    assert answer.status_code == 302
    assert guest.get("/api/me").json()["name"] == "olivia"
    assert {p["name"] for p in guest.get("/api/projects").json()} == {"Beach", "Old"}
    assert not User.objects.filter(is_guest=True).exists()


def test_a_wrong_password_leaves_the_guest_where_it_was(guest):
    make_person("olivia", WORD)
    guest.post("/accounts/login/", {"login": "olivia", "password": "wrong"})
    assert guest.get("/api/me").json()["is_guest"] is True
    assert len(guest.get("/api/projects").json()) == 1


def test_an_account_is_not_offered_a_second_sign_up(guest):
    signed_up(guest)
    assert "olivia" in guest.get("/accounts/signup/").content.decode()
    signed_up(guest, "second")
    assert [u.username for u in User.objects.all()] == ["olivia"]


def test_signing_up_without_having_been_a_guest_works():
    client = Client()
    assert signed_up(client).status_code == 302
    assert client.get("/api/me").json()["name"] == "olivia"


def test_signing_out_leaves_nothing_behind_in_the_browser(guest):
    signed_up(guest)
    guest.post("/accounts/logout/")
    assert guest.get("/api/projects").status_code == 401


def change(client: Client, preferences: object):
    return client.patch("/api/me", {"preferences": preferences}, content_type="application/json")


def test_preferences_are_kept_beside_each_other_and_forgotten_one_by_one(guest):
    assert change(guest, {"keys": {"preset": "premiere"}}).json() == {"preferences": {"keys": {"preset": "premiere"}}}
    assert change(guest, {"other": 1}).status_code == 200
    assert change(guest, {"other": None}).status_code == 200
    assert guest.get("/api/me").json()["preferences"] == {"keys": {"preset": "premiere"}}


def test_preferences_beyond_the_limit_are_refused_with_the_remedy(guest):
    answer = change(guest, {"keys": "x" * 20_000})
    assert (answer.status_code, "set fewer keys" in answer.json()["detail"]) == (422, True)
    assert change(guest, ["keys"]).status_code == 422
    assert change(Client(), {"keys": {}}).status_code == 401


def test_an_account_takes_over_the_preferences_of_the_guest_where_it_has_none_of_its_own(guest):
    account = make_person("olivia", WORD)
    account.preferences = {"keys": {"preset": "resolve"}}
    account.save()
    change(guest, {"keys": {"preset": "premiere"}, "hint": "seen"})
    guest.post("/accounts/login/", {"login": "olivia", "password": WORD})
    assert guest.get("/api/me").json()["preferences"] == {"keys": {"preset": "resolve"}, "hint": "seen"}
