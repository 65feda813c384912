"""Work whose worker died, or whose message was lost with Redis, is queued again; what nobody wants is cleared away.

A thread of every CPU worker's task process sweeps, one of them each SWEEP_S. A periodic task would wait in the queue
behind a film that takes an hour to convert, and with it every dead worker's matte and export.
"""

import logging
import threading
import time

from django.db import close_old_connections
from django.db.models import Model, QuerySet

from editor import leases, workrooms
from editor.celery import app
from editor.flows import mattes, uploads
from editor.media.outages import AWAY
from editor.models import Asset, Export

log = logging.getLogger(__name__)
SWEEP_S = 10
REQUEUE_MS = 15_000
ORPHANS_MS = 3600_000


def start() -> None:
    threading.Thread(target=_sweep_for_ever, name="sweep", daemon=True).start()


def _sweep_for_ever() -> None:
    while True:
        try:
            if leases.claim_once("sweep", SWEEP_S * 1000 - 500):
                sweep()
        except AWAY as error:
            log.warning("The sweep is put off: %s", error)
        except Exception:
            log.exception("The sweep failed")
        finally:
            close_old_connections()
        time.sleep(SWEEP_S / 4)


def sweep() -> None:
    """One part that fails keeps no other from its turn; the first failure is raised at the end."""
    failures: list[Exception] = []
    bins = (uploads.do_empty_bin, mattes.do_empty_bin)
    for part in (_assets, _exports, mattes.do_sweep, uploads.do_abort_abandoned, _orphans, *bins, workrooms.clear):
        try:
            part()
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]


def _assets() -> None:
    _queue_again("media", "media.process", Asset.objects.filter(state=Asset.State.PROCESSING))


def _exports() -> None:
    live = (Export.State.QUEUED, Export.State.RUNNING)
    _queue_again("export", "export.render", Export.objects.filter(state__in=live))


def _orphans() -> None:
    if leases.claim_once("orphans", ORPHANS_MS):
        uploads.do_abort_orphans()


def _queue_again(queue: str, task: str, rows: QuerySet[Model]) -> None:
    """Rows that nobody works on. Nothing while messages wait: theirs may be among them, and queues would grow."""
    if leases.connection().llen(queue):
        return
    for pk in rows.values_list("pk", flat=True):
        name = f"{queue}:{pk}"
        if not leases.is_held(name) and leases.claim_once(name, REQUEUE_MS):
            app.send_task(task, args=[str(pk)])
