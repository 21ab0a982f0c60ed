"""Every topic's page on a telephone: its formulas are set, its drawings can be read, and nothing hangs out."""

import pytest

from content.compiler.sources import LIBRARY, read
from tests.journeys.conftest import assert_readable, formulas_are_set

TOPICS = [topic for _, topic in read(LIBRARY).topics]
TELEPHONE = {"viewport": {"width": 360, "height": 740}}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.once,
    pytest.mark.usefixtures("no_complaints"),
    pytest.mark.parametrize("visit", [TELEPHONE], indirect=True, ids=["telephone"]),
]
# Labels that leave their drawing, that are smaller than 9.5 px, or that lie on one another.
BADLY_DRAWN = """() => {
    const said = [];
    for (const drawing of document.querySelectorAll("main figure svg")) {
        const name = drawing.closest("figure").id || drawing.closest("figure").innerText.split("\\n")[0];
        const frame = drawing.getBoundingClientRect();
        const labels = [...drawing.querySelectorAll("text")].filter((label) => !label.closest(".fig-lit"));
        const boxes = labels.map((label) => [label, label.getBoundingClientRect()]);
        for (const [label, box] of boxes) {
            const size = parseFloat(getComputedStyle(label).fontSize) * drawing.getScreenCTM().a;
            if (size < 9.5) said.push(`${name}: “${label.textContent}” is ${size.toFixed(1)} px`);
            const across = Math.max(frame.left - box.left, box.right - frame.right);
            const out = Math.max(across, frame.top - box.top, box.bottom - frame.bottom);
            if (out > 1) said.push(`${name}: “${label.textContent}” leaves it by ${out.toFixed(1)} px`);
        }
        boxes.forEach(([label, a], index) => boxes.slice(index + 1).forEach(([other, b]) => {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > 2 && down > 5) said.push(`${name}: “${label.textContent}” lies on “${other.textContent}”`);
        }));
    }
    return said;
}"""


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_can_be_read_on_a_telephone(visit, topic):
    page = visit.go(f"/learn/{topic}/")
    formulas_are_set(page)

    assert page.locator(".katex-error").count() == 0
    assert page.evaluate(BADLY_DRAWN) == []
    assert_readable(page, screens=False)
