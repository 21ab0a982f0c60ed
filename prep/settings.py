"""The one settings file. The environment (and `.env`) is read at its top, and fails loudly when it is wrong.

With nothing set, the site runs from this folder alone: SQLite, a file-system broker and a file cache, all in `var/`.
With DATABASE_URL and REDIS_URL set, the same code runs on PostgreSQL and Redis. `.env.example` explains every name.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from celery.schedules import crontab
from django_guid.integrations.celery.integration import CeleryIntegration

from prep.environment import BadEnvironment, Environment

BASE_DIR = Path(__file__).resolve().parent.parent

# ENV_FILE names another file than .env; the tests name none.
env = Environment(os.environ, dotenv=Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env"))

DEBUG = env.flag("DEBUG", default=False)
HOST = env.text("HOST", default="127.0.0.1")
PORT = env.number("PORT", default=8000, least=1, most=65535)
SITE_URL = env.url("SITE_URL", f"http://localhost:{PORT}", ("http", "https"), "https://prep.example.org").rstrip("/")
EXTRA_HOSTS = env.words("ALLOWED_HOSTS")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=0, least=0, most=10)
HSTS_SECONDS = env.number("HSTS_SECONDS", default=31_536_000, least=0, most=63_072_000)
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
VAR_DIR = env.folder("VAR_DIR", default=BASE_DIR / "var")
DATABASE_URL = env.url("DATABASE_URL", "", ("postgres", "postgresql", "sqlite"), "postgres://user:secret@host/name")
REDIS_URL = env.url("REDIS_URL", "", ("redis", "rediss"), "redis://host:6379/0")
WEB_PROCESSES = env.number("WEB_PROCESSES", default=2, least=1, most=64)
WEB_THREADS = env.number("WEB_THREADS", default=4, least=1, most=64)
WORKER_PROCESSES = env.number("WORKER_PROCESSES", default=2, least=1, most=64)
SMTP_URL = env.url("SMTP_URL", "", ("smtp", "smtps", "smtp+plain"), "smtp://user:password@mail.example.org:587")
MAIL_FROM = env.text("MAIL_FROM", default="Recurrent <no-reply@localhost>")
env.text("POSTGRES_PASSWORD")  # docker-compose.yml's, which reads the same .env
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

EMBEDDED = not DATABASE_URL and not REDIS_URL
HTTPS = SITE_URL.startswith("https://")

env.insist(
    bool(SECRET_KEY) or EMBEDDED or DEBUG,
    "SECRET_KEY is missing: with DATABASE_URL or REDIS_URL set, every process must share one. "
    "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
)
env.insist(
    not HTTPS or TRUSTED_PROXIES > 0,
    "SITE_URL is https but TRUSTED_PROXIES is 0: say how many reverse proxies stand before the site (usually 1), "
    "or every request would be redirected for ever.",
)
env.insist(
    urlsplit(SITE_URL).path == "",
    f"SITE_URL is “{SITE_URL}”: leave out the path, the site is always at the root of its host.",
)
env.insist(
    not any("/" in host for host in EXTRA_HOSTS),
    "ALLOWED_HOSTS should be names such as prep.example.org, without https:// before or a path behind.",
)
env.insist(
    not SMTP_URL or "MAIL_FROM" in env.given,
    "SMTP_URL is set but MAIL_FROM isn't: say whom mails come from, such as Recurrent <no-reply@prep.example.org>.",
)
env.settle()


def kept_secret(path: Path) -> str:
    """The key of an embedded site: made once, whole, and readable by its owner alone."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its key is the key
        except OSError:
            draft.replace(path)  # a file system without hard links
        draft.unlink(missing_ok=True)
    return path.read_text()


try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = SECRET_KEY or kept_secret(VAR_DIR / "secret_key")
except OSError as problem:
    raise BadEnvironment(
        f"The site needs to write in {VAR_DIR} and can't ({problem.strerror}): "
        "make that folder writable, or set VAR_DIR to one that is."
    ) from problem

# --- Who may ask, and how -------------------------------------------------------------------------------------------

ALLOWED_HOSTS = [host for host in {urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"} if host]
ALLOWED_HOSTS += EXTRA_HOSTS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = HTTPS
# Not for localhost: a browser would then refuse every other site that is developed there without TLS.
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS and urlsplit(SITE_URL).hostname != "localhost" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# With this beginning, browsers take them from this very host alone, never planted by a neighbour below its domain.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    # prep.importmap adds the hash of the one inline script there is: the import map.
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- What it is made of ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "allauth",
    "allauth.account",
    "axes",
    "prep",
    "prep.accounts",
    "prep.operations",
    "prep.search",
    "prep.dashboard",
    "content",
    "sandbox",
    "quizzes",
    "whitenoise.runserver_nostatic",
    "prep.staticfiles.StaticFiles",
    "rest_framework",
    "django_guid",
    "django_htmx",
]

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "prep.operations.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "content.whole_pages.WholePages",
    "prep.importmap.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prep.accounts.middleware.WhoAsks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

if DEBUG:
    MIDDLEWARE.append("prep.edits.LoadEdits")

ROOT_URLCONF = "prep.urls"
WSGI_APPLICATION = "prep.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["prep.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prep.accounts.context.learner",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:you"
# Longer than a guest is kept, so that who comes back too late can be told what became of their work.
SESSION_ENGINE = "prep.accounts.door.sessions"
SESSION_COOKIE_AGE = 365 * 86_400

ACCOUNT_ADAPTER = "prep.accounts.door.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "prep.accounts.door.forms.Login",
    "signup": "prep.accounts.door.forms.Signup",
    "add_email": "prep.accounts.door.forms.ChangeEmail",
    "change_password": "prep.accounts.door.forms.ChangePassword",
    "set_password": "prep.accounts.door.forms.SetPassword",
    "reset_password": "prep.accounts.door.forms.RequestReset",
    "reset_password_from_key": "prep.accounts.door.forms.Reset",
    "reauthenticate": "prep.accounts.door.forms.Reauthenticate",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an open session alone doesn't move an account to another address
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # a guest is logged in, and may log in as a member
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # axes counts those

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "email"  # of the credentials, not of the form; with another name nothing is counted
AXES_USERNAME_CALLABLE = "prep.accounts.door.lockout.account"
AXES_CLIENT_IP_CALLABLE = "prep.accounts.addresses.client_ip"
AXES_LOCKOUT_CALLABLE = "prep.accounts.door.lockout.refused"

# --- Mail -----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = "prep.mail.ConsoleAndFiles"
if SMTP_URL:
    SMTP = urlsplit(SMTP_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = SMTP.hostname
    EMAIL_HOST_USER = unquote(SMTP.username or "")
    EMAIL_HOST_PASSWORD = unquote(SMTP.password or "")
    EMAIL_USE_SSL = SMTP.scheme == "smtps"
    EMAIL_USE_TLS = SMTP.scheme == "smtp"
    EMAIL_PORT = SMTP.port or {"smtps": 465, "smtp": 587, "smtp+plain": 25}[SMTP.scheme]

# --- The database ---------------------------------------------------------------------------------------------------

# Each line was measured (docs/architecture.md, "Never lose an answer"); prep.operations.checks reads them back.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

EMBEDDED_DATABASE = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "db.sqlite3"), "CONN_MAX_AGE": None}
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None) if DATABASE_URL else EMBEDDED_DATABASE}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Cache and rate limits ------------------------------------------------------------------------------------------

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "prep.caches.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "cache",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["prep.parsers.JSONParser"],
    "UNICODE_JSON": False,  # half a surrogate pair, which JSON can spell, has no UTF-8
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_THROTTLE_CLASSES": ["prep.accounts.throttle.AnonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "experiments": "30/min", "guests": "60/min"},
}

# --- Static files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("katex", NODE_MODULES / "katex" / "dist"),
    ("uplot", NODE_MODULES / "uplot" / "dist"),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "prep.staticfiles.Storage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Tasks ----------------------------------------------------------------------------------------------------------

# Bookkeeping never waits behind an experiment, nor a light experiment behind a heavy one: a queue by weight.
QUEUES = ("quick", "light", "heavy")

CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in QUEUES}
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = WORKER_PROCESSES
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "schedule")
CELERY_TIMEZONE = TIME_ZONE

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": "celery:",
        "visibility_timeout": 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    MESSAGES = VAR_DIR / "broker" / "messages"
    CELERY_BROKER_URL = "filesystem://var"  # the name means nothing; without one, kombu warns
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(MESSAGES),
        "data_folder_out": str(MESSAGES),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "polling_interval": 0.05,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False

CELERY_BEAT_SCHEDULE = {
    "pulse": {"task": "prep.operations.tasks.pulse", "schedule": 30, "options": {"expires": 60}},
    "mail": {"task": "prep.accounts.tasks.deliver_waiting", "schedule": 60, "options": {"expires": 60}},
    "sweep people": {"task": "prep.accounts.tasks.sweep", "schedule": 3600, "options": {"expires": 600}},
    "sweep": {"task": "prep.operations.tasks.sweep", "schedule": 3600, "options": {"expires": 600}},
    "ring again": {"task": "sandbox.tasks.ring_again", "schedule": 10, "options": {"expires": 30}},
    "calibrate": {
        "task": "quizzes.tasks.calibrate",
        "schedule": crontab(hour=3, minute=20),  # when fewest wait for an answer
        "options": {"expires": 6 * 3600},
    },
}

# --- Logs -----------------------------------------------------------------------------------------------------------

DJANGO_GUID = {
    "GUID_HEADER_NAME": "X-Request-ID",
    "VALIDATE_GUID": True,
    "EXPOSE_HEADER": False,
    "INTEGRATIONS": [CeleryIntegration(use_django_logging=True)],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "django_guid.log_filters.CorrelationId"},
        "no_housekeeping": {"()": "prep.logs.NoHousekeeping"},
    },
    "formatters": {"line": {"format": "{levelname} {name} [{correlation_id}] {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "axes": {"level": "WARNING"},
        # Chatter about the ids themselves, and each task twice: the ids still arrive, on the line that tells the end.
        "django_guid": {"level": "WARNING"},
        "django_guid.celery": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"filters": ["no_housekeeping"]},
    },
}
