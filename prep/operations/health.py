"""What a load balancer asks: /healthz, is the process up; /readyz, may it be sent learners?

Answered before everything else, because a load balancer asks by address: no host check, no redirect, no session.
A site whose broker or workers are down still keeps every answer, so /readyz then says "degraded" and stays 200.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from prep.operations import pulses, statics


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return unstored({"status": "ok"}, 200)
        if request.path_info == "/readyz":
            checks = readiness(timezone.now())
            status = summary(checks)
            return unstored({"status": status, "checks": checks}, 503 if status == "failed" else 200)
        return self.get_response(request)


def unstored(body: dict, status: int) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def readiness(now: datetime) -> dict[str, str]:
    """Each check and its state: ok; degraded, learners lose nothing; failed, send them elsewhere."""
    try:
        if not schema_is_current():
            return {"database": "ok", "migrations": "failed"}
        late = pulses.silent_queues(now)
    except DatabaseError:
        return {"database": "failed"}
    return {
        "database": "ok",
        "migrations": "ok",
        "static files": "ok" if statics.collected() else "failed",
        **{f"queue {queue}": "degraded" if queue in late else "ok" for queue in settings.QUEUES},
    }


def summary(checks: dict[str, str]) -> str:
    return next((state for state in ("failed", "degraded") if state in checks.values()), "ok")


def schema_is_current() -> bool:
    """Reads the migrations until they are all applied; from then on it only asks whether the database answers."""
    global _was_current
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    _was_current = _was_current or not unapplied_migrations()
    return _was_current


_was_current = False


def unapplied_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
