"""The operator's settings: typed, and everything that is wrong said at once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.environment import BadEnvironment, Environment


def dotenv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / ".env"
    path.write_text(text)
    return path


def problems(env: Environment) -> list[str]:
    with pytest.raises(BadEnvironment) as refusal:
        env.settle()
    return str(refusal.value).splitlines()


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path):
    env = Environment({"PORT": "9000"}, dotenv(tmp_path, "PORT=7000\nHOST=0.0.0.0\n"))

    assert env.number("PORT", 8000, 1, 65535) == 9000
    assert env.text("HOST", "127.0.0.1") == "0.0.0.0"
    assert env.text("SECRET_KEY", "none") == "none"
    env.settle()


def test_an_empty_value_is_no_value(tmp_path):
    env = Environment({"PORT": ""}, dotenv(tmp_path, "PORT=\n"))

    assert env.number("PORT", 8000, 1, 65535) == 8000


@pytest.mark.parametrize(("said", "meant"), [("1", True), ("yes", True), ("True", True), ("0", False), ("off", False)])
def test_flags(said, meant):
    assert Environment({"DEBUG": said}).flag("DEBUG", default=not meant) is meant


def test_words_are_separated_by_commas_or_spaces():
    assert Environment({"ALLOWED_HOSTS": "a.example, b.example c.example"}).words("ALLOWED_HOSTS") == [
        "a.example",
        "b.example",
        "c.example",
    ]


def test_everything_that_is_wrong_is_said_at_once_with_its_place(tmp_path):
    env = Environment(
        {"PORT": "eighty"}, dotenv(tmp_path, "# mine\n\nDEBUG=perhaps\nthis is no setting\nDATABSE_URL=x\n")
    )
    env.number("PORT", 8000, 1, 65535)
    env.flag("DEBUG", default=False)
    env.text("DATABASE_URL")

    assert problems(env) == [
        ".env line 4: “this is no setting” is not NAME=value.",
        "PORT in the environment should be a whole number from 1 to 65535, and is “eighty”.",
        "DEBUG in .env line 3 should be a yes or a no (1 or 0), and is “perhaps”.",
        ".env line 5: there is no setting DATABSE_URL; did you mean DATABASE_URL?",
    ]


def test_a_setting_like_no_other_gets_no_guess(tmp_path):
    env = Environment({}, dotenv(tmp_path, "FAVOURITE_COLOUR=blue\n"))

    assert problems(env) == [".env line 1: there is no setting FAVOURITE_COLOUR; .env.example lists the names."]


@pytest.mark.parametrize("said", ["0", "65536", "-1", "1e3", "8000.0", "٣", "9" * 40])
def test_numbers_outside_their_bounds_are_refused(said):
    env = Environment({"PORT": said})

    assert env.number("PORT", 8000, 1, 65535) == 8000
    assert problems(env) == [f"PORT in the environment should be a whole number from 1 to 65535, and is “{said}”."]


@pytest.mark.parametrize("said", ["redis:6379", "http://redis", "redis://", "redis://host:port", "redis://[::1"])
def test_addresses_are_refused_with_an_example(said):
    env = Environment({"REDIS_URL": said})

    assert env.url("REDIS_URL", "", ("redis", "rediss"), "redis://host:6379/0") == ""
    assert problems(env) == [
        f"REDIS_URL in the environment should be an address such as redis://host:6379/0, and is “{said}”."
    ]


def test_a_rule_between_settings_says_what_to_do():
    env = Environment({})
    env.insist(False, "Set the other one too.")

    assert problems(env) == ["Set the other one too."]


@given(st.binary(max_size=200))
def test_no_file_makes_it_fail_in_any_other_way(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.env"
    path.write_bytes(content)
    env = Environment({}, path)
    env.text("HOST")
    try:
        env.settle()
    except BadEnvironment as refusal:
        assert str(refusal)
