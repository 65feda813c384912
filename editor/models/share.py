import secrets
import uuid

from django.db import models

from editor.models.project import Project


def new_token() -> str:
    return secrets.token_urlsafe(24)


class ShareLink(models.Model):
    """A way into a project for whoever holds the token. Revoked or expired links open nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    role = models.CharField(max_length=10, choices=[("viewer", "viewer")], default="viewer")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.project} · {self.role}"
