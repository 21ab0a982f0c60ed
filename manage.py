#!/usr/bin/env python
"""The door to every command of the site: `python manage.py help`."""

import importlib
import os
import sys

from django.core.management import execute_from_command_line

from prep.environment import BadEnvironment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
    try:
        importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except BadEnvironment as problem:
        sys.exit(f"The settings need mending before anything can start:\n{problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
