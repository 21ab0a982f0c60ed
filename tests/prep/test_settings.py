"""The one settings file, through the door an operator uses: a command, an environment, a `.env`."""

import json
import stat
import subprocess
import sys

import pytest

from tests.house import ROOT, environment

SHOW = """
import json
from django.conf import settings as s
print(json.dumps({
    "database": s.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1],
    "broker": s.CELERY_BROKER_URL.split(":")[0],
    "cache": s.CACHES["default"]["BACKEND"].rsplit(".", 1)[1],
    "hosts": sorted(s.ALLOWED_HOSTS),
    "https": [s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS],
    "cookies": [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME],
    "proxies": s.TRUSTED_PROXIES,
    "mail": s.EMAIL_BACKEND.split(".")[0],
    "smtp": [s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL],
}))
"""
POSTGRES, REDIS = "postgres://u:p@db.example/name", "redis://redis.example:6379/0"
KEY = {"SECRET_KEY": "k" * 60}


def run(folder, *arguments, **settings) -> subprocess.CompletedProcess:
    env = environment(folder, **settings)
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def shown(folder, **settings) -> dict:
    done = run(folder, "manage.py", "shell", "--no-imports", "-c", SHOW, **settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("settings", "database", "broker", "cache"),
    [
        ({}, "sqlite3", "filesystem", "FileBasedCache"),
        ({"DATABASE_URL": POSTGRES, **KEY}, "postgresql", "filesystem", "FileBasedCache"),
        ({"REDIS_URL": REDIS, **KEY}, "sqlite3", "redis", "ForgivingRedisCache"),
        ({"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS, **KEY}, "postgresql", "redis", "ForgivingRedisCache"),
    ],
)
def test_the_services_are_chosen_by_the_environment_alone(tmp_path, settings, database, broker, cache):
    found = shown(tmp_path, **settings)

    assert (found["database"], found["broker"], found["cache"]) == (database, broker, cache)


@pytest.mark.parametrize("name", ["c#", "a?b", "100%25", "ü and a space"])
def test_a_folder_may_have_any_name(tmp_path, name):
    folder = tmp_path / name
    done = run(
        folder,
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; print(s.DATABASES['default']['NAME'])",
    )

    assert done.stdout == f"{folder / 'db.sqlite3'}\n", done.stderr


def test_one_address_decides_hosts_cookies_and_redirects(tmp_path):
    found = shown(tmp_path, SITE_URL="https://prep.example.org/", TRUSTED_PROXIES="1")

    assert found["hosts"] == ["127.0.0.1", "[::1]", "localhost", "prep.example.org"]
    assert found["https"] == [True, True, True, 31_536_000]
    assert found["cookies"] == ["__Host-sessionid", "__Host-csrftoken"], "no neighbour below the domain plants these"
    assert found["proxies"] == 1


def test_localhost_is_never_told_to_be_https_for_ever(tmp_path):
    assert shown(tmp_path, SITE_URL="https://localhost", TRUSTED_PROXIES="1")["https"] == [True, True, True, 0]


def test_on_a_laptop_nothing_is_forced_to_https(tmp_path):
    found = shown(tmp_path)

    assert found["https"] == [False, False, False, 0]
    assert found["cookies"] == ["sessionid", "csrftoken"], "browsers take __Host- over https alone"


def test_an_embedded_site_makes_its_key_once_and_for_its_owner_alone(tmp_path):
    shown(tmp_path)
    key = (tmp_path / "secret_key").read_text()
    shown(tmp_path)

    assert (tmp_path / "secret_key").read_text() == key
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DATABASE_URL": POSTGRES}, "SECRET_KEY is missing: with DATABASE_URL or REDIS_URL set, every process must"),
        ({"SITE_URL": "https://prep.example.org"}, "SITE_URL is https but TRUSTED_PROXIES is 0: say how many"),
        (
            {"SITE_URL": "http://prep.example.org/learn"},
            "SITE_URL is “http://prep.example.org/learn”: leave out the path",
        ),
        ({"ALLOWED_HOSTS": "https://prep.example.org"}, "ALLOWED_HOSTS should be names such as prep.example.org"),
        ({"VAR_DIR": "~nobody-by-this-name/x"}, "VAR_DIR in the environment should be a folder"),
        ({"PORT": "http"}, "PORT in the environment should be a whole number from 1 to 65535, and is “http”."),
        ({"DATABASE_URL": "mysql://db/x"}, "DATABASE_URL in the environment should be an address such as postgres://"),
        ({"VAR_DIR": "/proc/recurrent"}, "The site needs to write in /proc/recurrent and can't"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_bad_setting_is_one_sentence_and_no_traceback(tmp_path, command, settings, sentence):
    done = run(tmp_path, "manage.py", command, **settings)

    assert done.returncode == 1
    heading, said = done.stderr.strip().splitlines()
    assert heading == "The settings need mending before anything can start:"
    assert said.startswith(sentence)


def test_a_broken_env_file_is_named_by_line(tmp_path):
    (tmp_path / "mine.env").write_text("PORT=8000\nREDIS_ULR=redis://localhost\nnonsense\n")
    done = run(tmp_path, "manage.py", "check", ENV_FILE=str(tmp_path / "mine.env"))

    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "mine.env line 3: “nonsense” is not NAME=value.",
        "mine.env line 2: there is no setting REDIS_ULR; did you mean REDIS_URL?",
    ]


FROM = {"MAIL_FROM": "Recurrent <no-reply@prep.example.org>"}


@pytest.mark.parametrize(
    ("address", "smtp"),
    [
        ("smtp://ada:k%409@mail.example.org", ["mail.example.org", 587, "ada", "k@9", True, False]),
        ("smtps://ada:k@mail.example.org", ["mail.example.org", 465, "ada", "k", False, True]),
        ("smtp+plain://localhost:2525", ["localhost", 2525, "", "", False, False]),
    ],
)
def test_a_mail_server_is_one_address(tmp_path, address, smtp):
    found = shown(tmp_path, SMTP_URL=address, **FROM)

    assert (found["mail"], found["smtp"]) == ("django", smtp)


def test_without_one_mail_stays_here(tmp_path):
    assert shown(tmp_path)["mail"] == "prep"


def test_mail_comes_from_somebody(tmp_path):
    done = run(tmp_path, "manage.py", "check", SMTP_URL="smtp://mail.example.org")

    assert done.returncode == 1
    assert "SMTP_URL is set but MAIL_FROM isn't" in done.stderr
