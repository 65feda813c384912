"""The web's and the CPU workers' Celery app. The gpu worker has its own, in inference/app.py, without Django."""

import os

from celery import Celery

from editor import leases
from inference.taskwatch import Watch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editor.settings")
app = Celery("playhead")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["editor"])
watch = Watch(leases.connection)
