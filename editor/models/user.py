from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person. A guest is a person without a password whose only key is the signed session cookie."""

    is_guest = models.BooleanField(default=False)
    preferences = models.JSONField(default=dict, blank=True, help_text="Of the page, such as its keys.")
