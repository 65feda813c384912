"""Projects: made, renamed, put in the bin, taken out, copied."""

import uuid

from django.db import transaction
from django.utils import timezone

from editor import events
from editor.flows import Invalid, documents
from editor.models import Asset, Matte, Project, User

LONGEST_NAME = 200
UNTITLED = "Untitled"


def check_name(name: str) -> str:
    """The name as stored. Raises Invalid."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("A project needs a name: type at least one letter.")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"The name has {len(name)} characters: shorten it to {LONGEST_NAME}.")
    return name


def do_create(owner: User, name: str = UNTITLED) -> Project:
    return Project.objects.create(owner=owner, name=check_name(name))


def do_rename(project: Project, name: str) -> None:
    project.name = check_name(name)
    project.save(update_fields=["name", "updated_at"])


def do_delete(project: Project) -> None:
    """Into the bin: nobody sees it, its owner can restore it. Twice is fine."""
    Project.objects.filter(pk=project.pk, deleted_at=None).update(deleted_at=timezone.now())
    project.refresh_from_db(fields=["deleted_at"])
    events.publish(project.pk, {"type": "deleted"})


def do_restore(project: Project) -> None:
    project.deleted_at = None
    project.save(update_fields=["deleted_at", "updated_at"])


def do_duplicate(project: Project, owner: User) -> Project:
    """A copy with its own rows; the media in S3, which never changes, is shared.

    Uploads under way stay behind: their bytes will arrive in the original only. Mattes are copied as their prompts.
    """
    with transaction.atomic():
        name = f"{project.name[: LONGEST_NAME - 5]} copy"
        copy = Project.objects.create(owner=owner, name=name)
        ids: dict[str, str] = {}
        for asset in project.assets.exclude(state=Asset.State.UPLOADING):
            mattes = list(asset.mattes.all())
            ids[str(asset.pk)] = str(_copy_asset(asset, copy).pk)
            for matte in mattes:
                ids[str(matte.pk)] = str(_copy_matte(matte, asset).pk)
        documents.do_copy_document(project, copy, ids)
    return copy


def _copy_asset(asset: Asset, project: Project) -> Asset:
    """`asset` becomes the copy: Django inserts a row whose key it does not know."""
    asset.pk, asset.project, asset._state.adding = uuid.uuid4(), project, True
    asset.save(force_insert=True)
    if asset.state == Asset.State.PROCESSING:
        events.enqueue("media.process", asset.pk)
    return asset


def _copy_matte(matte: Matte, asset: Asset) -> Matte:
    matte.pk, matte.asset, matte._state.adding = uuid.uuid4(), asset, True
    matte.save(force_insert=True)
    return matte
