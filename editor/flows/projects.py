"""Projects: made, renamed, put in the bin, taken out, copied."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from editor import events
from editor.flows import Conflict, Invalid, documents
from editor.models import Asset, Project, User

LONGEST_NAME = 200
Row = TypeVar("Row", bound=Model)
SAMPLE = "Sample"
SAMPLE_OWNER = "sample"


def check_name(name: str) -> str:
    """The name as stored. Raises Invalid."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("A project needs a name: type at least one letter."))
    if len(name) > LONGEST_NAME:
        refusal = _("The name has {count} characters: shorten it to {most}.")
        raise Invalid(refusal.format(count=len(name), most=LONGEST_NAME))
    return name


def do_create(owner: User, name: str | None = None) -> Project:
    return Project.objects.create(owner=owner, name=check_name(_("Untitled") if name is None else name))


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


def do_duplicate(project: Project, owner: User, name: str = "") -> Project:
    """A copy with its own rows; the media in S3, which never changes, is shared.

    Uploads under way stay behind, whose bytes will arrive in the original only, and what is in the bin. Mattes are
    copied as their prompts.
    """
    with transaction.atomic():
        copy = Project.objects.create(owner=owner, name=name or _name_of_copy(project))
        ids: dict[str, str] = {}
        for asset in project.assets.filter(deleted_at=None).exclude(state=Asset.State.UPLOADING):
            mine = _copy_row(asset, project=copy)
            ids[str(asset.pk)] = str(mine.pk)
            kept = asset.mattes.filter(deleted_at=None)
            ids |= {str(matte.pk): str(_copy_row(matte, asset=mine).pk) for matte in kept}
            if mine.state == Asset.State.PROCESSING:
                events.enqueue("media.process", mine.pk)
        documents.do_copy_document(project, copy, ids)
    return copy


def _name_of_copy(project: Project) -> str:
    named = _("{name} copy")
    return named.format(name=project.name[: LONGEST_NAME - len(named.format(name=""))])


def _copy_row(row: Row, **fields: Any) -> Row:
    """Another row with the same values but for its id and `fields`."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    fresh = type(row)(**values)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save(force_insert=True)
    return fresh


# -- the sample: a project of a person who cannot sign in, copied for whoever wants to play with it


def sample_owner() -> User:
    return User.objects.get_or_create(username=SAMPLE_OWNER, defaults={"is_active": False, "password": "!"})[0]


def has_sample(key: str) -> bool:
    """Whether the clip under `key` was made ready: then there is nothing left to do for the sample."""
    samples = Asset.objects.filter(project__owner__username=SAMPLE_OWNER, project__deleted_at=None, deleted_at=None)
    return samples.filter(original_key=key, state=Asset.State.READY).exists()


def do_make_sample(name: str, key: str, size: int) -> Asset:
    """The sample project of the clip `name`, which lies in S3 under `key`. A second call finds the first one's."""
    owner = sample_owner()
    with transaction.atomic():
        project = Project.objects.get_or_create(owner=owner, name=SAMPLE)[0]
        asset = project.assets.filter(original_key=key).first()
        if asset is None:
            state = Asset.State.PROCESSING
            asset = Asset.objects.create(project=project, name=name, original_key=key, size=size, state=state)
            events.enqueue("media.process", asset.pk)
    return asset


def do_open_sample(person: User) -> Project:
    """A copy of the sample. Raises Conflict while there is none."""
    sample = Project.objects.filter(owner__username=SAMPLE_OWNER, name=SAMPLE, deleted_at=None).first()
    if sample is None or not sample.assets.exists():
        raise Conflict(_("There is no sample here yet: the operator makes it with `manage.py sample`."))
    return do_duplicate(sample, person, _("Sample"))
