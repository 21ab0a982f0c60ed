"""Sessions in the database, asked for only by keys that it could have given out: PostgreSQL takes no NUL."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str) -> bool:
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
