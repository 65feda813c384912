import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from editor import storage
from editor.flows import uploads
from editor.lib.names import attachment, clean_name, key_name
from editor.models import Asset, Project
from tests.editor.kit import client_of, make_asset, make_person

MIB = 1 << 20


@pytest.fixture
def project(db):
    return Project.objects.create(owner=make_person(), name="Beach")


@pytest.fixture
def owner(project):
    return client_of(project.owner)


@pytest.fixture
def queued(monkeypatch):
    """Names and arguments of tasks as they leave for the queue."""
    sent: list[tuple[str, list[str]]] = []
    monkeypatch.setattr("editor.events.app.send_task", lambda name, args: sent.append((name, args)))
    return sent


def begin(client, project, size, name="beach.mp4"):
    body = {"name": name, "size": size, "content_type": "video/mp4"}
    return client.post(f"/api/projects/{project.pk}/assets", body, content_type="application/json")


def put(client, asset, data, number, part_size):
    """Send one part as the browser does: by its presigned URL, past the web server."""
    body = {"numbers": [number]}
    answer = client.post(f"/api/assets/{asset}/parts", body, content_type="application/json").json()
    chunk = data[(number - 1) * part_size : number * part_size]
    request = urllib.request.Request(answer["urls"][str(number)], data=chunk, method="PUT")
    with urllib.request.urlopen(request, timeout=30) as response:
        assert response.headers["ETag"]


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("beach.mp4", 0, "beach.mp4 is empty (0 bytes)"),
        ("beach.mp4", -1, "is empty"),
        ("beach.mp4", 21 * 10**9, "21.0 GB, and the limit is 20.0 GB"),
        ("", 10, "no name"),
        ("../..", 10, "no name"),
    ],
)
def test_a_file_that_cannot_be_is_told_in_a_sentence(owner, project, name, size, said):
    answer = begin(owner, project, size, name)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert not Asset.objects.exists()


@pytest.mark.parametrize("size", [1, 8 * MIB, 80_000 * MIB, 80_000 * MIB + 1, 5 * 10**12])
def test_parts_are_8_mib_until_ten_thousand_would_not_do(size):
    part = storage.part_size_for(size)
    assert part % MIB == 0
    assert part >= 8 * MIB
    assert -(-size // part) <= 10_000
    assert part == 8 * MIB or size > 80_000 * MIB


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_part_the_file_does_not_have_gets_no_url(owner, project, number):
    asset = make_asset(project, state="uploading", size=10 * MIB, part_size=8 * MIB, upload_id="u")
    body = {"numbers": [1, number]}
    answer = owner.post(f"/api/assets/{asset.pk}/parts", body, content_type="application/json")
    assert answer.status_code == 422
    assert f"has no part {number}: its parts are 1 to 2" in answer.json()["detail"]


def test_strangers_find_no_upload(project):
    asset = make_asset(project, state="uploading", part_size=8 * MIB, upload_id="u")
    for client in (client_of(make_person("sam")), Client()):
        assert begin(client, project, 10).status_code == 404
        assert client.get(f"/api/assets/{asset.pk}").status_code == 404
        assert client.get(f"/api/assets/{asset.pk}/parts").status_code == 404
        body = {"numbers": [1]}
        answer = client.post(f"/api/assets/{asset.pk}/parts", body, content_type="application/json")
        assert answer.status_code == 404
        assert client.post(f"/api/assets/{asset.pk}/complete").status_code == 404
        assert client.post(f"/api/assets/{asset.pk}/restart").status_code == 404
        assert client.delete(f"/api/assets/{asset.pk}").status_code == 404
    assert Asset.objects.filter(pk=asset.pk).exists()


@pytest.mark.parametrize(
    ("given", "kept", "key"),
    [
        ("C:\\clips\\Straße 1.mp4", "Straße 1.mp4", "Strae-1.mp4"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("a\r\nb\u202e.mp4", "ab.mp4", "ab.mp4"),
        ("日本.mov", "日本.mov", "mov"),
        ("🐶", "🐶", "file"),
    ],
)
def test_names_lose_what_could_hurt_and_keep_the_rest(given, kept, key):
    assert clean_name(given) == kept
    assert key_name(given) == key


def test_a_long_name_keeps_its_ending():
    assert clean_name("x" * 400 + ".mp4") == "x" * 251 + ".mp4"


def test_a_downloads_name_cannot_break_out_of_its_header():
    header = attachment('My "cut"\r\nSet-Cookie: a=b.mp4')
    assert "\r" not in header
    assert header.startswith('attachment; filename="My-cut-Set-Cookie-a-b.mp4"')


# -- with a real S3

pytest_s3 = pytest.mark.usefixtures("services")


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_an_upload_survives_its_browser_and_ends_in_the_media_queue(owner, project, queued):
    data = bytes(range(256)) * (9 * MIB // 256)
    new = begin(owner, project, len(data)).json()
    asset = new["asset"]["id"]
    assert (new["part_size"], new["part_count"]) == (8 * MIB, 2)
    put(owner, asset, data, 2, new["part_size"])
    put(owner, asset, data, 2, new["part_size"])  # arrives twice

    early = owner.post(f"/api/assets/{asset}/complete")
    assert (early.status_code, early.json()["missing"]) == (409, [1])
    assert "1 of 2 parts of beach.mp4 have not arrived" in early.json()["detail"]
    resumed = owner.get(f"/api/assets/{asset}/parts").json()
    first = resumed.pop("urls")
    assert resumed == {"done": [{"number": 2, "size": MIB}], "part_size": 8 * MIB}
    assert list(first) == ["1"]

    request = urllib.request.Request(first["1"], data[: 8 * MIB], method="PUT")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200
    for _ in range(2):
        done = owner.post(f"/api/assets/{asset}/complete")
        assert (done.status_code, done.json()["state"]) == (200, "processing")
    assert queued == [("media.process", [asset])]
    assert storage.get_bytes(Asset.objects.get().original_key) == data
    with urllib.request.urlopen(done.json()["urls"]["original"], timeout=30) as response:
        assert response.read() == data
    body = {"numbers": [1]}
    late = owner.post(f"/api/assets/{asset}/parts", body, content_type="application/json")
    assert late.status_code == 409


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_completing_goes_on_where_a_killed_server_stopped(owner, project, queued):
    new = begin(owner, project, 5).json()["asset"]
    put(owner, new["id"], b"bytes", 1, 8 * MIB)
    asset = Asset.objects.get()
    storage.complete_upload(asset.original_key, asset.upload_id, uploads.parts_done(asset))  # and died here
    assert owner.post(f"/api/assets/{new['id']}/complete").json()["state"] == "processing"


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_a_part_of_another_size_counts_as_missing(owner, project):
    new = begin(owner, project, 100).json()["asset"]
    put(owner, new["id"], b"x" * 99, 1, 8 * MIB)
    assert owner.post(f"/api/assets/{new['id']}/complete").json()["missing"] == [1]


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_an_upload_abandoned_for_a_day_is_cleaned_up(owner, project):
    for name in ("old.mp4", "new.mp4"):
        new = begin(owner, project, 100, name).json()["asset"]
        put(owner, new["id"], b"x" * 100, 1, 8 * MIB)
    old, recent = Asset.objects.order_by("created_at")
    Asset.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(hours=25))
    assert uploads.do_abort_abandoned() == 1
    with pytest.raises(storage.UploadGone):
        storage.list_parts(old.original_key, old.upload_id)
    assert len(storage.list_parts(recent.original_key, recent.upload_id)) == 1
    old.refresh_from_db()
    assert (old.state, "given up" in old.error) == ("failed", True)


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_parts_that_no_footage_names_are_freed_after_a_day(owner, project, monkeypatch):
    kept, lost = [begin(owner, project, 100, name).json()["asset"]["id"] for name in ("kept.mp4", "lost.mp4")]
    put(owner, kept, b"x" * 100, 1, 8 * MIB)
    asset = Asset.objects.get(pk=lost)
    Asset.objects.filter(pk=lost).delete()  # as when S3 was away
    assert uploads.do_abort_orphans() == 0
    monkeypatch.setattr(uploads, "ABANDONED", timedelta(0))
    assert uploads.do_abort_orphans() >= 1
    assert asset.upload_id not in {upload.upload_id for upload in storage.list_uploads()}
    assert owner.get(f"/api/assets/{kept}/parts").json()["done"] == [{"number": 1, "size": 100}]


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_footage_whose_upload_was_given_up_is_sent_again_into_the_same_row(owner, project, queued):
    new = begin(owner, project, 5).json()["asset"]
    put(owner, new["id"], b"bytes", 1, 8 * MIB)
    asset = Asset.objects.get()
    Asset.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    uploads.do_abort_abandoned()
    again = owner.post(f"/api/assets/{new['id']}/restart").json()
    assert (again["id"], again["state"], again["error"]) == (new["id"], "uploading", "")
    assert owner.get(f"/api/assets/{new['id']}/parts").json()["done"] == []
    put(owner, new["id"], b"bytes", 1, 8 * MIB)
    assert owner.post(f"/api/assets/{new['id']}/complete").json()["state"] == "processing"
    fresh = Asset.objects.get()
    assert fresh.original_key != asset.original_key  # a copy of the project may share the old one
    assert storage.get_bytes(fresh.original_key) == b"bytes"
    refused = owner.post(f"/api/assets/{new['id']}/restart")
    assert (refused.status_code, "uploaded already" in refused.json()["detail"]) == (409, True)
    Asset.objects.update(state=Asset.State.READY)
    assert owner.post(f"/api/assets/{new['id']}/restart").status_code == 409
    storage.delete(fresh.original_key)  # lost: its file is wanted again
    assert owner.post(f"/api/assets/{new['id']}/restart").json()["state"] == "uploading"


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_deleting_during_an_upload_frees_the_parts(owner, project):
    new = begin(owner, project, 100).json()["asset"]
    asset = Asset.objects.get()
    assert owner.delete(f"/api/assets/{new['id']}").status_code == 204
    with pytest.raises(storage.UploadGone):
        storage.list_parts(asset.original_key, asset.upload_id)


@pytest_s3
@pytest.mark.django_db(transaction=True)
def test_media_that_a_copy_shares_outlives_the_first_deletion(owner, project):
    storage.put_bytes(b"film", "originals/shared/a.mp4")
    first, second = (make_asset(project, original_key="originals/shared/a.mp4", proxy_key="") for _ in range(2))
    uploads.do_purge(first)
    assert storage.size_of("originals/shared/a.mp4") == 4
    uploads.do_delete(second)
    uploads.do_empty_bin()
    assert storage.size_of("originals/shared/a.mp4") == 4
    Asset.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    uploads.do_empty_bin()
    assert storage.size_of("originals/shared/a.mp4") is None


@pytest_s3
def test_a_presigned_url_is_the_same_all_hour_and_good_only_as_signed():
    storage.put_bytes(b"0123456789", "tests/digits ü+&.txt", "text/plain")
    url = storage.presign_get("tests/digits ü+&.txt", disposition=attachment("Größe.txt"))
    assert url == storage.presign_get("tests/digits ü+&.txt", disposition=attachment("Größe.txt"))
    ranged = urllib.request.Request(url, headers={"Range": "bytes=2-4"})
    with urllib.request.urlopen(ranged, timeout=30) as response:
        assert response.read() == b"234"
        assert response.headers["Content-Disposition"] == attachment("Größe.txt")
    for wrong in (url.replace("digits", "others"), url[:-1] + ("0" if url[-1] != "0" else "1"), url.split("?")[0]):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(wrong, timeout=30)
    assert storage.get_bytes("tests/digits ü+&.txt", 2, 4) == b"234"
    assert storage.list_keys("tests/digits") == ["tests/digits ü+&.txt"]


# -- what workers say


@pytest.mark.django_db
def test_a_worker_moves_an_asset_from_processing_to_ready(project):
    asset = make_asset(project, state="processing", frame_count=0)
    uploads.do_progress(asset, 1.7)
    assert asset.progress == 1.0
    uploads.do_ready(asset, frame_count=12, info={"codec": "h264"})
    asset.refresh_from_db()
    assert (asset.state, asset.frame_count, asset.info) == ("ready", 12, {"codec": "h264"})
    uploads.do_fail(asset, "A worker that came late.")
    asset.refresh_from_db()
    assert asset.state == "ready"


@pytest.mark.django_db
def test_a_failed_asset_says_why_and_is_not_revived_by_a_late_worker(project):
    asset = make_asset(project, state="processing")
    uploads.do_fail(asset, "It holds no picture and no sound.")
    uploads.do_ready(asset, frame_count=1)
    asset.refresh_from_db()
    assert (asset.state, asset.error) == ("failed", "It holds no picture and no sound.")
