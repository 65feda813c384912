"""Celery tasks of the CPU queues: an id in, a function called. No logic lives here."""

from typing import Any

from celery import shared_task
from celery.signals import worker_process_init

from editor import sweep
from editor.media.outages import AWAY
from editor.media.process import process
from editor.render.encode import render

# an S3 or Redis that is away for a while costs no asset: twenty tries span minutes
RETRY: Any = {"autoretry_for": AWAY, "retry_backoff": 2, "retry_backoff_max": 30, "max_retries": 20}


@shared_task(name="media.process", **RETRY)
def process_asset(asset_id: str) -> None:
    process(asset_id)


@shared_task(name="export.render", **RETRY)
def render_export(export_id: str) -> None:
    render(export_id)


@worker_process_init.connect
def _sweep_beside_the_tasks(**_: object) -> None:
    sweep.start()
