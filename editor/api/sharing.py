from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from editor import access, queries
from editor.access import Action, Role
from editor.api import schemas
from editor.api.auth import share_token
from editor.flows import sharing

router = Router(tags=["sharing"])


class NewShare(Schema):
    role: Literal["viewer"] = "viewer"


class Shared(Schema):
    project: schemas.ProjectInfo


def origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@router.get("/projects/{uuid:pk}/shares", response=list[schemas.Share])
def list_shares(request: HttpRequest, pk: UUID) -> Any:
    project, _ = access.get_project(request.user, pk, Action.MANAGE, share_token(request))
    return [queries.share_row(link, origin(request)) for link in project.share_links.all()]


@router.post("/projects/{uuid:pk}/shares", response=schemas.Share)
def share_project(request: HttpRequest, pk: UUID, body: NewShare | None = None) -> Any:
    project, _ = access.get_project(request.user, pk, Action.MANAGE)
    return queries.share_row(sharing.do_share(project), origin(request))


@router.delete("/shares/{uuid:pk}", response={204: None})
def revoke_share(request: HttpRequest, pk: UUID) -> Any:
    sharing.do_revoke(access.get_share(request.user, pk))
    return Status(204, None)


@router.get("/shared/{token}", response=Shared)
def open_share(request: HttpRequest, token: str) -> Any:
    """What a link leads to. Needs no session and makes none."""
    project = access.open_share(token)
    return {
        "project": {"id": project.pk, "name": project.name, "role": Role.VIEWER.value, "updated_at": project.updated_at}
    }
