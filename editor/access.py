"""What a person or a link may do. The sole authority: HTTP, sockets and presigned URLs all ask here.

Whoever may not even see a thing gets NotFound, as if it did not exist; who may see it but not do this gets Refused.
"""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from editor.models import Asset, Export, Matte, Project, ShareLink, User

Person = User | AnonymousUser | None


class Role(StrEnum):
    OWNER = "owner"
    VIEWER = "viewer"


class Action(StrEnum):
    VIEW = "view"  # the document, its media and mattes
    EDIT = "edit"  # change the document, add media, prompt mattes, export
    MANAGE = "manage"  # rename, delete, share


ALLOWED = {Role.OWNER: frozenset(Action), Role.VIEWER: frozenset({Action.VIEW})}


class NotFound(Exception):
    """Not there, or not for this person: nobody can tell which."""


class Refused(Exception):
    """str() is a sentence for the person."""


def role_of(person: Person, project: Project, token: str | None = None) -> Role | None:
    """The best role that the person or the link gives; None for strangers, and for all while it is in the bin."""
    if project.deleted_at is not None:
        return None
    if owns(person, project):
        return Role.OWNER
    if token and ShareLink.objects.filter(project=project, token=token, revoked_at=None).exists():
        return Role.VIEWER
    return None


def owns(person: Person, project: Project) -> bool:
    return person is not None and person.is_authenticated and project.owner_id == person.pk


def may(role: Role | None, action: Action) -> bool:
    return role is not None and action in ALLOWED[role]


def require(role: Role | None, action: Action) -> Role:
    if role is None:
        raise NotFound
    if not may(role, action):
        raise Refused(_refusal(action))
    return role


def _refusal(action: Action) -> str:
    if action == Action.MANAGE:
        return _("A share link lets you look, not manage: ask the owner of the project to do it.")
    return _("A share link lets you look, not edit: ask the owner of the project to do it.")


# -- rows by id, as somebody may see them

Row = TypeVar("Row", bound=Model)


def _get(rows: QuerySet[Row], pk: UUID) -> Row:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def get_project(person: Person, pk: UUID, action: Action, token: str | None = None) -> tuple[Project, Role]:
    project = _get(Project.objects.all(), pk)
    return project, require(role_of(person, project, token), action)


def get_deleted_project(person: Person, pk: UUID) -> Project:
    """A project whether or not it lies in the bin; for its owner alone."""
    project = _get(Project.objects.all(), pk)
    if not owns(person, project):
        raise NotFound
    return project


def get_asset(person: Person, pk: UUID, action: Action, token: str | None = None) -> Asset:
    asset = _get(Asset.objects.filter(deleted_at=None).select_related("project"), pk)
    require(role_of(person, asset.project, token), action)
    return asset


def get_matte(person: Person, pk: UUID, action: Action, token: str | None = None) -> Matte:
    kept = Matte.objects.filter(deleted_at=None, asset__deleted_at=None)
    matte = _get(kept.select_related("asset__project"), pk)
    require(role_of(person, matte.asset.project, token), action)
    return matte


def get_deleted_asset(person: Person, pk: UUID) -> Asset:
    """Footage whether or not it lies in the bin; for who may edit its project."""
    asset = _get(Asset.objects.select_related("project"), pk)
    require(role_of(person, asset.project), Action.EDIT)
    return asset


def get_deleted_matte(person: Person, pk: UUID) -> Matte:
    """A matte whether or not it lies in the bin, of footage that does not; for who may edit its project."""
    matte = _get(Matte.objects.filter(asset__deleted_at=None).select_related("asset__project"), pk)
    require(role_of(person, matte.asset.project), Action.EDIT)
    return matte


def get_export(person: Person, pk: UUID, action: Action, token: str | None = None) -> Export:
    export = _get(Export.objects.select_related("project"), pk)
    require(role_of(person, export.project, token), action)
    return export


def get_share(person: Person, pk: UUID) -> ShareLink:
    link = _get(ShareLink.objects.select_related("project"), pk)
    require(role_of(person, link.project), Action.MANAGE)
    return link


def open_share(token: str) -> Project:
    """The project behind a link; NotFound when it is revoked or its project deleted."""
    link = ShareLink.objects.filter(token=token).select_related("project").first()
    if link is None or role_of(None, link.project, token) is None:
        raise NotFound
    return link.project


async def arole_of(person: Person, project: Project, token: str | None = None) -> Role | None:
    """For sockets."""
    return await sync_to_async(role_of)(person, project, token)
