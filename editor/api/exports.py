"""Exports are the owner's: a share link shows the project, not what was made of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from editor import access, queries
from editor.access import Action
from editor.api import schemas
from editor.api.auth import person, share_token
from editor.flows import exports

router = Router(tags=["exports"])


@router.get("/projects/{uuid:pk}/exports", response=list[schemas.Export])
def list_exports(request: HttpRequest, pk: UUID) -> Any:
    project, _ = access.get_project(request.user, pk, Action.EDIT, share_token(request))
    return [queries.export_row(export) for export in project.exports.select_related("project").defer("reading")]


@router.post("/projects/{uuid:pk}/exports", response=schemas.Export)
def request_export(request: HttpRequest, pk: UUID) -> Any:
    project, _ = access.get_project(request.user, pk, Action.EDIT)
    return queries.export_row(exports.do_request_export(project, person(request)))


@router.get("/exports/{uuid:pk}", response=schemas.Export)
def get_export(request: HttpRequest, pk: UUID) -> Any:
    return queries.export_row(access.get_export(request.user, pk, Action.EDIT, share_token(request)))


@router.get("/exports/{uuid:pk}/file", response={302: None})
def download_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leads to the MP4 in S3 by an address signed now: a link to here lasts as long as the export."""
    return HttpResponseRedirect(
        exports.file_url(access.get_export(request.user, pk, Action.EDIT, share_token(request)))
    )


@router.post("/exports/{uuid:pk}/cancel", response=schemas.Export)
def cancel_export(request: HttpRequest, pk: UUID) -> Any:
    export = access.get_export(request.user, pk, Action.EDIT)
    exports.do_cancel_export(export)
    return queries.export_row(export)
