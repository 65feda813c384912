from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from editor import access, queries
from editor.access import Action
from editor.api import schemas
from editor.api.auth import share_token
from editor.flows import uploads

router = Router(tags=["assets"])


class NewAsset(Schema):
    name: str
    size: int
    content_type: str = ""


class PartNumbers(Schema):
    numbers: list[int]


@router.get("/projects/{uuid:pk}/assets", response=list[schemas.Asset])
def list_assets(request: HttpRequest, pk: UUID) -> Any:
    project, _ = access.get_project(request.user, pk, Action.VIEW, share_token(request))
    return [queries.asset_row(asset) for asset in project.assets.filter(deleted_at=None)]


@router.post("/projects/{uuid:pk}/assets", response=schemas.NewUpload)
def begin_upload(request: HttpRequest, pk: UUID, body: NewAsset) -> Any:
    """Begins a multipart upload: PUT each part to its URL, then complete."""
    project, _ = access.get_project(request.user, pk, Action.EDIT)
    asset = uploads.do_begin(project, body.name, body.size, body.content_type)
    return {
        "asset": queries.asset_row(asset),
        "part_size": asset.part_size,
        "part_count": uploads.part_count(asset),
    }


@router.get("/assets/{uuid:pk}", response=schemas.Asset)
def get_asset(request: HttpRequest, pk: UUID) -> Any:
    return queries.asset_row(access.get_asset(request.user, pk, Action.VIEW, share_token(request)))


@router.delete("/assets/{uuid:pk}", response={204: None})
def delete_asset(request: HttpRequest, pk: UUID) -> Any:
    """Into the bin, for a month. An upload under way is cancelled: nothing of it is kept."""
    uploads.do_delete(access.get_asset(request.user, pk, Action.EDIT))
    return Status(204, None)


@router.post("/assets/{uuid:pk}/restore", response=schemas.Asset)
def restore_asset(request: HttpRequest, pk: UUID) -> Any:
    """Out of the bin, with its mattes."""
    return queries.asset_row(uploads.do_restore(access.get_deleted_asset(request.user, pk)))


@router.get("/assets/{uuid:pk}/parts", response=schemas.PartsDone)
def list_parts(request: HttpRequest, pk: UUID) -> Any:
    """To begin or resume: parts that need not be sent again, and where to PUT the first of the others."""
    asset = access.get_asset(request.user, pk, Action.EDIT)
    done = [{"number": part.number, "size": part.size} for part in uploads.parts_done(asset)]
    urls = uploads.first_urls(asset, {part["number"] for part in done})
    return {"done": done, "part_size": asset.part_size, "urls": urls}


@router.post("/assets/{uuid:pk}/parts", response=schemas.PartUrls)
def sign_parts(request: HttpRequest, pk: UUID, body: PartNumbers) -> Any:
    """Where to PUT each part, good for six hours. Sending a part again is fine."""
    asset = access.get_asset(request.user, pk, Action.EDIT)
    urls = uploads.part_urls(asset, body.numbers)
    uploads.touch(asset)
    return {"urls": urls}


@router.post("/assets/{uuid:pk}/restart", response=schemas.Asset)
def restart_upload(request: HttpRequest, pk: UUID) -> Any:
    """For an upload that was given up or failed: all parts are wanted again."""
    return queries.asset_row(uploads.do_restart(access.get_asset(request.user, pk, Action.EDIT)))


@router.post("/assets/{uuid:pk}/complete", response=schemas.Asset)
def complete_upload(request: HttpRequest, pk: UUID) -> Any:
    """409 with `missing`, the numbers of parts to send again, where some have not arrived."""
    return queries.asset_row(uploads.do_complete(access.get_asset(request.user, pk, Action.EDIT)))
