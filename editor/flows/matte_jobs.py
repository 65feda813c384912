"""A matte's job for the gpu worker: a copy of the row in Redis, and the tasks that ask for work on it.

The sweep writes it again when Redis has lost it. No tensors here: of `inference` only what needs neither torch nor
numpy.
"""

import logging
from contextlib import suppress

import redis
from django.db import transaction

from editor import leases, storage
from editor.celery import app
from editor.models import Asset, Matte
from inference import live
from inference.contracts import Invalidation, MatteJob, read_prompts
from inference.urgency import FIRST_MASK, WATCHED

log = logging.getLogger(__name__)
EXPECTED_S = 3  # that a click is still worth being expected


def job_of(matte: Matte) -> MatteJob:
    asset = matte.asset
    return MatteJob(
        matte=str(matte.pk),
        asset=str(asset.pk),
        revision=matte.revision,
        proxy_key=asset.proxy_key,
        frame_count=asset.frame_count or max((p["frame"] + 1 for p in matte.prompts), default=0),
        rate=(asset.rate_num, asset.rate_den),
        width=asset.width,
        height=asset.height,
        prompts=read_prompts(matte.prompts),
        invalidations=tuple(Invalidation(**i) for i in matte.invalidations),
        owner=str(asset.project.owner_id),
    )


def do_want_all(matte: Matte) -> None:
    """Write the job and queue a slice unless one waits or runs."""
    state = live.Live(leases.connection(), str(matte.pk))
    state.write_job(job_of(matte))
    urgency = state.urgency()
    if not state.is_worked_on() and state.claim_queueing(urgency):
        app.send_task("gpu.slice", args=[str(matte.pk)], priority=urgency)


def do_expect_click(asset: Asset, frame: int) -> None:
    """Somebody may click in that frame soon: a worker that has nothing better to do makes its picture ready."""
    if asset.state != Asset.State.READY or not asset.proxy_key or not 0 <= frame < asset.frame_count:
        return
    with suppress(redis.RedisError, OSError):
        if leases.claim_once(f"expect:{asset.pk}:{frame}", EXPECTED_S * 1000):
            app.send_task("gpu.expect", args=[asset.proxy_key, frame], priority=WATCHED, expires=EXPECTED_S)


def kept_picture(matte: Matte, frame: int) -> bytes | None:
    with suppress(redis.RedisError, OSError):
        return live.Live(leases.connection(), str(matte.pk)).picture(frame)
    return None


def start_on_commit(matte: Matte, frame: int = 0, picture: bytes | None = None, *, is_new: bool = False) -> None:
    """Before the event is told: somebody waits for the mask. is_new: S3 has nothing of it yet."""
    job = job_of(matte)
    pictures = {frame: picture} if picture and not job.proxy_key else {}
    transaction.on_commit(lambda: _start(job, pictures, is_new))


def _start(job: MatteJob, pictures: dict[int, bytes], is_new: bool) -> None:
    """A prompt always queues a task: a slice that runs is about to stop for it."""
    try:
        state = live.Live(leases.connection(), job.matte)
        for frame, picture in pictures.items():
            state.keep_picture(frame, picture)
        if job.revision > state.revision():  # a later prompt may have committed before
            state.write_job(job, is_first=is_new)
        state.set_error("")
        app.send_task("gpu.slice", args=[job.matte], priority=FIRST_MASK)
    except (redis.RedisError, OSError) as error:
        log.warning("Matte %s was not queued; the sweep will find it: %s", job.matte, error)
    except Exception:
        log.exception("Matte %s was not queued; the sweep will find it", job.matte)


def stop(pk: str) -> None:
    try:
        live.Live(leases.connection(), pk).forget()
    except redis.RedisError as error:
        log.warning("Redis keeps keys of the deleted matte %s: %s", pk, error)


def clear(pk: str) -> None:
    try:
        for prefix in (f"mattes/{pk}/", f"drafts/{pk}/", f"checkpoints/{pk}/"):
            for key in storage.list_keys(prefix):
                storage.delete(key)
    except storage.StorageError:
        log.warning("Objects of the deleted matte %s stay in S3", pk, exc_info=True)
