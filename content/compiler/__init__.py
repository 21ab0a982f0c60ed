"""From what people write to what is loaded: sources → values → problems. Knows no Django and touches no row.

`library` is the way in. A source is read (`sources`, `documents`), becomes values (`topics`, `values`, `prose`), and
what can only be seen with the whole library in view is checked at the end (`checks`).
"""
