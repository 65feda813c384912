"""An asset's life: upload under way, processing, ready or failed; and its end.

Bytes go from the browser to S3; here are only the rows and S3's book-keeping of parts. Calls to S3 stay outside of
transactions, which on SQLite hold the only write lock.
"""

import logging
import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from editor import events, storage
from editor.flows import KEPT_IN_BIN, Conflict, Invalid, mattes
from editor.lib.names import clean_name, key_name
from editor.models import Asset, Project
from inference.words import sentence

log = logging.getLogger(__name__)
MAX_URLS = 1000  # of one request
FIRST_URLS = 16  # given with the list of parts
ABANDONED = timedelta(days=1)
KEY_FIELDS = ("original_key", "proxy_key", "poster_key", "filmstrip_key", "peaks_key", "frames_key")

# -- upload


def check_new(name: str, size: int) -> str:
    """The name as stored. Raises Invalid."""
    name = clean_name(name)
    if not name:
        raise Invalid(_("The file has no name: rename it and drop it again."))
    if size <= 0:
        raise Invalid(_("{name} is empty (0 bytes): choose a file with something in it.").format(name=name))
    if size > settings.UPLOAD_MAX_BYTES:
        refusal = _("{name} has {size} GB, and the limit is {limit} GB: cut or compress it first.")
        has, limit = (number_format(each / 1e9, 1) for each in (size, settings.UPLOAD_MAX_BYTES))
        raise Invalid(refusal.format(name=name, size=has, limit=limit))
    return name


def part_count(asset: Asset) -> int:
    return -(-asset.size // asset.part_size)


def do_begin(project: Project, name: str, size: int, content_type: str = "") -> Asset:
    """A row, and a multipart upload begun in S3. Raises Invalid."""
    name = check_new(name, size)
    asset = Asset(project=project, name=name, size=size, content_type=content_type[:100])
    for field, value in _fresh_upload(asset).items():
        setattr(asset, field, value)
    asset.save(force_insert=True)
    events.asset_changed(asset)
    return asset


def do_restart(asset: Asset) -> Asset:
    """Begin an upload again that S3 gave up, that failed, or whose file S3 has lost. The row stays, with its clips.

    Raises Conflict for footage that is fine.
    """
    unfinished = Q(state__in=(Asset.State.UPLOADING, Asset.State.FAILED))
    if asset.state == Asset.State.READY and storage.size_of(asset.original_key) is None:
        unfinished = Q(state=Asset.State.READY, original_key=asset.original_key)
    old_key, old_upload = asset.original_key, asset.upload_id
    fresh = _fresh_upload(asset)
    anew = {"state": Asset.State.UPLOADING, "error": "", "progress": 0.0, "info": {}}
    if not _change(asset, {**fresh, **anew}, unfinished):
        storage.abort_upload(fresh["original_key"], fresh["upload_id"])
        raise Conflict(_("{name} is uploaded already: it need not be sent again.").format(name=asset.name))
    if old_upload:
        storage.abort_upload(old_key, old_upload)
    delete_unused({old_key} - {""})
    return asset


def _fresh_upload(asset: Asset) -> dict[str, Any]:
    """A multipart upload begun in S3, as the row notes it. Under a key of its own: copies share the old one."""
    key = f"originals/{uuid.uuid4()}/{key_name(asset.name)}"
    upload = storage.create_upload(key, asset.content_type or "application/octet-stream")
    return {"original_key": key, "upload_id": upload, "part_size": storage.part_size_for(asset.size)}


def part_urls(asset: Asset, numbers: list[int]) -> dict[int, str]:
    """Where to PUT each part. Raises Invalid for parts that the file does not have, Conflict after the upload."""
    if asset.state != Asset.State.UPLOADING:
        raise Conflict(_("{name} is uploaded already: no part is wanted any more.").format(name=asset.name))
    if len(numbers) > MAX_URLS:
        refusal = _("{count} parts at once are too many: ask for {most} at most.")
        raise Invalid(refusal.format(count=len(numbers), most=MAX_URLS))
    last = part_count(asset)
    wrong = [n for n in numbers if not 1 <= n <= last]
    if wrong:
        refusal = _("{name} has no part {number}: its parts are 1 to {last}.")
        raise Invalid(refusal.format(name=asset.name, number=wrong[0], last=last))
    return {n: storage.presign_part(asset.original_key, asset.upload_id, n) for n in numbers}


def first_urls(asset: Asset, done: Collection[int]) -> dict[int, str]:
    """Where to PUT the first parts that are not done: a small file then needs no other answer."""
    missing = (n for n in range(1, part_count(asset) + 1) if n not in done)
    return part_urls(asset, list(islice(missing, FIRST_URLS))) if asset.state == Asset.State.UPLOADING else {}


def parts_done(asset: Asset) -> list[storage.Part]:
    """Parts that S3 holds whole, by number; all of them once the upload is over."""
    if asset.state != Asset.State.UPLOADING:
        return [storage.Part(n, _size_of_part(asset, n), "") for n in range(1, part_count(asset) + 1)]
    try:
        parts = storage.list_parts(asset.original_key, asset.upload_id)
    except storage.UploadGone:
        return []
    return [p for p in parts if p.number <= part_count(asset) and p.size == _size_of_part(asset, p.number)]


def _size_of_part(asset: Asset, number: int) -> int:
    return min(asset.part_size, asset.size - (number - 1) * asset.part_size)


def do_complete(asset: Asset) -> Asset:
    """Join the parts and queue the processing. Twice is fine. Raises Conflict with `missing`, the part numbers."""
    if asset.state != Asset.State.UPLOADING:
        return asset
    parts = parts_done(asset)
    missing = sorted(set(range(1, part_count(asset) + 1)) - {p.number for p in parts})
    # a call before this one may have joined them and died, or be about to write the row
    if not missing or storage.size_of(asset.original_key) != asset.size:
        if missing:
            late = _("{count} of {all} parts of {name} have not arrived: send them again.")
            raise Conflict(
                late.format(count=len(missing), all=part_count(asset), name=asset.name), missing=missing[:MAX_URLS]
            )
        try:
            storage.complete_upload(asset.original_key, asset.upload_id, parts)
        except storage.UploadGone:
            if storage.size_of(asset.original_key) != asset.size:
                refusal = _("The upload of {name} was given up: drop the file again.")
                raise Conflict(refusal.format(name=asset.name)) from None
    with transaction.atomic():
        fields = {"state": Asset.State.PROCESSING, "upload_id": "", "progress": 0.0, "updated_at": timezone.now()}
        if Asset.objects.filter(pk=asset.pk, state=Asset.State.UPLOADING).update(**fields):
            events.enqueue("media.process", asset.pk)
            events.asset_changed(asset)
    asset.refresh_from_db()
    return asset


def do_abort_abandoned() -> int:
    """Give up uploads that nobody has asked about for a day; returns how many. For the sweep."""
    late = Q(state=Asset.State.UPLOADING, updated_at__lt=timezone.now() - ABANDONED)
    count = 0
    for asset in Asset.objects.filter(late):
        why = sentence("The upload of {name} stopped half-way and was given up: drop the file again.", name=asset.name)
        upload = asset.upload_id
        if _change(asset, {"state": Asset.State.FAILED, "error": why, "upload_id": ""}, late):
            storage.abort_upload(asset.original_key, upload)
            count += 1
    return count


def do_abort_orphans() -> int:
    """Free the parts of uploads that no row names: of one deleted while S3 was away, of a server that died between."""
    count = 0
    for upload in storage.list_uploads():
        old = upload.begun_at < timezone.now() - ABANDONED
        if old and not Asset.objects.filter(upload_id=upload.upload_id).exists():
            storage.abort_upload(upload.key, upload.upload_id)
            count += 1
    return count


def touch(asset: Asset) -> None:
    """Somebody is at this upload still."""
    Asset.objects.filter(pk=asset.pk, state=Asset.State.UPLOADING).update(updated_at=timezone.now())


# -- processing


def do_progress(asset: Asset, progress: float) -> None:
    """0..1 of the processing. Nothing happens to an asset that is not processing."""
    _change(asset, {"progress": min(max(progress, 0.0), 1.0)}, Q(state=Asset.State.PROCESSING))


def do_found(asset: Asset, **fields: Any) -> None:
    """What is known before the rest is made: pages show its poster, size and length early."""
    _change(asset, fields, Q(state=Asset.State.PROCESSING))


def do_ready(asset: Asset, **fields: Any) -> None:
    """Processed: `fields` are what the probe found and the keys of the derivatives. Masks clicked before go on."""
    done = {"state": Asset.State.READY, "progress": 1.0, "error": ""}
    if _change(asset, {**fields, **done}, Q(state=Asset.State.PROCESSING)) and asset.kind == Asset.Kind.VIDEO:
        mattes.do_go_on(asset)


def do_fail(asset: Asset, why: str) -> None:
    """It cannot be used; `why` is a sentence for a person, in English as inference/words.py has it."""
    _change(asset, {"state": Asset.State.FAILED, "error": why, "upload_id": ""}, ~Q(state=Asset.State.READY))


def do_reprocess(asset: Asset) -> None:
    """Process again from the original. Raises Conflict while that is not uploaded."""
    if asset.state == Asset.State.UPLOADING or storage.size_of(asset.original_key) is None:
        raise Conflict(f"The original of {asset.name} is not in S3: it has to be uploaded again.")
    with transaction.atomic():
        _change(asset, {"state": Asset.State.PROCESSING, "error": "", "progress": 0.0}, Q())
        events.enqueue("media.process", asset.pk)


def _change(asset: Asset, fields: dict[str, Any], where: Q) -> bool:
    """One filtered UPDATE, then the event; `asset` gets what was written."""
    fields = {**fields, "updated_at": timezone.now()}
    with transaction.atomic():
        if not Asset.objects.filter(where, pk=asset.pk).update(**fields):
            return False
        events.asset_changed(asset)
    for name, value in fields.items():
        setattr(asset, name, value)
    return True


# -- the end


def do_delete(asset: Asset) -> None:
    """Into the bin with its mattes: nobody sees it. An upload under way goes for good, its parts with it."""
    if asset.state == Asset.State.UPLOADING:
        do_purge(asset)
        return
    with transaction.atomic():
        _change(asset, {"deleted_at": timezone.now()}, Q(deleted_at=None))
        for matte in asset.mattes.filter(deleted_at=None):
            mattes.do_stop(matte)


def do_restore(asset: Asset) -> Asset:
    """Out of the bin, with its mattes."""
    with transaction.atomic():
        _change(asset, {"deleted_at": None}, Q())
        for matte in asset.mattes.filter(deleted_at=None):
            mattes.do_restore(matte)
    return asset


def do_empty_bin() -> None:
    """Purges what has lain in the bin long enough. For the sweep."""
    for asset in Asset.objects.filter(deleted_at__lt=timezone.now() - KEPT_IN_BIN):
        do_purge(asset)


def do_purge(asset: Asset) -> None:
    """The row goes, then what S3 holds for it alone. Clips that show it find their source missing."""
    keys = {getattr(asset, field) for field in KEY_FIELDS} - {""}
    pk, project, original, upload = asset.pk, asset.project_id, asset.original_key, asset.upload_id
    with transaction.atomic():
        for matte in asset.mattes.select_related("asset"):
            mattes.do_purge(matte)
        asset.delete()
        events.publish(project, {"type": "asset_deleted", "asset": str(pk)})

        def clear() -> None:
            try:
                if upload:
                    storage.abort_upload(original, upload)
                delete_unused(keys.union(storage.list_keys(f"derived/{pk}/")))
            except storage.StorageError:
                log.warning("Objects of the deleted asset %s stay in S3", pk, exc_info=True)

        transaction.on_commit(clear)


def delete_unused(keys: Iterable[str]) -> None:
    """Delete objects that no asset names: copies of a project share them."""
    for key in sorted(keys):
        named = Q()
        for field in KEY_FIELDS:
            named |= Q(**{field: key})
        if not Asset.objects.filter(named).exists():
            storage.delete(key)
