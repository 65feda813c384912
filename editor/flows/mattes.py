"""A matte's life: made, prompted, deleted; and its job for the gpu worker, written to Redis on commit.

The row is the truth about prompts and revision. The job in Redis is a copy that the sweep writes again when Redis
has lost it. No tensors here: of `inference` only what needs neither torch nor numpy.
"""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import redis
from django.db import IntegrityError, transaction
from django.utils import timezone

from editor import events, leases, storage
from editor.celery import app
from editor.flows import KEPT_IN_BIN, Conflict, Invalid, prompts
from editor.models import Asset, Matte
from inference import live
from inference.contracts import MAX_FRAMES, MAX_PROMPTS, Invalidation, MatteJob, read_prompts
from inference.urgency import FIRST_MASK, WATCHED

log = logging.getLogger(__name__)
Entries = list[dict[str, Any]]
MAX_MATTES = 100  # of one asset
MAX_NAME = 100
COLOURS = ("#3ea6ff", "#ff6b6b", "#51cf66", "#fcc419", "#cc5de8", "#22b8cf", "#ff922b", "#f06595")
KEPT_INVALIDATIONS = 200  # older ones are folded into one
TRIES = 20
EXPECTED_S = 3  # that a click is still worth being expected


def matte_row(matte: Matte) -> dict[str, Any]:
    """JSON values only: it travels through the channel layer too."""
    return {
        "id": str(matte.pk),
        "asset": str(matte.asset_id),
        "name": matte.name,
        "colour": matte.colour,
        "revision": matte.revision,
        "prompts": [prompts.whole(entry) for entry in matte.prompts],
        "invalidations": matte.invalidations,
        "error": matte.error,
    }


# -- writes


def do_create(
    asset: Asset,
    name: str = "",
    colour: str = "",
    *,
    pk: UUID | None = None,
    first: tuple[int, prompts.Said] | None = None,
    picture: bytes | None = None,
) -> Matte:
    """A new matte, with its first prompt (frame, what is said of it) if there is one; picture: see do_set_prompt().

    pk: an id that whoever asks has made; asked again, the matte that is there is returned. Raises Invalid for a colour
    that is none or a prompt that cannot be meant, Conflict for more mattes than an asset may have.
    """
    if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise Invalid(f"The colour {colour[:20]!r} is not understood: write it as #rrggbb.")
    entry = None
    if first:
        prompts.check(asset, *first, picture)
        entry = prompts.written(*first)
    count = asset.mattes.filter(deleted_at=None).count()
    if count >= MAX_MATTES:
        raise Conflict(f"{asset.name} has {count} mattes, which is the most: delete one first.")
    matte = Matte(
        asset=asset,
        name=name.strip()[:MAX_NAME] or f"Object {count + 1}",
        colour=colour or COLOURS[count % len(COLOURS)],
    )
    if pk:
        matte.pk = pk
    if entry:
        matte.revision, matte.prompts = 1, [entry]
        matte.invalidations = add_invalidation([], 1, 0, _count(asset) - 1)
    try:
        with transaction.atomic():
            matte.save(force_insert=True)
            if entry:
                _start_on_commit(matte, entry["frame"], picture, is_new=True)
            _changed(matte)
    except IntegrityError:
        there = asset.mattes.filter(pk=matte.pk, deleted_at=None).first()
        if there is None:
            raise Conflict("A matte with this id is there already: make one with another id.") from None
        return there
    return matte


def do_delete(matte: Matte) -> None:
    """Into the bin: nobody sees it. Twice is fine."""
    with transaction.atomic():
        Matte.objects.filter(pk=matte.pk, deleted_at=None).update(deleted_at=timezone.now())
        do_stop(matte)


def do_stop(matte: Matte) -> None:
    """Tell that it is out of sight; on commit a slice that runs stops. None begins until the job is written again."""
    pk = str(matte.pk)
    events.publish(matte.asset.project_id, {"type": "matte_deleted", "matte": pk})
    transaction.on_commit(lambda: _stop(pk))


def do_restore(matte: Matte) -> Matte:
    """Out of the bin with all its masks, which still lie in S3; those not made yet are made now."""
    with transaction.atomic():
        Matte.objects.filter(pk=matte.pk).update(deleted_at=None)
        matte.refresh_from_db()
        if matte.prompts:
            _start_on_commit(matte)
        _changed(matte)
    return matte


def do_purge(matte: Matte) -> None:
    """Deletes it for good: the row; then, on commit, its keys in Redis and its objects in S3."""
    with transaction.atomic():
        do_stop(matte)
        pk = str(matte.pk)
        transaction.on_commit(lambda: _clear(pk))
        matte.delete()


def do_empty_bin() -> None:
    """Purges what has lain in the bin long enough. For the sweep."""
    for matte in Matte.objects.filter(deleted_at__lt=timezone.now() - KEPT_IN_BIN).select_related("asset"):
        do_purge(matte)


def do_set_prompt(matte: Matte, frame: int, said: prompts.Said, picture: bytes | None = None) -> Matte:
    """Set what is said of one frame, or remove its prompt when that is nothing. Returns the row with its new revision.

    What the prompt rules, the frames up to the neighbouring prompted ones, is made again. picture: of the frame as the
    page shows it, JPEG or WebP; only looked at while the footage has no proxy. Raises Invalid, Conflict.
    """
    entry = prompts.written(frame, said)
    if not matte.asset.proxy_key and not picture:
        picture = _kept_picture(matte, frame)
    if entry or matte.asset.state == Asset.State.READY:
        prompts.check(matte.asset, frame, said, picture)

    def change(revision: int, entries: Entries, invalidations: Entries) -> tuple[Entries, Entries] | None:
        others = [p for p in entries if p["frame"] != frame]
        if not entry and len(others) == len(entries):
            return None  # nothing to remove
        start, end = ruled_by(frame, [p["frame"] for p in others], _count(matte.asset))
        before = 0
        if entry and others:
            before = revision if len(others) == len(entries) else corrected_before(invalidations, start, end)
        return [*others, entry] if entry else others, add_invalidation(invalidations, revision, start, end, before)

    return _revise(matte, change, frame, picture)


def do_go_on(asset: Asset) -> None:
    """The footage has a proxy: what was clicked before that is made again from it, and then the rest of the clip."""
    last = asset.frame_count - 1

    def change(revision: int, entries: Entries, invalidations: Entries) -> tuple[Entries, Entries] | None:
        if all(i["end"] <= last for i in invalidations):
            return None
        counted = {min(p["frame"], last): p for p in entries}  # a page's count may differ by a few
        return [{**p, "frame": frame} for frame, p in counted.items()], add_invalidation([], revision, 0, last)

    for matte in asset.mattes.filter(deleted_at=None).exclude(prompts=[]):
        _revise(matte, change)


def _revise(
    matte: Matte,
    change: Callable[[int, Entries, Entries], tuple[Entries, Entries] | None],
    frame: int = 0,
    picture: bytes | None = None,
) -> Matte:
    """Prompts and invalidations as `change` makes them of the next revision and those there are, unless that is None.

    One filtered UPDATE that is tried again when somebody else was faster.
    """
    for _ in range(TRIES):
        current = Matte.objects.filter(pk=matte.pk).values("revision", "prompts", "invalidations").first()
        if current is None:
            raise Conflict("This matte was deleted meanwhile: make a new one.")
        changed = change(current["revision"] + 1, current["prompts"], current["invalidations"])
        if changed is None:
            break
        entries, invalidations = changed
        if len(entries) > MAX_PROMPTS:
            raise Invalid(f"{len(entries)} prompted frames are too many: {MAX_PROMPTS} at most.")
        fields = {
            "revision": current["revision"] + 1,
            "prompts": sorted(entries, key=lambda p: p["frame"]),
            "invalidations": invalidations,
            "error": "",
            "updated_at": timezone.now(),
        }
        with transaction.atomic():
            if not Matte.objects.filter(pk=matte.pk, revision=current["revision"]).update(**fields):
                continue
            for name, value in fields.items():
                setattr(matte, name, value)
            _start_on_commit(matte, frame, picture, is_new=matte.revision == 1)
            _changed(matte)
        return matte
    else:
        raise Conflict("Somebody else changes this matte all the time: try again.")
    matte.refresh_from_db()
    return matte


def do_expect_click(asset: Asset, frame: int) -> None:
    """Somebody may click in that frame soon: a worker that has nothing better to do makes its picture ready."""
    if asset.state != Asset.State.READY or not asset.proxy_key or not 0 <= frame < asset.frame_count:
        return
    with suppress(redis.RedisError, OSError):
        if leases.claim_once(f"expect:{asset.pk}:{frame}", EXPECTED_S * 1000):
            app.send_task("gpu.expect", args=[asset.proxy_key, frame], priority=WATCHED, expires=EXPECTED_S)


def ruled_by(frame: int, others: list[int], frame_count: int) -> tuple[int, int]:
    """First and last frame that a prompt at `frame` rules: up to the other prompted frames on each side."""
    before = max((f for f in others if f < frame), default=-1)
    after = min((f for f in others if f > frame), default=frame_count)
    return before + 1, after - 1


def corrected_before(known: list[dict[str, int]], start: int, end: int) -> int:
    """What stands under the correction that rules start..end, when that is given anew; 0 when it is none."""
    return next((i.get("before", 0) for i in known if (i["start"], i["end"]) == (start, end)), 0)


def add_invalidation(
    known: list[dict[str, int]], revision: int, start: int, end: int, before: int = 0
) -> list[dict[str, int]]:
    """`known` and the new one, without those that it makes pointless, bounded in number. before: see Invalidation.

    When there are too many the oldest two become one range: too much is made again then, never too little.
    """
    new = {"revision": revision, "start": start, "end": end} | ({"before": before} if before else {})
    # what stands under a correction depends on what was overruled for good before it
    kept = [i for i in known if not (start <= i["start"] and i["end"] <= end and (i.get("before") or not before))]
    kept.append(new)
    while len(kept) > KEPT_INVALIDATIONS:
        a, b, *rest = kept
        low, high = min(a["start"], b["start"]), max(a["end"], b["end"])
        kept = [{"revision": max(a["revision"], b["revision"]), "start": low, "end": high}, *rest]
    return kept


# -- the job


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


def do_sweep() -> int:
    """Queue mattes that want work and that nobody works on; returns how many. Takes over lasting errors, too."""
    queued = 0
    kept = Matte.objects.filter(deleted_at=None, asset__deleted_at=None, asset__project__deleted_at=None)
    ready = kept.exclude(prompts=[]).filter(asset__state=Asset.State.READY)
    for matte in ready.select_related("asset__project").iterator():
        state = live.Live(leases.connection(), str(matte.pk))
        _take_error(matte, state.lasting_error())
        if state.revision() == matte.revision and not state.wants_work():
            continue
        do_want_all(matte)
        queued += 1
    return queued


def _take_error(matte: Matte, error: str) -> None:
    if matte.error == error:
        return
    with transaction.atomic():
        if Matte.objects.filter(pk=matte.pk, revision=matte.revision).update(error=error):
            matte.error = error
            _changed(matte)


def _kept_picture(matte: Matte, frame: int) -> bytes | None:
    with suppress(redis.RedisError, OSError):
        return live.Live(leases.connection(), str(matte.pk)).picture(frame)
    return None


def _count(asset: Asset) -> int:
    """Its frames, or as many as there can be while it was not processed."""
    return asset.frame_count or MAX_FRAMES


def _start_on_commit(matte: Matte, frame: int = 0, picture: bytes | None = None, *, is_new: bool = False) -> None:
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


def _stop(pk: str) -> None:
    try:
        live.Live(leases.connection(), pk).forget()
    except redis.RedisError as error:
        log.warning("Redis keeps keys of the deleted matte %s: %s", pk, error)


def _clear(pk: str) -> None:
    try:
        for prefix in (f"mattes/{pk}/", f"drafts/{pk}/", f"checkpoints/{pk}/"):
            for key in storage.list_keys(prefix):
                storage.delete(key)
    except storage.StorageError:
        log.warning("Objects of the deleted matte %s stay in S3", pk, exc_info=True)


def _changed(matte: Matte) -> None:
    pk: UUID = matte.pk

    def event() -> dict[str, Any]:
        row = Matte.objects.filter(pk=pk, deleted_at=None).first()
        return {"type": "matte", "matte": matte_row(row)} if row else {"type": "matte_deleted", "matte": str(pk)}

    events.publish(matte.asset.project_id, event)


# -- reads


def chunks(matte: Matte) -> list[dict[str, Any]]:
    """Chunk objects with frames that still hold, by revision; a frame in several is the last one's.

    Drafts come before what is final at the same revision, and are left out where all of their frames are.
    """
    found, final = [], dict[int, int]()  # frame -> revision
    for folder in ("mattes", "drafts"):
        for key in storage.list_keys(f"{folder}/{matte.pk}/"):
            match = re.fullmatch(r".*/(\d{8})-(\d{8})-(\d{8})\.phm", key)
            if not match:
                continue
            revision, start, end = map(int, match.groups())
            overruled = any(
                i["revision"] > revision and i["start"] <= start and end <= i["end"] for i in matte.invalidations
            )
            if folder == "mattes":
                final.update({frame: max(revision, final.get(frame, 0)) for frame in range(start, end + 1)})
            elif all(final.get(frame, -1) >= revision for frame in range(start, end + 1)):
                continue
            if not overruled:
                row = {"start": start, "end": end, "revision": revision, "url": storage.presign_get(key)}
                found.append((revision, folder == "mattes", start, row))
    return [row for *_, row in sorted(found, key=lambda chunk: chunk[:3])]
