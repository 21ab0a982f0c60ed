"""The search among many sections, against the same among few."""

from benchmarks.measuring import in_turns, seconds

QUERIES = (
    "forget gate",
    "vanishing gradient",
    "eigenvlaue of the matrx",
    "teacher forcing",
    "orthogonl initialisation",
)


def taken(*, rounds: int) -> float:
    """Seconds a query, among what is loaded now."""
    from prep.search.finding import find

    (all_of_them,) = in_turns(rounds, lambda: seconds(lambda: [find(query) for query in QUERIES]))
    return all_of_them / len(QUERIES)
