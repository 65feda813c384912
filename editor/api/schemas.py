"""What the API answers, for OpenAPI and for the check that rows hold nothing else."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator

from editor.words import said

# a sentence that a worker wrote, as its reader is told it
Stored = Annotated[str, AfterValidator(said)]


class Me(Schema):
    id: int
    name: str
    is_guest: bool
    preferences: dict[str, Any]


class Preferences(Schema):
    preferences: dict[str, Any]


class ProjectCard(Schema):
    id: UUID
    name: str
    created_at: datetime
    updated_at: datetime
    poster_url: str | None = None


class ProjectInfo(Schema):
    id: UUID
    name: str
    role: str
    updated_at: datetime


class AssetUrls(Schema):
    """Presigned, good for one to two hours; null while there is no such object."""

    original: str | None
    proxy: str | None
    poster: str | None
    filmstrip: str | None
    peaks: str | None
    frames: str | None


class Asset(Schema):
    id: UUID
    project: UUID
    name: str
    kind: str
    state: str
    error: Stored
    progress: float
    created_at: datetime
    size: int
    width: int
    height: int
    rate: tuple[int, int]
    frame_count: int
    duration: int
    has_audio: bool
    filmstrip: dict[str, Any] | None
    urls: AssetUrls


class NewUpload(Schema):
    asset: Asset
    part_size: int
    part_count: int


class Part(Schema):
    number: int
    size: int


class PartsDone(Schema):
    done: list[Part]
    part_size: int
    urls: dict[int, str]


class PartUrls(Schema):
    urls: dict[int, str]


class Export(Schema):
    id: UUID
    project: UUID
    state: str
    progress: float
    error: Stored
    size: int
    url: str | None
    created_at: datetime


class Share(Schema):
    id: UUID
    token: str
    role: str
    url: str
    created_at: datetime
    revoked: bool
