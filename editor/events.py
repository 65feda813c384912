"""What changes outside the document, told to everyone in a project, and work handed to the queues: both on commit.

Neither fails a request. An event that Redis did not take is made good by the next one or a reload, a task that was
not queued by the sweep, which looks for rows that wait.
"""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from editor.celery import app
from editor.models import Asset, Export
from editor.queries import asset_row, export_row

log = logging.getLogger(__name__)


def group_name(project: UUID | str) -> str:
    return f"project_{project}"


def publish(project: UUID | str, event: dict[str, Any] | Callable[[], dict[str, Any]], *, owner: bool = False) -> None:
    """Send a JSON event to the project's sockets once the transaction commits.

    event: the message, or what makes it after the commit. owner: keep it from those who hold only a share link.
    """

    def send() -> None:
        message = event() if callable(event) else event
        layer = get_channel_layer()
        try:
            async_to_sync(layer.group_send)(
                group_name(project), {"type": "project.event", "event": message, "owner": owner}
            )
        except Exception:
            log.warning("The %s event of project %s was not sent", message["type"], project, exc_info=True)

    transaction.on_commit(send)


def asset_changed(asset: Asset) -> None:
    """Also for one that went to the bin or came out of it."""
    pk, project = asset.pk, asset.project_id

    def event() -> dict[str, Any]:
        row = Asset.objects.filter(pk=pk, deleted_at=None).first()
        return {"type": "asset", "asset": asset_row(row)} if row else {"type": "asset_deleted", "asset": str(pk)}

    publish(project, event)


def export_changed(export: Export) -> None:
    pk, project = export.pk, export.project_id
    fresh = Export.objects.select_related("project")
    publish(project, lambda: {"type": "export", "export": export_row(fresh.get(pk=pk))}, owner=True)


def enqueue(task: str, pk: UUID | str) -> None:
    """Queue a task, by name, for one row once the transaction commits."""

    def send() -> None:
        try:
            app.send_task(task, args=[str(pk)])
        except Exception:
            log.warning("%s(%s) was not queued; the sweep will find it", task, pk, exc_info=True)

    transaction.on_commit(send)
