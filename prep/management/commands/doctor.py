"""Says what is right with the site, what isn't, and how to mend it."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from prep.operations.doctor import examine

MARKS = {"ok": "✓", "warning": "!", "wrong": "✗"}


class Command(BaseCommand):
    help = "Examine the site: what is right, what isn't, how to mend it. Exit status 1 if something is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--wait", type=float, default=5, metavar="SECONDS", help="how long a worker may take")

    def handle(self, *, format: str, wait: float, **options):
        findings = []
        for finding in examine(wait_seconds=wait):
            findings.append(finding)
            if format == "text":
                self.print(finding)
        wrong = sum(finding.state == "wrong" for finding in findings)
        if format == "json":
            self.stdout.write(json.dumps({"healthy": not wrong, "findings": [asdict(f) for f in findings]}, indent=2))
        else:
            self.stdout.write(f"\n{wrong} to mend." if wrong else "\nAll is well.")
        sys.exit(1 if wrong else 0)

    def print(self, finding) -> None:
        style = {"ok": self.style.SUCCESS, "warning": self.style.WARNING, "wrong": self.style.ERROR}[finding.state]
        self.stdout.write(f"{style(MARKS[finding.state])} {finding.name:<13} {finding.found}")
        if finding.mend:
            self.stdout.write(f"  {'':<13} → {finding.mend}")
        self.stdout.flush()
