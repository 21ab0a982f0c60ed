"""How gunicorn serves the site: `gunicorn --config prep/gunicorn_conf.py prep.wsgi`."""

import os

from django.conf import settings
from gunicorn.glogging import Logger

from prep.parenthood import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")

bind = f"{settings.HOST}:{settings.PORT}"
worker_class = "gthread"
workers = settings.WEB_PROCESSES
threads = settings.WEB_THREADS
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
reload = settings.DEBUG
forwarded_allow_ips = "*" if settings.TRUSTED_PROXIES else "127.0.0.1"
control_socket_disable = True
proc_name = "recurrent"
loglevel = "warning"
accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)sB %(M)sms [%({x-request-id}o)s]'
# The workers' heartbeat files: in memory where there is some, because a slow disk would look like a dead worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108


class QuietAboutHealth(Logger):
    """The access log, without the load balancer's questions."""

    def access(self, resp, req, environ, request_time) -> None:
        if environ.get("PATH_INFO") not in {"/healthz", "/readyz"}:
            super().access(resp, req, environ, request_time)


logger_class = QuietAboutHealth


def post_fork(server, worker) -> None:
    die_with_parent(worker.ppid)
