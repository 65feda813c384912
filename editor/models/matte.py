import uuid

from django.db import models

from editor.models.asset import Asset


class Matte(models.Model):
    """An object followed through an asset, in the source's own frames.

    `prompts`: [{frame, points, box, strokes}], one entry a frame, as flows/prompts.py has it.
    `invalidations`: [{revision, start, end}]: frames start..end (inclusive) made before `revision` are stale.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="mattes")
    name = models.CharField(max_length=100)
    colour = models.CharField(max_length=7, default="#3ea6ff")
    revision = models.IntegerField(default=0)
    prompts = models.JSONField(default=list)
    invalidations = models.JSONField(default=list)
    error = models.TextField(blank=True)  # why the last slice failed; empty when all is well
    deleted_at = models.DateTimeField(null=True, blank=True)  # set: it is in the bin and can be restored
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name
