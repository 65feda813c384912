import uuid

from django.conf import settings
from django.db import models


class Project(models.Model):
    """What a person edits. `deleted_at` set means it is in the bin and can be restored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """The project's Yjs document: a snapshot of all updates up to `snapshot_upto`, and its plain reading."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="document", primary_key=True)
    snapshot = models.BinaryField(default=bytes)
    snapshot_upto = models.BigIntegerField(default=0)
    reading = models.JSONField(default=dict)
    read_at = models.DateTimeField(auto_now=True)


class DocumentUpdate(models.Model):
    """One Yjs update, appended before it is relayed. The log after `Document.snapshot_upto` is not compacted yet."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="updates")
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
