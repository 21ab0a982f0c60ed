"""No middleware and no apps but this one; the site's database and its template loader, its way of being served."""

from pathlib import Path

from prep import settings as site

SECRET_KEY = "bare"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["benchmarks.bare"]
ROOT_URLCONF = "benchmarks.bare.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = site.DATABASES
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent / "templates"]}
]
USE_I18N, USE_TZ = False, True

# What prep/gunicorn_conf.py asks for.
HOST, PORT, WEB_PROCESSES, WEB_THREADS, TRUSTED_PROXIES = "127.0.0.1", 8000, 2, 4, 0
