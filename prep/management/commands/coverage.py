"""`manage.py coverage`: which objective has a page, questions, cards, an experiment, and what is missing."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from prep import coverage
from prep.coverage import COLUMNS, Table


class Command(BaseCommand):
    help = "Print what teaches each objective of what is loaded. Exit status 1 if something required is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--require", type=_columns, default=[], metavar=",".join(COLUMNS), help="fail where these are missing"
        )
        parser.add_argument("--topic", action="append", default=[], metavar="KEY", help="of this topic alone")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args, require: list[str], topic: list[str], format: str, **options) -> None:
        tables = coverage.tables(topic)
        unknown = sorted(set(topic) - {table.topic for table in tables})
        if unknown:
            raise CommandError(f"There is no topic {', '.join(unknown)}.")
        if not tables:
            raise CommandError("Nothing is loaded. Run: python manage.py library load")
        if format == "json":
            self.stdout.write(json.dumps([asdict(table) for table in tables], indent=2))
        else:
            self._print(tables)
            self._print_totals(tables)
        self._insist(tables, require)

    def _print(self, tables: list[Table]) -> None:
        width = max(len(row.objective) for table in tables for row in table.rows)
        self.stdout.write(_line("", COLUMNS, width + 2))
        for table in tables:
            self.stdout.write(self.style.MIGRATE_HEADING(table.title))
            for row in table.rows:
                self.stdout.write(_line(f"  {row.objective}", [row.cells[each].said for each in COLUMNS], width + 2))

    def _print_totals(self, tables: list[Table]) -> None:
        width = max(len(table.topic) for table in tables)
        self.stdout.write("\n" + _line("", COLUMNS, width))
        for table in tables:
            self.stdout.write(_line(table.topic, [table.total(column) for column in COLUMNS], width))

    def _insist(self, tables: list[Table], required: list[str]) -> None:
        lacking = list(coverage.missing(tables, required))
        for objective, columns in lacking:
            self.stderr.write(f"{objective}: {', '.join(columns)} missing")
        if lacking:
            raise CommandError(f"{len(lacking)} objective{'s' if len(lacking) != 1 else ''} to cover")


def _line(name: str, cells: Sequence[str], width: int) -> str:
    widths = [max(len(column), len("announced")) for column in COLUMNS]
    said = "  ".join(f"{cell:<{wide}}" for cell, wide in zip(cells, widths, strict=True))
    return f"{name:<{width}}  {said}".rstrip()


def _columns(said: str) -> list[str]:
    columns = [column.strip() for column in said.split(",") if column.strip()]
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown:
        raise ArgumentTypeError(f"there is {', '.join(COLUMNS)}, and no {', '.join(unknown)}")
    return columns
