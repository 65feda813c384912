import json
import uuid
from array import array
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from editor import leases, storage
from editor.flows import invalidations, matte_jobs, mattes
from editor.flows.invalidations import add_invalidation, ruled_by
from editor.models import Matte, Project, ShareLink
from inference import live
from inference.contracts import Box, Invalidation, Stroke
from inference.mattes import chunk_key

from .kit import client_of, make_asset, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("services")]
CLICK = {"points": [{"x": 0.5, "y": 0.5, "keep": True}]}


@pytest.fixture
def owner():
    return make_person()


@pytest.fixture
def asset(owner):
    return make_asset(Project.objects.create(owner=owner, name="Film"))


@pytest.fixture
def matte(asset):
    return mattes.do_create(asset)


def put(client, matte, frame, body):
    return client.put(f"/api/mattes/{matte.pk}/prompts/{frame}", json.dumps(body), content_type="application/json")


def state(matte):
    return live.Live(leases.connection(), str(matte.pk))


def test_an_owner_makes_prompts_and_deletes_a_matte(owner, asset):
    client = client_of(owner)
    made = client.post(f"/api/assets/{asset.pk}/mattes", "{}", content_type="application/json").json()
    assert (made["name"], made["revision"], made["prompts"]) == ("Object 1", 0, [])
    matte = Matte.objects.get(pk=made["id"])
    answer = put(client, matte, 20, CLICK).json()
    assert answer["revision"] == 1
    assert answer["prompts"] == [{"frame": 20, "points": CLICK["points"], "box": None, "strokes": []}]
    assert answer["invalidations"] == [{"revision": 1, "start": 0, "end": 49}]
    job = state(matte).job()
    assert job is not None
    assert (job.revision, job.frame_count, job.prompts[0].frame) == (1, 50, 20)
    assert client.delete(f"/api/mattes/{matte.pk}").status_code == 204
    assert client.get(f"/api/projects/{asset.project_id}/mattes").json() == []
    assert put(client, matte, 20, CLICK).status_code == 404
    assert state(matte).job() is None


def make(client, asset, **body):
    return client.post(f"/api/assets/{asset.pk}/mattes", json.dumps(body), content_type="application/json")


def test_one_request_makes_a_matte_with_its_first_prompt_and_asked_again_no_second(owner, asset):
    client, pk = client_of(owner), str(uuid.uuid4())
    first = {"id": pk, "name": "Dog", "prompt": {"frame": 20, **CLICK}}
    made = make(client, asset, **first).json()
    assert (made["id"], made["name"], made["revision"]) == (pk, "Dog", 1)
    assert made["invalidations"] == [{"revision": 1, "start": 0, "end": 49}]
    assert state(Matte.objects.get()).job().prompts[0].frame == 20
    assert make(client, asset, **first).json() == made
    assert Matte.objects.count() == 1
    other = make_asset(asset.project)
    assert make(client, other, **first).status_code == 409
    assert make(client, asset, prompt={"frame": 50, **CLICK}).status_code == 422
    assert Matte.objects.count() == 1


def test_a_deleted_matte_comes_back_with_its_masks_and_its_work(owner, asset, matte):
    client = client_of(owner)
    put(client, matte, 20, CLICK)
    storage.put_bytes(b"x", chunk_key(str(matte.pk), 1, 20, 20))
    client.delete(f"/api/mattes/{matte.pk}")
    assert mattes.do_sweep() == 0
    assert client_of(make_person("stranger")).post(f"/api/mattes/{matte.pk}/restore").status_code == 404
    again = client.post(f"/api/mattes/{matte.pk}/restore").json()
    assert (again["id"], again["revision"], len(again["prompts"])) == (str(matte.pk), 1, 1)
    assert len(client.get(f"/api/mattes/{matte.pk}/chunks").json()) == 1
    assert state(matte).job().revision == 1
    assert state(matte).known() == (array("I"), False)  # its worker asks S3 what there is


def test_what_lay_in_the_bin_for_a_month_is_gone_for_good(owner, matte):
    storage.put_bytes(b"x", chunk_key(str(matte.pk), 1, 20, 20))
    mattes.do_delete(matte)
    mattes.do_empty_bin()
    assert Matte.objects.filter(pk=matte.pk).exists()
    Matte.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    mattes.do_empty_bin()
    assert not Matte.objects.filter(pk=matte.pk).exists()
    assert storage.list_keys(f"mattes/{matte.pk}/") == []
    assert client_of(owner).post(f"/api/mattes/{matte.pk}/restore").status_code == 404


def test_deleted_footage_hides_its_mattes_and_brings_them_back(owner, asset, matte):
    client = client_of(owner)
    put(client, matte, 20, CLICK)
    assert client.delete(f"/api/assets/{asset.pk}").status_code == 204
    assert client.get(f"/api/projects/{asset.project_id}/assets").json() == []
    assert client.get(f"/api/projects/{asset.project_id}/mattes").json() == []
    for path in (f"assets/{asset.pk}", f"mattes/{matte.pk}/chunks"):
        assert client.get(f"/api/{path}").status_code == 404
    assert (state(matte).job(), mattes.do_sweep()) == (None, 0)
    assert client.post(f"/api/assets/{asset.pk}/restore").json()["state"] == "ready"
    assert [m["id"] for m in client.get(f"/api/projects/{asset.project_id}/mattes").json()] == [str(matte.pk)]
    assert state(matte).job().revision == 1


def test_a_prompt_overrules_up_to_its_neighbours_and_removing_it_does_too(owner, matte):
    client = client_of(owner)
    for frame in (10, 40, 20):
        answer = put(client, matte, frame, CLICK).json()
    assert answer["invalidations"][-1] == {"revision": 3, "start": 11, "end": 39}
    answer = put(client, matte, 20, {"points": []}).json()
    assert [p["frame"] for p in answer["prompts"]] == [10, 40]
    assert answer["invalidations"][-1] == {"revision": 4, "start": 11, "end": 39}
    assert put(client, matte, 20, {"points": []}).json()["revision"] == 4  # nothing was there


def test_a_correction_lets_stand_what_was_finished_before_it_and_a_prompt_said_otherwise_does_not(owner, matte):
    client = client_of(owner)

    def newest(frame, said=CLICK):
        put(client, matte, frame, said)
        matte.refresh_from_db()
        return matte_jobs.job_of(matte).invalidations[-1]

    assert newest(10) == Invalidation(1, 0, 49)  # the first prompt corrects nothing
    assert newest(40) == Invalidation(2, 11, 49, before=2)
    assert newest(20) == Invalidation(3, 11, 39, before=3)
    assert newest(20, BOX_TOO) == Invalidation(4, 11, 39, before=3)  # the same correction, put another way
    assert newest(10, BOX_TOO) == Invalidation(5, 0, 19)
    assert newest(20, {"points": []}) == Invalidation(6, 11, 39)
    assert newest(20) == Invalidation(7, 11, 39, before=7)
    job = matte_jobs.job_of(matte)
    assert Invalidation(6, 11, 39) in job.invalidations  # or the corrections that it took back would stand again


@pytest.mark.parametrize(
    ("frame", "point", "word"), [(50, (0.5, 0.5), "Frame 50"), (0, (1.1, 0.5), "1.1"), (0, (0.5, -0.1), "-0.1")]
)
def test_what_is_outside_is_refused_with_a_sentence(owner, matte, frame, point, word):
    answer = put(client_of(owner), matte, frame, {"points": [{"x": point[0], "y": point[1], "keep": True}]})
    assert answer.status_code == 422
    assert word in answer.json()["detail"]
    assert Matte.objects.get(pk=matte.pk).revision == 0


BOX_TOO = {"points": [], "box": {"left": 0.1, "top": 0.2, "right": 0.5, "bottom": 0.6}}
BOX = {"left": 0.1, "top": 0.2, "right": 0.5, "bottom": 0.6}
STROKE = {"places": [[0.1, 0.2], [0.3, 0.4]], "width": 0.02, "keep": False}


def test_a_box_and_strokes_are_kept_beside_the_points_and_reach_the_worker(owner, matte):
    said = {**CLICK, "box": BOX, "strokes": [STROKE]}
    answer = put(client_of(owner), matte, 3, said).json()
    assert answer["prompts"] == [{"frame": 3, **said}]
    prompt = state(matte).job().prompts[0]
    assert prompt.box == Box(0.1, 0.2, 0.5, 0.6)
    assert prompt.strokes == (Stroke(((0.1, 0.2), (0.3, 0.4)), 0.02, keep=False),)
    assert put(client_of(owner), matte, 3, {"box": BOX}).json()["prompts"][0]["points"] == []
    assert put(client_of(owner), matte, 3, {}).json()["prompts"] == []


def test_prompts_of_a_matte_from_before_boxes_are_read(owner, asset, matte):
    Matte.objects.filter(pk=matte.pk).update(prompts=[{"frame": 1, **CLICK}], revision=1)
    row = client_of(owner).get(f"/api/projects/{asset.project_id}/mattes").json()[0]
    assert row["prompts"] == [{"frame": 1, "points": CLICK["points"], "box": None, "strokes": []}]
    assert len(put(client_of(owner), matte, 2, {"box": BOX}).json()["prompts"]) == 2


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"points": CLICK["points"] * 65}, "65 points"),
        ({"strokes": [STROKE] * 33}, "33 brush strokes"),
        ({"box": {**BOX, "right": 1.2}}, "1.2"),
        ({"box": {**BOX, "right": 0.1}}, "The box is empty"),
        ({"box": {**BOX, "bottom": 0.1}}, "The box is empty"),
        ({"strokes": [{**STROKE, "places": []}]}, "0 places"),
        ({"strokes": [{**STROKE, "places": [[0.5, 0.5]] * 513}]}, "513 places"),
        ({"strokes": [{**STROKE, "places": [[0.5, -0.5]]}]}, "-0.5"),
        ({"strokes": [{**STROKE, "width": 0}]}, "A brush 0 wide"),
        ({"strokes": [{**STROKE, "width": 0.9}]}, "at most 0.25"),
        ({"box": {"left": 0}}, ""),
        ({"strokes": [{"places": [[0.5]], "width": 0.1}]}, ""),
    ],
    ids=str,
)
def test_prompts_that_cannot_be_meant_are_refused_with_a_sentence(owner, matte, said, word):
    answer = put(client_of(owner), matte, 0, said)
    assert answer.status_code == 422
    assert word in str(answer.json()["detail"])
    assert Matte.objects.get(pk=matte.pk).revision == 0


def test_strangers_see_nothing_and_viewers_look_only(asset, matte):
    link = ShareLink.objects.create(project=asset.project, token="t" * 20)
    stranger, anybody = client_of(make_person("stranger")), client_of(None)
    for client in (stranger, anybody):
        assert client.get(f"/api/projects/{asset.project_id}/mattes").status_code == 404
        assert client.get(f"/api/mattes/{matte.pk}/chunks").status_code == 404
        assert put(client, matte, 0, CLICK).status_code == 404
        assert client.delete(f"/api/mattes/{matte.pk}").status_code == 404
        assert client.get(f"/api/projects/{asset.project_id}/mattes?share={link.token}").status_code == 200
        assert client.get(f"/api/mattes/{matte.pk}/chunks?share={link.token}").status_code == 200
    refused = anybody.put(
        f"/api/mattes/{matte.pk}/prompts/0?share={link.token}", json.dumps(CLICK), content_type="application/json"
    )
    assert refused.status_code in (403, 404)
    assert Matte.objects.get(pk=matte.pk).revision == 0


def test_chunks_that_were_overruled_whole_are_not_listed(owner, matte):
    pk = str(matte.pk)
    for key in (chunk_key(pk, 1, 0, 9), chunk_key(pk, 1, 10, 19), chunk_key(pk, 2, 10, 14)):
        storage.put_bytes(b"x", key)
    Matte.objects.filter(pk=pk).update(revision=2, invalidations=[{"revision": 2, "start": 10, "end": 30}])
    found = client_of(owner).get(f"/api/mattes/{pk}/chunks").json()
    assert [(c["revision"], c["start"], c["end"]) for c in found] == [(1, 0, 9), (2, 10, 14)]
    assert all(c["url"].startswith("http") for c in found)


def test_the_sweep_writes_the_job_again_when_redis_lost_it(owner, matte):
    put(client_of(owner), matte, 0, CLICK)
    state(matte).forget()
    assert mattes.do_sweep() == 1
    assert state(matte).job().revision == 1


def test_the_sweep_takes_over_the_workers_error(owner, matte):
    put(client_of(owner), matte, 0, CLICK)
    state(matte).set_error("It broke.")
    mattes.do_sweep()
    matte.refresh_from_db()
    assert matte.error == "It broke."


@given(st.integers(0, 50), st.sets(st.integers(0, 50)))
def test_a_prompt_rules_itself_and_no_other_prompt(frame, others):
    others -= {frame}
    start, end = ruled_by(frame, sorted(others), 51)
    assert start <= frame <= end
    assert not any(start <= other <= end for other in others)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=300), st.integers(0, 99))
def test_folded_invalidations_still_cover_what_they_covered(ranges, frame):
    kept = []
    for revision, (a, b) in enumerate(ranges, 1):
        kept = add_invalidation(kept, revision, min(a, b), max(a, b))
        assert len(kept) <= invalidations.KEPT
    newest = max((r for r, (a, b) in enumerate(ranges, 1) if min(a, b) <= frame <= max(a, b)), default=0)
    assert max((i["revision"] for i in kept if i["start"] <= frame <= i["end"]), default=0) >= newest


def test_a_matte_that_is_not_there_is_not_found(owner):
    assert client_of(owner).get(f"/api/mattes/{uuid.uuid4()}/chunks").status_code == 404
