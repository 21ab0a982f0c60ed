"""Practice for programs: the same verbs and queries as its pages, as JSON."""
