"""Brings a compiled library into the database. Nothing is deleted: what left the library is retired.

`load` is the way in. `said` is what the library says of each row, `rows` makes the rows say it, `pieces` keeps the
history of what is written at length, `report` tells what was done.
"""

from content.sync.load import Overtaken, load, mark
from content.sync.report import Report
from content.sync.rows import Refused

__all__ = ["Overtaken", "Refused", "Report", "load", "mark"]
