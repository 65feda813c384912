"""The gpu worker's Celery app: `celery -A inference.app worker -Q gpu -c 1`. Redis and S3 come from the environment."""

import os

from celery import Celery

from inference.urgency import LEVELS

BROKER = os.environ.get("REDIS_URL", "redis://127.0.0.1:6390/0")

app = Celery("inference", broker=BROKER, include=["inference.tasks"])
app.conf.update(
    broker_transport="inference.broker:Transport",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_default_queue="gpu",
    task_routes={"gpu.*": {"queue": "gpu"}},
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # slices last a second: a task unacknowledged for so long belongs to a dead worker
    broker_transport_options={"visibility_timeout": 20, "priority_steps": LEVELS},
)
