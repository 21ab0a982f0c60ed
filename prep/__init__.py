"""The site: settings, wiring and what belongs to no app."""

from prep.celery import app as celery_app

__all__ = ["celery_app"]
