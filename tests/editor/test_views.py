import pytest
from django.test import Client

from editor import views

ADDRESSES = ["/", "/p/9c8a99a1-1b93-45d5-b2ab-23938d0dfcbe", "/s/aB3_-token"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_of_the_app_gets_its_page(address, monkeypatch):
    monkeypatch.setattr(views, "built", lambda name: "<title>Playhead</title>")
    answer = Client().get(address)
    assert (answer.status_code, answer.content) == (200, b"<title>Playhead</title>")
    assert "csrftoken" in answer.cookies
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().post(address).status_code == 405


def test_a_project_begins_with_the_editor_and_the_list_without(monkeypatch):
    monkeypatch.setattr(views, "built", lambda name: name)
    pages = [Client().get(address).content for address in ADDRESSES]
    assert pages == [b"index.html", b"project.html", b"project.html"]


def test_a_page_that_is_not_built_says_how_to_build_it(monkeypatch):
    monkeypatch.setattr(views, "built", lambda name: None)
    answer = Client().get("/")
    assert answer.status_code == 503
    assert "run `make setup`" in answer.content.decode()


def test_other_addresses_are_not_the_app():
    assert Client().get("/nothing/here").status_code == 404


def test_errors_have_pages_of_their_own(monkeypatch):
    def broken(name):
        raise RuntimeError

    client = Client(raise_request_exception=False)
    assert "nothing at this address" in client.get("/nothing/here").content.decode()
    monkeypatch.setattr(views, "built", broken)
    answer = client.get("/")
    assert (answer.status_code, "Your work is safe" in answer.content.decode()) == (500, True)
    refused = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert (refused.status_code, "Nothing was sent" in refused.content.decode()) == (403, True)
