"""The project document's writes: appended before they are relayed, compacted into a snapshot now and then."""

from typing import Any
from uuid import UUID

import pycrdt
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from editor.models import Document, DocumentUpdate, Project
from editor.render.document import read_document

COMPACT_AFTER = 200  # log rows
Doc = pycrdt.Doc[Any]


class NotAnUpdate(Exception):
    """str() is a sentence for whoever sent it."""


def check_update(update: bytes) -> None:
    """Raises NotAnUpdate for what is too large or is not a Yjs update."""
    if len(update) > settings.MAX_EDIT_BYTES:
        raise NotAnUpdate(
            _("An edit of {size} bytes is over the limit of {limit}.").format(
                size=len(update), limit=settings.MAX_EDIT_BYTES
            )
        )
    try:
        pycrdt.merge_updates(update)
    except ValueError as error:
        raise NotAnUpdate(_("{size} bytes are not a document update.").format(size=len(update))) from error


def do_append(project_id: UUID, updates: list[bytes]) -> None:
    """Store checked updates; they are safe when this returns."""
    with transaction.atomic():
        DocumentUpdate.objects.bulk_create(DocumentUpdate(project_id=project_id, data=update) for update in updates)
        Project.objects.get(pk=project_id).save(update_fields=["updated_at"])


def load(project_id: UUID) -> Doc:
    """The document from its snapshot and the log after it."""
    return _load(project_id)[0]


def read_now(project: Project) -> dict[str, Any]:
    """The plain reading of all that is stored at this moment."""
    return read_document(load(project.pk))


def do_compact(project_id: UUID) -> None:
    """Fold the log into the snapshot and renew the stored reading.

    Deletes exactly the rows it read: with several writers a lower id can become visible after a higher one.
    """
    with transaction.atomic():
        # locked, so that two processes do not overwrite each other's snapshot
        if not Project.objects.select_for_update().filter(pk=project_id).exists():
            return
        doc, folded = _load(project_id)
        if not folded:
            return
        Document.objects.update_or_create(
            project_id=project_id,
            defaults={"snapshot": doc.get_update(), "snapshot_upto": folded[-1], "reading": read_document(doc)},
        )
        DocumentUpdate.objects.filter(project_id=project_id, id__in=folded).delete()


def do_copy_document(source: Project, target: Project, ids: dict[str, str]) -> None:
    """Give `target` the document of `source`. `ids`: of assets and mattes, to those of their copies.

    A clip whose matte has no copy loses it; one whose asset has none shows its source as missing.
    """
    doc = load(source.pk)
    clips, filed = doc.get("clips", type=pycrdt.Map), doc.get("filed", type=pycrdt.Map)
    with doc.transaction():
        for asset, row in (filed.to_py() or {}).items():
            del filed[asset]
            if asset in ids and isinstance(row, dict):
                filed[ids[asset]] = pycrdt.Map(row)
        for key in list(clips.keys()):
            clip = clips[key]
            if isinstance(clip, pycrdt.Map):
                if isinstance(clip.get("asset"), str) and clip["asset"] in ids:
                    clip["asset"] = ids[clip["asset"]]
                _point_at_copies(clip, ids)
    Document.objects.update_or_create(
        project=target, defaults={"snapshot": doc.get_update(), "snapshot_upto": 0, "reading": read_document(doc)}
    )


def _point_at_copies(clip: pycrdt.Map[Any], ids: dict[str, str]) -> None:
    """Give a clip's effects and matte the ids of copies; both are shared types, or plain as older pages wrote them."""
    effects = clip.get("effects")
    plain = effects.to_py() if isinstance(effects, pycrdt.Array) else effects
    rows: list[Any] = plain if isinstance(plain, list) else []
    for place, row in enumerate(rows):
        copied = ids.get(str(row.get("lut"))) if isinstance(row, dict) else None
        if copied and isinstance(effects, pycrdt.Array):
            effects[place]["lut"] = copied
        elif copied:
            rows[place] = {**row, "lut": copied}
            clip["effects"] = rows
    matte = clip.get("matte")
    if isinstance(matte, dict | pycrdt.Map):
        copied = ids.get(str(matte.get("id")))
        if not copied:
            clip["matte"] = None
        elif isinstance(matte, pycrdt.Map):
            matte["id"] = copied
        else:
            clip["matte"] = {**matte, "id": copied}


def _load(project_id: UUID) -> tuple[Doc, list[int]]:
    """The document, and the ids of the log rows in it."""
    # The log first: what a compaction meanwhile takes out of it is in the snapshot read after. Updates may repeat.
    rows = list(DocumentUpdate.objects.filter(project_id=project_id).order_by("id").values_list("id", "data"))
    stored = Document.objects.filter(project_id=project_id).first()
    doc: Doc = pycrdt.Doc()
    if stored and stored.snapshot:
        doc.apply_update(bytes(stored.snapshot))
    for _row, data in rows:
        doc.apply_update(bytes(data))
    return doc, [row_id for row_id, _data in rows]
