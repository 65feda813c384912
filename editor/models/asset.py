import uuid

from django.db import models

from editor.models.project import Project


class Asset(models.Model):
    """One piece of source media. Its bytes live in S3; the row says where, in what state, and what was found in it."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown"
        VIDEO = "video"
        AUDIO = "audio"
        IMAGE = "image"
        LUT = "lut"  # a colour table, a .cube file

    class State(models.TextChoices):
        UPLOADING = "uploading"
        PROCESSING = "processing"
        READY = "ready"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assets")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.UNKNOWN)
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADING)
    error = models.TextField(blank=True)  # a sentence for a person; empty unless failed
    progress = models.FloatField(default=0.0)  # 0..1 of processing
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # set: it is in the bin and can be restored

    # upload
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100, blank=True)
    upload_id = models.CharField(max_length=300, blank=True)  # empty once completed or aborted
    part_size = models.IntegerField(default=0)
    original_key = models.CharField(max_length=300, blank=True)

    # what the probe found; picture size is as displayed (rotation applied)
    width = models.IntegerField(default=0)
    height = models.IntegerField(default=0)
    rate_num = models.IntegerField(default=0)
    rate_den = models.IntegerField(default=1)
    frame_count = models.IntegerField(default=0)
    duration = models.BigIntegerField(default=0)  # ticks
    has_audio = models.BooleanField(default=False)
    info = models.JSONField(default=dict)  # codec names, rotation, vfr: for admin and support

    # derivatives in S3; empty while missing
    proxy_key = models.CharField(max_length=300, blank=True)
    poster_key = models.CharField(max_length=300, blank=True)
    filmstrip_key = models.CharField(max_length=300, blank=True)
    peaks_key = models.CharField(max_length=300, blank=True)
    frames_key = models.CharField(max_length=300, blank=True)  # the frame table

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name
