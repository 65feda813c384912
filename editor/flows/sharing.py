"""Share links: made and revoked."""

from django.db import transaction
from django.utils import timezone

from editor import events
from editor.models import Project, ShareLink


def do_share(project: Project) -> ShareLink:
    """A new view-only link; links made before stay open."""
    return ShareLink.objects.create(project=project)


def do_revoke(link: ShareLink) -> None:
    """The link opens nothing from now on, and sockets that came by it are told to ask again. Twice is fine."""
    with transaction.atomic():
        if ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
            events.publish(link.project_id, {"type": "revoked"})
    link.refresh_from_db(fields=["revoked_at"])
