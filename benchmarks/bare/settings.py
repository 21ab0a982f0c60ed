"""No middleware and no apps but this one; the site's database and its template loader, its way of being served."""

import os
from pathlib import Path

SECRET_KEY = "bare"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["benchmarks.bare"]
ROOT_URLCONF = "benchmarks.bare.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(os.environ["VAR_DIR"]) / "db.sqlite3"),
        "CONN_MAX_AGE": None,
    }
}
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent / "templates"]}
]
USE_I18N = False

# What prep/gunicorn_conf.py asks for.
HOST, PORT, WEB_PROCESSES, WEB_THREADS, TRUSTED_PROXIES = "127.0.0.1", 8000, 2, 4, 0
