"""/metrics: what Prometheus reads, and who may read it."""

import asyncio
import json

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from editor import leases
from editor.asgi import application
from editor.flows import mattes
from editor.models import Export, Project, ShareLink
from editor.ws.report import SLACK_S, read_report
from inference import telemetry
from inference.telemetry import BUSY, FIRST_MASK, Tally

from .kit import client_of, make_asset, make_person

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
NUMBERS = st.floats() | st.integers(-10, 10**12) | st.sampled_from([None, True, "ten", {}])
JSON = NUMBERS | st.lists(NUMBERS, max_size=30)


@pytest.fixture
def figures(services, db):
    """Scrapes: {(sample name, *label values): value}."""
    leases.connection().flushdb()  # figures of other tests, and tasks that they left

    def scrape(client=None, **more):
        answer = (client or Client()).get("/metrics", **more)
        assert answer.status_code == 200, answer.content
        families = text_string_to_metric_families(answer.content.decode())
        return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}

    return scrape


def test_strangers_and_people_get_404_and_staff_the_figures(figures):
    assert Client().get("/metrics", **STRANGER).status_code == 404
    person = make_person()
    assert client_of(person).get("/metrics", **STRANGER).status_code == 404
    person.is_staff = True
    person.save()
    assert ("playhead_projects",) in figures(client_of(person), **STRANGER)


def test_a_program_on_this_machine_may_read_but_not_a_proxy_for_others(figures):
    assert ("playhead_projects",) in figures()
    for header in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"):
        assert Client().get("/metrics", **{header: "203.0.113.9"}).status_code == 404


def test_a_token_opens_from_everywhere_and_closes_to_all_without(figures, settings):
    settings.METRICS_TOKEN = "t" * 30
    assert Client().get("/metrics").status_code == 404
    for wrong in ("t" * 30, "Bearer ", f"Bearer {'t' * 29}", "Bearer ü"):
        assert Client().get("/metrics", HTTP_AUTHORIZATION=wrong).status_code == 404
    assert ("playhead_projects",) in figures(**STRANGER, HTTP_AUTHORIZATION=f"Bearer {'t' * 30}")


def test_counters_histograms_and_rows_are_there_by_name(figures):
    here = Tally()
    here.add(BUSY, 2.5, "gpu")
    for seconds in (0.08, 0.12, 99.0):
        here.observe(FIRST_MASK, seconds)
    here.flush(leases.connection())
    project = Project.objects.create(owner=make_person(), name="Film")
    make_asset(project)
    Export.objects.create(project=project, requested_by=project.owner, state="done")
    seen = figures()
    assert seen["playhead_worker_busy_seconds_total", "gpu"] == 2.5
    assert seen["playhead_first_mask_seconds_bucket", "0.1"] == 1
    assert seen["playhead_first_mask_seconds_bucket", "0.15"] == 2
    assert seen["playhead_first_mask_seconds_bucket", "30.0"] == 2
    assert seen["playhead_first_mask_seconds_bucket", "+Inf"] == seen["playhead_first_mask_seconds_count",] == 3
    assert seen["playhead_first_mask_seconds_sum",] == pytest.approx(99.2)
    assert seen["playhead_assets", "ready"] == seen["playhead_exports", "done"] == 1
    assert seen["playhead_stalls_total",] == seen["playhead_queue_length", "gpu"] == 0


def test_without_redis_the_answer_says_so(figures, monkeypatch):
    figures()
    monkeypatch.setattr(leases, "connection", lambda: leases.live.connect("redis://127.0.0.1:1/0"))
    answer = Client().get("/metrics")
    assert (answer.status_code, answer.content) == (503, b"Redis does not answer.\n")


@database_sync_to_async
def make_matte():
    project = Project.objects.create(owner=make_person(), name="Film")
    ShareLink.objects.create(project=project, token="s" * 20)
    return mattes.do_create(make_asset(project))


@pytest.mark.django_db(transaction=True)
async def test_a_browser_reports_by_the_mattes_socket_and_open_sockets_are_counted(services, monkeypatch):
    client = leases.connection()
    client.delete(telemetry.SUMS, telemetry.HERE)
    monkeypatch.setattr("editor.ws.matte.REPORTS_EVERY_S", 0.0)
    matte = await make_matte()
    origin = [(b"origin", b"http://testserver")]
    socket = WebsocketCommunicator(application, f"/ws/mattes/{matte.pk}?share={'s' * 20}", headers=origin)
    assert (await socket.connect(timeout=5))[0]
    await socket.receive_from(5)
    seen = {"played_s": 10, "stalled_s": 0.5, "stalls": 2, "lead_s": 1.2, "first_masks_ms": [130, 170]}
    await socket.send_to(json.dumps({"type": "report", **seen}))

    async def until(name, part=""):
        for _ in range(200):
            if (name, part) in telemetry.read(client):
                break
            await asyncio.sleep(0.02)
        return telemetry.read(client)[name, part]

    assert await until("playhead_masked_play_seconds") == 10
    assert await until("playhead_stalled_seconds") == 0.5
    assert await until("playhead_stalls") == 2
    assert await until("playhead_first_mask_seconds", "sum") == pytest.approx(0.3)
    assert telemetry.who_is_here(client) == [{"sockets": {"matte": 1}}]
    await socket.send_to(json.dumps({"type": "report", "played_s": "ten"}))
    assert "'ten' is no number" in await socket.receive_from(5)
    assert (await socket.receive_output(5))["code"] == 4400
    await socket.disconnect()


@given(st.dictionaries(st.sampled_from(["played_s", "stalled_s", "stalls", "lead_s", "first_masks_ms"]), JSON))
def test_no_report_counts_more_than_can_have_happened(message):
    try:
        report = read_report(message, passed_s=10.0)
    except (ValueError, TypeError):
        return
    assert 0 <= report.stalled_s <= report.played_s <= 10 + SLACK_S
    assert 0 <= report.stalls <= 30 * report.played_s
    assert report.lead_s is None or 0 <= report.lead_s <= 3600
    assert len(report.first_masks_s) <= 20
    assert all(0 <= seconds <= 600 for seconds in report.first_masks_s)
