"""Exports: asked for, rendered by a worker, cancelled, tried again.

Every change is a filtered UPDATE: a worker that does not know yet that it was cancelled cannot undo the cancelling.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editor import events, storage
from editor.flows import Conflict, Invalid, documents
from editor.lib.names import attachment
from editor.models import Asset, Export, Matte, Project, User
from editor.render.shown import shown_clips, tables_of
from editor.words import said

State = Export.State
LIVE = (State.QUEUED, State.RUNNING)

# -- people


def check_reading(project: Project, reading: dict[str, Any]) -> None:
    """Raises Invalid when there is nothing to render, or something that is seen or heard has no source."""
    if not reading["clips"]:
        raise Invalid(_("The timeline is empty: put a clip on it, then export."))
    clips = shown_clips(reading)
    wanted, tables = {clip["asset"] for clip in clips if clip["kind"] == "media"}, tables_of(clips)
    assets = {str(asset.pk): asset for asset in project.assets.filter(deleted_at=None)}
    gone = wanted - assets.keys()
    if gone:
        many = ngettext(
            "A clip's source is no longer in the project: delete what is marked as missing, or upload it again.",
            "{count} clips' sources are no longer in the project: delete what is marked as missing, "
            "or upload it again.",
            len(gone),
        )
        raise Invalid(many.format(count=len(gone)))
    if tables - assets.keys():
        raise Invalid(_("A colour table is no longer in the project: take its effect off, then export."))
    for pk in sorted(wanted | tables):
        asset = assets[pk]
        if asset.state == Asset.State.FAILED:
            unusable = _("{name} cannot be used ({why}): delete its clips, then export.")
            raise Invalid(unusable.format(name=asset.name, why=said(asset.error)))
        if asset.state == Asset.State.UPLOADING:
            raise Invalid(_("{name} is still uploading: export when it is ready.").format(name=asset.name))
        if asset.state == Asset.State.PROCESSING:
            raise Invalid(_("{name} is still processing: export when it is ready.").format(name=asset.name))
    masks = {clip["matte"]["id"] for clip in clips if clip.get("matte")}
    kept = Matte.objects.filter(asset__project=project, deleted_at=None)
    if masks - {str(pk) for pk in kept.values_list("pk", flat=True)}:
        deleted = _("A clip's mask was deleted: select the clip, bring its mask back or take it off, then export.")
        raise Invalid(deleted)


def do_request_export(project: Project, person: User | None) -> Export:
    """Freeze the document as it is now and queue its rendering. Raises Invalid."""
    reading = documents.read_now(project)
    check_reading(project, reading)
    with transaction.atomic():
        export = Export.objects.create(project=project, requested_by=person, reading=reading)
        events.enqueue("export.render", export.pk)
        events.export_changed(export)
    return export


def do_cancel_export(export: Export) -> None:
    """Nothing happens to one that has ended. The worker stops when it next reports."""
    _change(export, LIVE, state=State.CANCELLED)


def do_retry_export(export: Export) -> None:
    """Render the same reading again. Raises Conflict unless it failed or was cancelled."""
    with transaction.atomic():
        if not _change(export, (State.FAILED, State.CANCELLED), state=State.QUEUED, progress=0.0, error=""):
            refusal = _("This export is {state}: only one that failed or was cancelled is tried again.")
            raise Conflict(refusal.format(state=_state(export)))
        events.enqueue("export.render", export.pk)


def file_url(export: Export) -> str:
    """Where to download it, for an hour at least, under the project's name. Raises Conflict until it is done."""
    if export.state != State.DONE or not export.key:
        raise Conflict(_("This export is {state}: it has no file yet.").format(state=_state(export)))
    return storage.presign_get(export.key, disposition=attachment(f"{export.project.name or 'Playhead'}.mp4"))


def _state(export: Export) -> str:
    """As a word in a sentence."""
    words = {
        State.QUEUED: _("queued"),
        State.RUNNING: _("running"),
        State.DONE: _("done"),
        State.FAILED: _("failed"),
        State.CANCELLED: _("cancelled"),
    }
    return words[State(export.state)]


# -- workers; each returns False when the export is no longer theirs to change, that is cancelled or done


def do_start_export(export: Export) -> bool:
    """True also for one that a worker began and did not end: another goes on with it."""
    return _change(export, LIVE, state=State.RUNNING)


def do_report_progress(export: Export, progress: float) -> bool:
    """progress: 0..1."""
    return _change(export, (State.RUNNING,), progress=min(max(progress, 0.0), 1.0))


def do_finish_export(export: Export, key: str, size: int) -> bool:
    """The MP4 lies whole under `key`, `size` bytes; that of an export cancelled meanwhile is deleted."""
    if _change(export, (State.RUNNING,), state=State.DONE, progress=1.0, key=key, size=size, error=""):
        return True
    if export.state != State.DONE:
        storage.delete(key)
    return False


def do_fail_export(export: Export, why: str) -> bool:
    """`why` is a sentence for a person, in English as inference/words.py has it."""
    return _change(export, LIVE, state=State.FAILED, error=why)


def _change(export: Export, states: Iterable[str], **fields: Any) -> bool:
    """One filtered UPDATE and its event; `export` is as stored afterwards either way."""
    with transaction.atomic():
        rows = Export.objects.filter(pk=export.pk, state__in=list(states))
        changed = bool(rows.update(**fields, updated_at=timezone.now()))
        if changed:
            events.export_changed(export)
    export.refresh_from_db()
    return changed
