"""Two small models of our own, and the words of a third one, whose probabilities are drawn.

The postcard has a short way out, “fine”, which only the fourth likeliest first word takes. The sea goes round.
"""

from sandbox.materials.tasks import markov

POSTCARD = markov.of(
    {
        "": {"the": 0.36, "we": 0.26, "it": 0.22, "fine": 0.16},
        "fine": {"": 0.8, "and": 0.2},
        "the": {"trip": 0.3, "sea": 0.28, "boat": 0.22, "food": 0.2},
        "trip": {"was": 0.85, "took": 0.15},
        "sea": {"was": 0.9, "rose": 0.1},
        "boat": {"was": 0.7, "rocked": 0.3},
        "food": {"was": 1.0},
        "we": {"saw": 0.5, "took": 0.3, "rocked": 0.2},
        "it": {"was": 0.8, "rained": 0.2},
        "was": {"long": 0.3, "calm": 0.27, "cold": 0.23, "good": 0.2},
        "long": {"": 0.6, "and": 0.4},
        "calm": {"": 0.65, "and": 0.35},
        "cold": {"": 0.55, "and": 0.45},
        "good": {"": 0.7, "and": 0.3},
        "and": {"we": 0.4, "the": 0.3, "it": 0.2, "cold": 0.1},
        "saw": {"the": 0.75, "whales": 0.25},
        "took": {"the": 0.6, "hours": 0.4},
        "rocked": {"": 0.6, "and": 0.4},
        "rose": {"": 0.5, "and": 0.5},
        "rained": {"": 0.5, "and": 0.5},
        "whales": {"": 0.7, "and": 0.3},
        "hours": {"": 0.8, "and": 0.2},
    }
)
SEA = markov.of(
    {
        "": {"a": 0.45, "the": 0.4, "far": 0.15},
        "the": {"sea": 0.46, "wind": 0.22, "light": 0.18, "gull": 0.14},
        "sea": {"and": 0.55, "rose": 0.2, "fell": 0.15, "was": 0.1},
        "wind": {"and": 0.3, "rose": 0.3, "fell": 0.2, "turned": 0.2},
        "light": {"turned": 0.5, "fell": 0.3, "and": 0.2},
        "gull": {"rose": 0.42, "turned": 0.38, "fell": 0.2},
        "a": {"gull": 0.35, "wind": 0.25, "light": 0.25, "sea": 0.15},
        "and": {"the": 0.75, "a": 0.15, "far": 0.1},
        "rose": {"and": 0.42, "over": 0.38, "far": 0.2},
        "fell": {"on": 0.5, "and": 0.3, "far": 0.2},
        "was": {"far": 0.5, "on": 0.3, "over": 0.2},
        "turned": {"and": 0.4, "over": 0.3, "far": 0.3},
        "over": {"the": 0.7, "a": 0.3},
        "on": {"the": 0.6, "a": 0.4},
        "far": {"over": 0.4, "and": 0.35, "on": 0.25},
    }
)
WORDS = ("a", "we", "they", "boat", "storm", "light", "sees", "keeps", "finds", "calls", "slowly", "again")
