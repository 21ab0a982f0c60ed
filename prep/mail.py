"""Mail until an SMTP server is set: shown on the console, and kept in var/mail/ to be opened from there."""

from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.console import EmailBackend as Console
from django.core.mail.backends.filebased import EmailBackend as Files


class ConsoleAndFiles(BaseEmailBackend):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Path(settings.EMAIL_FILE_PATH).mkdir(parents=True, exist_ok=True)
        self.backends = [Console(*args, **kwargs), Files(*args, **kwargs)]

    def send_messages(self, messages) -> int:
        return [backend.send_messages(messages) for backend in self.backends][-1] or 0
