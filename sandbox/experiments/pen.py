"""How lines are drawn, large or small: without lifting the pen, without the points that tell nothing, with markers."""

from collections.abc import Iterable, Iterator

Point = tuple[float, float]

# Drawn about (0, 0), and told apart without any colour: disc, square, triangle, diamond, cross.
MARKERS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "M-3.5-3.5h7v7h-7Z",
    "M0-5L4.5 3.5h-9Z",
    "M0-5.5L4.5 0 0 5.5-4.5 0Z",
    "M-4-4L4 4M4-4L-4 4",
)


def stretches(points: Iterable[Point | None]) -> Iterator[list[Point]]:
    """What is drawn without lifting the pen."""
    stretch: list[Point] = []
    for point in points:
        if point is not None:
            stretch.append(point)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def way(points: list[Point], near: float) -> str:
    """The commands of a path. A point that isn't farther than `near` from the line between others is left out."""
    (x, y), *others = needed(points, near)
    return f"M{x:g} {y:g}" + "".join(f"L{x:g} {y:g}" for x, y in others)


def needed(points: list[Point], near: float) -> list[Point]:
    """Ramer–Douglas–Peucker: the ends, and whatever strays from the line between them."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    strays = [distance(point, first, last) for point in points[1:-1]]
    farthest = max(strays)
    if farthest <= near:
        return [first, last]
    at = strays.index(farthest) + 1
    return [*needed(points[: at + 1], near)[:-1], *needed(points[at:], near)]


def distance(point: Point, first: Point, last: Point) -> float:
    """Of a point from what is drawn between two others, which may be one: at most a spike's height, never less."""
    dx, dy = last[0] - first[0], last[1] - first[1]
    px, py = point[0] - first[0], point[1] - first[1]
    along = dx * dx + dy * dy
    share = min(max((px * dx + py * dy) / along, 0.0), 1.0) if along else 0.0
    return float(((px - share * dx) ** 2 + (py - share * dy) ** 2) ** 0.5)
