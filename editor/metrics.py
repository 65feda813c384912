"""/metrics for Prometheus: what all processes counted in Redis, what is there now, and what the rows say."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import redis
from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from editor import leases
from editor.models import Asset, Export, Matte, Project
from inference import telemetry
from inference.urgency import LEVELS, list_of

QUEUES = ("gpu", "media", "export")
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_see(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Figures())
    try:
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    except (redis.RedisError, OSError):
        return HttpResponse("Redis does not answer.\n", status=503, content_type="text/plain; charset=utf-8")


def may_see(request: HttpRequest) -> bool:
    """Operators: who has the token, or is signed in as staff. Without a token also this machine's own programs."""
    token = settings.METRICS_TOKEN
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    if request.user.is_active and request.user.is_staff:
        return True
    # a proxy on this machine calls from the same address as a program of its own
    is_direct = not any(name in request.headers for name in FORWARDED)
    return not token and is_direct and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


class Figures:
    """A collector: asked anew at each scrape. Raises RedisError."""

    def collect(self) -> Iterable[Metric]:
        client = leases.connection()
        yield from _counted(telemetry.read(client))
        yield from _present(telemetry.who_is_here(client))
        waiting = GaugeMetricFamily("playhead_queue_length", "Tasks that no worker has taken yet", labels=["queue"])
        for queue in QUEUES:
            waiting.add_metric([queue], sum(client.llen(list_of(queue, level)) for level in LEVELS))
        yield waiting
        yield _rows("playhead_assets", "Footage by state", Counter(_by_state(Asset)))
        yield _rows("playhead_exports", "Exports by state", Counter(_by_state(Export)))
        for name, model in (("playhead_projects", Project), ("playhead_mattes", Matte)):
            count = model.objects.filter(deleted_at=None).count()
            yield GaugeMetricFamily(name, f"{name.split('_')[1].capitalize()} outside of the bin", value=count)

    def describe(self) -> Iterable[Metric]:
        return ()


def _by_state(model: type[Asset] | type[Export]) -> dict[str, int]:
    return dict(model.objects.values_list("state").annotate(count=Count("pk")).order_by())


def _rows(name: str, words: str, states: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=["state"])
    for state, count in sorted(states.items()):
        family.add_metric([state], count)
    return family


def _present(here: list[dict[str, Any]]) -> Iterable[Metric]:
    """Workers by queue, open sockets by kind: the sums of what each process says of itself."""
    workers, sockets = Counter(dict.fromkeys(QUEUES, 0)), Counter({"project": 0, "matte": 0})
    for facts in here:
        workers.update(facts.get("queues", ()))
        sockets.update(facts.get("sockets", {}))
    families = (
        ("playhead_workers", "Workers that are there", "queue", workers),
        ("playhead_sockets", "Open sockets", "kind", sockets),
    )
    for name, words, label, counts in families:
        family = GaugeMetricFamily(name, words, labels=[label])
        for value, count in sorted(counts.items()):
            family.add_metric([value], count)
        yield family


def _counted(sums: dict[tuple[str, ...], float]) -> Iterable[Metric]:
    by_metric: dict[str, dict[tuple[str, ...], dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for (name, *labels, part), value in sums.items():
        by_metric[name][tuple(labels)][part] = value
    for metric in telemetry.METRICS:
        found = by_metric.get(metric.name) or ({} if metric.labels else {(): {}})
        family = (HistogramMetricFamily if metric.buckets else CounterMetricFamily)(
            metric.name, metric.help, labels=metric.labels
        )
        for values, parts in sorted(found.items()):
            if isinstance(family, HistogramMetricFamily):
                family.add_metric(values, _cumulative(metric.buckets, parts), parts.get("sum", 0.0))
            else:
                family.add_metric(values, parts.get("", 0.0))
        yield family


def _cumulative(bounds: tuple[float, ...], parts: dict[str, float]) -> list[tuple[str, float]]:
    """Prometheus's buckets hold all below their bound."""
    total, buckets = 0.0, []
    for number, bound in enumerate((*map(str, bounds), "+Inf")):
        total += parts.get(str(number), 0.0)
        buckets.append((bound, total))
    return buckets
