"""Whatever stands in the files, the compiler comes back with values and problems, and every place is a real one."""

from hypothesis import given
from hypothesis import strategies as st

from content.compiler.library import compile_library
from content.compiler.sources import Sources
from tests.content.authors import LSTM, RNN, TRACK

SIGNS = st.text(st.sampled_from("[]{}='\".,#\n\\ \t$ab1-:é\x00\ud7ff"), max_size=60)
TOML = st.one_of(
    st.sampled_from([TRACK, RNN, LSTM, ""]),
    SIGNS,
    # Real files with something wild in the middle.
    st.tuples(st.sampled_from([TRACK, RNN, LSTM]), st.integers(0, 150), SIGNS).map(
        lambda made: made[0][: made[1]] + made[2] + made[0][made[1] :]
    ),
    st.dictionaries(
        st.sampled_from(["title", "summary", "topics", "prerequisites", "objectives", "'a.b'", "x.y"]),
        st.sampled_from(["'a'", "''", "3", "['rnn']", "[[1], {}]", "{ 'a.b' = 'c' }", "{ a = {} }", "true", "1e400"]),
    ).map(lambda pairs: "\n".join(f"{key} = {value}" for key, value in pairs.items())),
)
BYTES = st.one_of(st.binary(max_size=60), TOML.map(lambda text: text.encode("utf-8", "surrogatepass")))
PATHS = st.one_of(
    st.sampled_from(
        [
            "t/track.toml",
            "t/rnn/topic.toml",
            "t/lstm/topic.toml",
            "t/x/topic.toml",
            "t/rnn/page.md",
            "u/track.toml",
            "t/rnn/figures/x.svg",
            "t/rnn/figures/x.toml",
            "t/rnn/figures/y.toml",
        ]
    ),
    st.text(st.sampled_from("atrck.oml/ "), min_size=1, max_size=12),
)


@given(st.dictionaries(PATHS, BYTES, max_size=6))
def test_any_bytes(files):
    for problem in compile_library(Sources(files)).problems:
        lines = files.get(problem.path, b"").count(b"\n") + 1
        assert 1 <= problem.line <= lines


@given(TOML, TOML, TOML)
def test_any_toml_in_the_right_places(track, rnn, lstm):
    texts = {"t/track.toml": track, "t/rnn/topic.toml": rnn, "t/lstm/topic.toml": lstm}
    files = {path: text.encode("utf-8", "surrogatepass") for path, text in texts.items()}
    assert compile_library(Sources(files)) == compile_library(Sources(files))
