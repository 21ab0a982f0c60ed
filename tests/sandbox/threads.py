from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def in_threads(jobs):
    """All jobs at once, each with a database connection of its own; their answers in order."""

    def closing(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(closing, jobs))
