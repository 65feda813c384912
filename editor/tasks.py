"""Celery tasks of the CPU queues: an id in, a function called. No logic lives here."""

from botocore.exceptions import BotoCoreError, ClientError
from celery import shared_task
from celery.schedules import schedule
from redis.exceptions import RedisError

from editor import leases
from editor.celery import app
from editor.flows import mattes, uploads
from editor.media.process import process
from editor.models import Asset, Export
from editor.render.encode import render

AWAY = (BotoCoreError, ClientError, RedisError, ConnectionError)
RETRY = {"autoretry_for": AWAY, "retry_backoff": 2, "retry_backoff_max": 30, "max_retries": 20}
SWEEP_S = 10
REQUEUE_MS = 20_000

app.conf.beat_schedule = {"sweep": {"task": "media.sweep", "schedule": schedule(SWEEP_S), "options": {"expires": 30}}}


@shared_task(name="media.process", **RETRY)
def process_asset(asset_id: str) -> None:
    with leases.lease(f"media:{asset_id}") as mine:
        if mine:
            process(asset_id)


@shared_task(name="export.render", **RETRY)
def render_export(export_id: str) -> None:
    with leases.lease(f"export:{export_id}") as mine:
        if mine:
            render(export_id)


@shared_task(name="media.sweep")
def sweep() -> None:
    """Work whose worker died, or whose message was lost with Redis, is queued again."""
    for asset_id in Asset.objects.filter(state=Asset.State.PROCESSING).values_list("pk", flat=True):
        _queue_again("media", "media.process", str(asset_id))
    waiting = Export.objects.filter(state__in=[Export.State.QUEUED, Export.State.RUNNING])
    for export_id in waiting.values_list("pk", flat=True):
        _queue_again("export", "export.render", str(export_id))
    mattes.do_sweep()
    uploads.do_abort_abandoned()


def _queue_again(kind: str, task: str, key: str) -> None:
    if not leases.is_held(f"{kind}:{key}") and leases.claim_once(f"{kind}:{key}", REQUEUE_MS):
        app.send_task(task, args=[key])
