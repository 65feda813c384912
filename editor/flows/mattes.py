"""A matte's life: made, prompted, deleted, swept. The row is the truth about prompts and revision."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from editor import events, leases, queries
from editor.flows import KEPT_IN_BIN, Conflict, Invalid, matte_jobs, prompts
from editor.flows.invalidations import add_invalidation, corrected_before, ruled_by
from editor.models import Asset, Matte
from inference import live
from inference.contracts import MAX_FRAMES, MAX_PROMPTS

Entries = list[dict[str, Any]]
MAX_MATTES = 100  # of one asset
MAX_NAME = 100
COLOURS = ("#3ea6ff", "#ff6b6b", "#51cf66", "#fcc419", "#cc5de8", "#22b8cf", "#ff922b", "#f06595")
TRIES = 20


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
        raise Invalid(_("The colour {colour} is not understood: write it as #rrggbb.").format(colour=repr(colour[:20])))
    entry = None
    if first:
        prompts.check(asset, *first, picture)
        entry = prompts.written(*first)
    count = asset.mattes.filter(deleted_at=None).count()
    if count >= MAX_MATTES:
        refusal = _("{name} has {count} mattes, which is the most: delete one first.")
        raise Conflict(refusal.format(name=asset.name, count=count))
    matte = Matte(
        asset=asset,
        name=name.strip()[:MAX_NAME] or _("Object {number}").format(number=count + 1),
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
                matte_jobs.start_on_commit(matte, entry["frame"], picture, is_new=True)
            _changed(matte)
    except IntegrityError:
        there = asset.mattes.filter(pk=matte.pk, deleted_at=None).first()
        if there is None:
            raise Conflict(_("A matte with this id is there already: make one with another id.")) from None
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
    transaction.on_commit(lambda: matte_jobs.stop(pk))


def do_restore(matte: Matte) -> Matte:
    """Out of the bin with all its masks, which still lie in S3; those not made yet are made now."""
    with transaction.atomic():
        Matte.objects.filter(pk=matte.pk).update(deleted_at=None)
        matte.refresh_from_db()
        if matte.prompts:
            matte_jobs.start_on_commit(matte)
        _changed(matte)
    return matte


def do_purge(matte: Matte) -> None:
    """Deletes it for good: the row; then, on commit, its keys in Redis and its objects in S3."""
    with transaction.atomic():
        do_stop(matte)
        pk = str(matte.pk)
        transaction.on_commit(lambda: matte_jobs.clear(pk))
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
        picture = matte_jobs.kept_picture(matte, frame)
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
    for _attempt in range(TRIES):
        current = Matte.objects.filter(pk=matte.pk).values("revision", "prompts", "invalidations").first()
        if current is None:
            raise Conflict(_("This matte was deleted meanwhile: make a new one."))
        changed = change(current["revision"] + 1, current["prompts"], current["invalidations"])
        if changed is None:
            break
        entries, invalidations = changed
        if len(entries) > MAX_PROMPTS:
            refusal = _("{count} prompted frames are too many: {most} at most.")
            raise Invalid(refusal.format(count=len(entries), most=MAX_PROMPTS))
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
            matte_jobs.start_on_commit(matte, frame, picture, is_new=matte.revision == 1)
            _changed(matte)
        return matte
    else:
        raise Conflict(_("Somebody else changes this matte all the time: try again."))
    matte.refresh_from_db()
    return matte


# -- what the sweep does


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
        matte_jobs.do_want_all(matte)
        queued += 1
    return queued


def _take_error(matte: Matte, error: str) -> None:
    if matte.error == error:
        return
    with transaction.atomic():
        if Matte.objects.filter(pk=matte.pk, revision=matte.revision).update(error=error):
            matte.error = error
            _changed(matte)


def _count(asset: Asset) -> int:
    """Its frames, or as many as there can be while it was not processed."""
    return asset.frame_count or MAX_FRAMES


def _changed(matte: Matte) -> None:
    pk: UUID = matte.pk

    def event() -> dict[str, Any]:
        row = Matte.objects.filter(pk=pk, deleted_at=None).first()
        return (
            {"type": "matte", "matte": queries.matte_row(row)} if row else {"type": "matte_deleted", "matte": str(pk)}
        )

    events.publish(matte.asset.project_id, event)
