"""docker-compose.yml says what it should, without an engine: nothing here is started."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils import timezone

from prep.operations import pulses
from prep.settings import env

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
SITE = {name: service for name, service in SERVICES.items() if "build" in service}
LONG_RUNNING = {name: service for name, service in SERVICES.items() if name != "prepare"}

# What only docker-compose.yml reads from .env, and what it gives the site's processes that is no setting of theirs.
COMPOSES_OWN = {"POSTGRES_PASSWORD"}
LIBPQS_OWN = {"PGPASSWORD"}

REFERENCE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?P<operator>:-|:\?)(?P<rest>[^}]*)\}")


def interpolate(value: str, variables: dict[str, str]) -> str:
    """As Compose does it, for the two forms that our file uses."""

    def replace(found: re.Match) -> str:
        if found["name"] is None:
            return "$"
        said = variables.get(found["name"], "")
        if found["operator"] == ":?" and not said:
            raise KeyError(found["name"])
        return said or found["rest"]

    return REFERENCE.sub(replace, value)


def strings(node) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings(value)]
    return [node] if isinstance(node, str) else []


# --- The Compose file -----------------------------------------------------------------------------------------------


def test_compose_file_obeys_the_specification():
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done"), done.stdout + done.stderr


def test_what_is_declared_and_what_is_used_are_the_same():
    named = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert set(named) == set(COMPOSE["volumes"])
    assert {name for service in SERVICES.values() for name in service["networks"]} == set(COMPOSE["networks"])
    granted = {grant["source"] for service in SERVICES.values() for grant in service.get("configs", [])}
    assert granted == set(COMPOSE["configs"])


def test_services_wait_for_each_other_in_a_way_that_can_come_true():
    waits = {
        (waited_for, terms["condition"])
        for service in SERVICES.values()
        for waited_for, terms in service.get("depends_on", {}).items()
    }
    assert waits == {
        ("prepare", "service_completed_successfully"),
        ("database", "service_healthy"),
        ("redis", "service_healthy"),
        ("web", "service_healthy"),
    }


def test_every_process_of_the_site_waits_for_the_preparation():
    waiting = {name for name, service in SITE.items() if "prepare" in service["depends_on"]}
    assert waiting == set(SITE) - {"prepare"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_what_runs_long_is_examined_and_restarted(name):
    service = LONG_RUNNING[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_the_preparation_runs_once():
    assert (SERVICES["prepare"]["restart"], "healthcheck" in SERVICES["prepare"]) == ("no", False)


def test_only_the_proxy_can_be_reached_from_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    outside = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    reaching_out = {name for name, service in SERVICES.items() if outside & set(service["networks"])}
    assert reaching_out == {"proxy", "worker-quick"}  # learners come in by the one, mail goes out by the other
    assert {name for name, service in SERVICES.items() if "network_mode" in service} == set()


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_has_more_rights_than_it_needs(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("read_only", False) is (name != "proxy")
    assert "privileged" not in service


def test_every_log_is_rotated_and_every_service_bounded():
    assert {json.dumps(service["logging"]["options"]) for service in SERVICES.values()} == {
        '{"max-size": "10m", "max-file": "5"}'
    }
    assert {
        name for name, service in SERVICES.items() if "memory" not in service["deploy"]["resources"]["limits"]
    } == set()


def test_other_peoples_images_are_pinned():
    images = {name: service["image"] for name, service in SERVICES.items() if name not in SITE}
    assert {name for name, image in images.items() if not re.search(r":\d+\.\d+", image)} == set()
    assert {service["image"] for service in SITE.values()} == {"recurrent:local"}


def test_every_queue_has_a_worker_and_there_is_one_beat():
    commands = [service.get("command", []) for service in SITE.values()]
    workers = [command for command in commands if "worker" in command]
    assert sorted(command[command.index("-Q") + 1] for command in workers) == sorted(settings.QUEUES)
    assert sum("beat" in command for command in commands) == 1
    assert [name for name, service in SERVICES.items() if "replicas" in service["deploy"]] == []


def test_redis_keeps_what_waits_in_it():
    command = SERVICES["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_the_proxy_serves_the_site_at_its_address():
    caddyfile = interpolate(COMPOSE["configs"]["caddyfile"]["content"], {})
    assert re.findall(r"^(\S+) \{$", caddyfile, re.MULTILINE) == ["{$SITE_URL}"]
    port = re.search(r"\bPORT=(\d+)", (ROOT / "Dockerfile").read_text())[1]
    assert re.findall(r"reverse_proxy (\S+)", caddyfile) == [f"web:{port}"]


@pytest.mark.django_db
def test_beat_is_well_while_any_queue_hears_from_it():
    *_, examination = SERVICES["beat"]["healthcheck"]["test"]

    def status() -> bool:
        with pytest.raises(SystemExit) as exit:
            exec(examination, {})
        return exit.value.code

    assert status() is True
    pulses.beat(queue="quick", now=timezone.now())
    assert status() is False
    pulses.beat(queue="quick", now=timezone.now() - 2 * pulses.SILENT_AFTER)
    assert status() is True


# --- Settings and secrets -------------------------------------------------------------------------------------------


def test_compose_passes_settings_that_exist():
    passed = {name for service in SITE.values() for name in service["environment"]}
    assert passed - LIBPQS_OWN - set(env.asked) == set()
    found = [found["name"] for text in strings(COMPOSE) for found in REFERENCE.finditer(text) if found["name"]]
    assert set(found) - COMPOSES_OWN - set(env.asked) == set()


def test_no_reference_escapes_these_tests():
    leftover = [text for text in strings(COMPOSE) if "$" in REFERENCE.sub("", text)]
    assert leftover == []


def test_secrets_are_required_everywhere_and_nothing_else_is():
    operators: dict[str, set[str]] = {}
    for text in strings(COMPOSE):
        for found in REFERENCE.finditer(text):
            if found["name"]:
                operators.setdefault(found["name"], set()).add(found["operator"])
    required = {name for name, used in operators.items() if used == {":?"}}
    optional = {name for name, used in operators.items() if used == {":-"}}
    assert required == {"SECRET_KEY", "POSTGRES_PASSWORD"}
    assert optional == set(operators) - required


@pytest.mark.parametrize("name", SITE)
def test_the_secrets_are_all_that_must_be_set(name, tmp_path):
    secrets = {"SECRET_KEY": "of-the-test", "POSTGRES_PASSWORD": "p@ss/word"}
    given = {key: interpolate(value, secrets) for key, value in SITE[name]["environment"].items()}
    bare = {key: value for key, value in os.environ.items() if key not in env.asked}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from prep import settings; print(settings.SITE_URL, settings.EMBEDDED, settings.DEBUG)",
        ],
        cwd=ROOT,
        env={**bare, **given, "ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "https://localhost False False\n"), done.stderr
