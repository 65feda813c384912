from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Base64Bytes

from editor import access, queries
from editor.access import Action
from editor.api.auth import share_token
from editor.api.schemas import Stored
from editor.flows import matte_jobs, mattes

router = Router(tags=["mattes"])


class Point(Schema):
    """x and y in 0..1 of the picture; keep false: this is not the object."""

    x: float
    y: float
    keep: bool = True


class Box(Schema):
    """Around the object, sides in 0..1 of the picture."""

    left: float
    top: float
    right: float
    bottom: float


class Stroke(Schema):
    """A brush drawn through places (x, y) in 0..1 of the picture; `width` is a share of the picture's width."""

    places: list[tuple[float, float]]
    width: float
    keep: bool = True


class Said(Schema):
    """What a person says of the object in one frame; nothing at all removes the prompt."""

    points: list[Point] = []
    box: Box | None = None
    strokes: list[Stroke] = []


class Prompt(Said):
    frame: int


class Clicked(Said):
    """picture: of the frame as the page shows it, JPEG or WebP in Base64, while the footage is not processed."""

    picture: Base64Bytes | None = None


class Invalidation(Schema):
    """Frames start..end made before `revision` are stale."""

    revision: int
    start: int
    end: int


class Matte(Schema):
    id: UUID
    asset: UUID
    name: str
    colour: str
    revision: int
    prompts: list[Prompt]
    invalidations: list[Invalidation]
    error: Stored


class NewMatte(Schema):
    """id: made by whoever asks, so that asking again makes no second one. prompt: the first. picture: see Clicked."""

    id: UUID | None = None
    name: str = ""
    colour: str = ""
    prompt: Prompt | None = None
    picture: Base64Bytes | None = None


class Expected(Schema):
    frame: int


class Chunk(Schema):
    """Frames start..end, made at `revision`, one after another at `url`."""

    start: int
    end: int
    revision: int
    url: str


@router.get("/projects/{uuid:pk}/mattes", response=list[Matte])
def list_mattes(request: HttpRequest, pk: UUID) -> Any:
    """Of all its footage."""
    project, _ = access.get_project(request.user, pk, Action.VIEW, share_token(request))
    return [queries.matte_row(matte) for matte in queries.mattes_of(project)]


@router.post("/assets/{uuid:pk}/mattes", response=Matte)
def create_matte(request: HttpRequest, pk: UUID, body: NewMatte) -> Any:
    asset = access.get_asset(request.user, pk, Action.EDIT)
    first = (body.prompt.frame, body.prompt.model_dump(exclude={"frame"})) if body.prompt else None
    made = mattes.do_create(asset, body.name, body.colour, pk=body.id, first=first, picture=body.picture)
    return queries.matte_row(made)


@router.post("/assets/{uuid:pk}/expect", response={204: None})
def expect_click(request: HttpRequest, pk: UUID, body: Expected) -> Any:
    """The playhead rests on a frame that may be clicked soon. Promises nothing."""
    matte_jobs.do_expect_click(access.get_asset(request.user, pk, Action.EDIT), body.frame)
    return Status(204, None)


@router.delete("/mattes/{uuid:pk}", response={204: None})
def delete_matte(request: HttpRequest, pk: UUID) -> Any:
    """Into the bin, for a month."""
    mattes.do_delete(access.get_matte(request.user, pk, Action.EDIT))
    return Status(204, None)


@router.post("/mattes/{uuid:pk}/restore", response=Matte)
def restore_matte(request: HttpRequest, pk: UUID) -> Any:
    return queries.matte_row(mattes.do_restore(access.get_deleted_matte(request.user, pk)))


@router.put("/mattes/{uuid:pk}/prompts/{int:frame}", response=Matte)
def set_prompt(request: HttpRequest, pk: UUID, frame: int, body: Clicked) -> Any:
    """All that is said of one frame. Its mask comes over the matte's socket."""
    matte = access.get_matte(request.user, pk, Action.EDIT)
    said = body.model_dump(exclude={"picture"})
    return queries.matte_row(mattes.do_set_prompt(matte, frame, said, body.picture))


@router.get("/mattes/{uuid:pk}/chunks", response=list[Chunk])
def list_chunks(request: HttpRequest, pk: UUID) -> Any:
    return queries.matte_chunks(access.get_matte(request.user, pk, Action.VIEW, share_token(request)))
