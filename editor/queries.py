"""Rows as the API and the sockets show them."""

import re
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from editor import storage
from editor.flows import prompts
from editor.models import Asset, Export, Matte, Project, ShareLink, User


def projects_of(person: User) -> QuerySet[Project]:
    """Newest change first; the bin left out. `poster_key`: of the first asset that has one."""
    posters = (
        Asset.objects.filter(project=OuterRef("pk"), deleted_at=None).exclude(poster_key="").order_by("created_at")
    )
    return (
        Project.objects.filter(owner=person, deleted_at=None)
        .annotate(poster_key=Subquery(posters.values("poster_key")[:1]))
        .order_by("-updated_at", "id")
    )


def project_card(project: Project) -> dict[str, Any]:
    """As it stands in its owner's list."""
    return project_row(projects_of(project.owner).get(pk=project.pk))


def project_row(project: Project) -> dict[str, Any]:
    """`project` as projects_of gives it, or a plain row: then without a poster."""
    poster = getattr(project, "poster_key", None)
    return {
        "id": project.pk,
        "name": project.name,
        "created_at": project.created_at,
        "updated_at": project.updated_at,
        "poster_url": storage.presign_get(poster) if poster else None,
    }


def asset_row(asset: Asset) -> dict[str, Any]:
    """JSON values only: it travels through the channel layer too."""
    keys = {
        "original": asset.original_key if asset.state != Asset.State.UPLOADING else "",
        "proxy": asset.proxy_key,
        "poster": asset.poster_key,
        "filmstrip": asset.filmstrip_key,
        "peaks": asset.peaks_key,
        "frames": asset.frames_key,
    }
    return {
        "id": str(asset.pk),
        "project": str(asset.project_id),
        "name": asset.name,
        "kind": asset.kind,
        "state": asset.state,
        "error": asset.error,
        "progress": asset.progress,
        "created_at": asset.created_at.isoformat(),
        "size": asset.size,
        "width": asset.width,
        "height": asset.height,
        "rate": [asset.rate_num, asset.rate_den],
        "frame_count": asset.frame_count,
        "duration": asset.duration,
        "has_audio": asset.has_audio,
        "filmstrip": asset.info.get("filmstrip"),
        "urls": {name: storage.presign_get(key) if key else None for name, key in keys.items()},
    }


def export_row(export: Export) -> dict[str, Any]:
    """JSON values only: it travels through the channel layer too."""
    done = export.state == Export.State.DONE and export.key
    return {
        "id": str(export.pk),
        "project": str(export.project_id),
        "state": export.state,
        "progress": export.progress,
        "error": export.error,
        "size": export.size,
        "url": f"/api/exports/{export.pk}/file" if done else None,
        "created_at": export.created_at.isoformat(),
    }


def share_row(link: ShareLink, origin: str) -> dict[str, Any]:
    """origin: scheme and host that the person came by."""
    return {
        "id": link.pk,
        "token": link.token,
        "role": link.role,
        "url": f"{origin}/s/{link.token}",
        "created_at": link.created_at,
        "revoked": link.revoked_at is not None,
    }


def mattes_of(project: Project) -> QuerySet[Matte]:
    """Of footage that is there."""
    return Matte.objects.filter(asset__project=project, asset__deleted_at=None, deleted_at=None)


def matte_row(matte: Matte) -> dict[str, Any]:
    """JSON values only: it travels through the channel layer too."""
    return {
        "id": str(matte.pk),
        "asset": str(matte.asset_id),
        "name": matte.name,
        "colour": matte.colour,
        "revision": matte.revision,
        "prompts": [prompts.whole(entry) for entry in matte.prompts],
        "invalidations": matte.invalidations,
        "error": matte.error,
    }


def matte_chunks(matte: Matte) -> list[dict[str, Any]]:
    """Chunk objects with frames that still hold, by revision; a frame in several is the last one's.

    Drafts come before what is final at the same revision, and are left out where all of their frames are.
    """
    found, final = [], dict[int, int]()  # frame -> revision
    for folder in ("mattes", "drafts"):
        for key in storage.list_keys(f"{folder}/{matte.pk}/"):
            match = re.fullmatch(r".*/(\d{8})-(\d{8})-(\d{8})\.phm", key)
            if not match:
                continue
            revision, start, end = map(int, match.groups())
            overruled = any(
                i["revision"] > revision and i["start"] <= start and end <= i["end"] for i in matte.invalidations
            )
            if folder == "mattes":
                final.update({frame: max(revision, final.get(frame, 0)) for frame in range(start, end + 1)})
            elif all(final.get(frame, -1) >= revision for frame in range(start, end + 1)):
                continue
            if not overruled:
                row = {"start": start, "end": end, "revision": revision, "url": storage.presign_get(key)}
                found.append((revision, folder == "mattes", start, row))
    return [row for *_, row in sorted(found, key=lambda chunk: chunk[:3])]
