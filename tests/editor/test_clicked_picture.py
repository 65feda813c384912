"""Clicks on footage that is still being uploaded: the clicked picture comes with them."""

import base64
import json

import pytest

from editor import leases
from editor.flows import uploads
from editor.models import Asset, Matte, Project
from inference import live
from inference.contracts import MAX_FRAMES

from .kit import client_of, make_asset, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("services")]
CLICK = {"points": [{"x": 0.5, "y": 0.5, "keep": True}]}
JPEG = b"\xff\xd8\xff\xe0 and so on"
PICTURE = base64.b64encode(JPEG).decode()
UPLOADING = {"kind": "unknown", "state": "uploading", "frame_count": 0, "proxy_key": ""}


@pytest.fixture
def owner():
    return make_person()


@pytest.fixture
def asset(owner):
    return make_asset(Project.objects.create(owner=owner, name="Film"), **UPLOADING)


def make(owner, asset, frame, **more):
    body = json.dumps({"prompt": {"frame": frame, **CLICK}, **more})
    return client_of(owner).post(f"/api/assets/{asset.pk}/mattes", body, content_type="application/json")


def put(owner, matte, frame, **body):
    path = f"/api/mattes/{matte['id']}/prompts/{frame}"
    return client_of(owner).put(path, json.dumps(body), content_type="application/json")


def test_the_job_has_the_picture_until_there_is_a_proxy_and_then_the_whole_clip(owner, asset):
    made = make(owner, asset, 20, picture=PICTURE).json()
    state = live.Live(leases.connection(), made["id"])
    job = state.job()
    assert (job.proxy_key, job.frame_count, job.revision) == ("", 21, 1)
    assert state.picture(20) == JPEG
    put(owner, made, 55, **CLICK, picture=PICTURE)
    put(owner, made, 20, points=[])  # a mark taken away needs no picture
    put(owner, made, 55, points=CLICK["points"] * 2)  # nor one on a picture that is here
    Asset.objects.update(state="processing")
    asset.refresh_from_db()
    uploads.do_ready(asset, kind="video", frame_count=50, proxy_key="derived/test/proxy.mp4")
    job, row = state.job(), Matte.objects.get()
    assert (job.proxy_key, job.frame_count, job.revision) == ("derived/test/proxy.mp4", 50, 5)
    assert [prompt.frame for prompt in job.prompts] == [49]  # the page had counted a few too many
    assert row.invalidations == [{"revision": 5, "start": 0, "end": 49}]
    Asset.objects.update(state="processing")
    uploads.do_ready(Asset.objects.get(), frame_count=50)
    assert Matte.objects.get().revision == 5  # processed again, what was made holds


@pytest.mark.parametrize(
    ("frame", "picture", "status"),
    [
        (0, None, 409),
        (0, "no base64", 422),
        (0, base64.b64encode(b"GIF89a").decode(), 422),
        (0, base64.b64encode(JPEG + bytes(1 << 20)).decode(), 422),
        (MAX_FRAMES, PICTURE, 422),
        (-1, PICTURE, 422),
    ],
)
def test_what_is_no_picture_of_the_clip_is_refused(owner, asset, frame, picture, status):
    answer = make(owner, asset, frame, picture=picture)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not Matte.objects.exists()


def test_failed_footage_is_not_masked(owner, asset):
    Asset.objects.update(state="failed")
    assert make(owner, asset, 0, picture=PICTURE).status_code == 409
