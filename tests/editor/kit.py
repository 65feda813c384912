"""What the tests of the API share: people, and rows as they are in the middle of a project's life."""

from typing import Any

from django.test import Client

from editor.models import Asset, Project, User


def make_person(name: str = "olivia", password: str | None = None) -> User:
    """Without a password unless the test signs in by one: hashing takes longer than most tests."""
    return User.objects.create_user(name, password=password)


def client_of(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def make_asset(project: Project, name: str = "beach.mp4", **fields: Any) -> Asset:
    """Ready, unless fields say otherwise; its bytes are nowhere."""
    ready = {
        "kind": "video", "state": "ready", "size": 1000, "width": 640, "height": 360, "rate_num": 25, "frame_count": 50,
        "duration": 2 * 705_600_000, "original_key": f"originals/test/{name}", "proxy_key": "derived/test/proxy.mp4",
    }  # fmt: skip
    return Asset.objects.create(project=project, name=name, **{**ready, **fields})
