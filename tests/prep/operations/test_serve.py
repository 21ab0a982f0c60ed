"""The whole site in one process tree: started, hurt and stopped as it happens in life."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.house import ROOT, House, environment, free_port

pytestmark = [pytest.mark.processes, pytest.mark.services]


def everybody(house: House) -> list[psutil.Process]:
    return [psutil.Process(house.process.pid), *house.descendants()]


def names(house: House) -> set[str]:
    return {word for process in house.descendants() for word in ("gunicorn", "celery") if word in process.cmdline()}


def test_it_serves_pages_and_answers_on_every_queue(standing_house):
    status, headers, body = standing_house.get("/")
    diagnosis = standing_house.manage("doctor", "--format", "json")
    findings = {finding["name"]: finding["state"] for finding in json.loads(diagnosis.stdout)["findings"]}

    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"</html>" in body
    assert (
        findings["worker quick"] == findings["worker light"] == findings["worker heavy"] == findings["schedule"] == "ok"
    )
    assert diagnosis.returncode == 0


def test_it_prints_the_address_and_how_to_make_an_admin(standing_house):
    lines = standing_house.log().splitlines()

    assert f"Ready: {standing_house.url}/   (Ctrl-C stops it)" in lines
    assert "There is no admin yet. Make one with: make admin" in lines


def test_the_request_s_id_reaches_the_task_s_log_line(standing_house):
    request_id = "0123456789abcdef0123456789abcdef"
    body = {"experiment": "vanishing-gradients", "parameters": {"steps": 40}, "seed": 4711}
    status, headers, _ = standing_house.visitor().post_json("/api/runs/", body, {"X-Request-ID": request_id})

    assert (status in (200, 202), headers["X-Request-ID"]) == (True, request_id)
    standing_house.wait_for(
        lambda: any(
            f"[{request_id}]" in line and "sandbox.tasks.compute" in line and "succeeded" in line
            for line in standing_house.log().splitlines()
        ),
        "the task's log line with the request's id",
    )


def test_ctrl_c_stops_all_of_it(house):
    processes = everybody(house)
    assert names(house) == {"gunicorn", "celery"}
    house.process.send_signal(signal.SIGINT)

    assert house.process.wait(20) == 0
    assert psutil.wait_procs(processes[1:], timeout=5)[1] == []
    assert house.log().splitlines()[-1] == "Stopped."


def test_sigkill_of_the_parent_leaves_no_descendant(house):
    processes = everybody(house)
    assert len(processes) == 8  # the tree; gunicorn and its 2; quick; 2 of the lab; the schedule
    house.process.kill()

    assert psutil.wait_procs(processes[1:], timeout=8)[1] == []


def test_whatever_is_killed_comes_back(house):
    telling = {"lab-2": ("-Q", "light,heavy"), "quick": ("-Q", "quick"), "schedule": ("beat",), "web": ("gunicorn",)}
    for name, words in telling.items():
        victim = house.child(*words)
        orphans = victim.children(recursive=True)
        victim.kill()
        house.wait_for(lambda name=name: f"{name} was killed by SIGKILL; starting it again." in house.log(), name)
        assert psutil.wait_procs(orphans, timeout=5)[1] == []

    house.wait_for(lambda: house.get("/healthz")[0] == 200, "the web server")
    diagnosis = house.manage("doctor", "--wait", "20")
    assert diagnosis.returncode == 0, diagnosis.stdout


def test_what_a_dead_worker_had_begun_is_finished_by_another(house):
    """Half a minute ago somebody claimed it and was never heard of again; the schedule notices, and rings."""
    begun = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from sandbox import results
from sandbox.experiments.registry import EXPERIMENTS
experiment, then = EXPERIMENTS["vanishing-gradients"], timezone.now() - timedelta(seconds=30)
values = {parameter.name: parameter.default for parameter in experiment.parameters}
asked = results.request(experiment=experiment, parameters=values, seed=99, now=then)
print(results.claim(result_id=asked.pk, token=uuid4(), now=then).pk)
"""
    done = house.manage("shell", "--no-imports", "-c", begun)
    assert done.returncode == 0, done.stderr
    address = f"/api/results/{done.stdout.strip()}/"
    house.wait_for(lambda: json.loads(house.get(address)[2])["state"] == "done", "the result", within=60, every=1)
    tries = "from sandbox.models import Result; print(Result.objects.get().tries)"

    assert house.manage("shell", "--no-imports", "-c", tries).stdout == "2\n"


def says(house: House, line: str, cwd: Path = ROOT) -> bool:
    """Whether `serve`, started in that folder, comes to print this line."""
    with subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "serve"],
        cwd=cwd,
        env=house.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            return f"{line}\n" in process.stdout
        finally:
            process.kill()


@pytest.mark.once
def test_it_is_ready_with_a_proxy_in_the_environment_and_from_any_folder(tmp_path):
    house = House(tmp_path / "var", http_proxy="http://127.0.0.1:1", HTTP_PROXY="http://127.0.0.1:1")
    assert house.manage("prepare").returncode == 0

    assert says(house, f"Ready: {house.url}/   (Ctrl-C stops it)", cwd=tmp_path)


@pytest.mark.once
def test_without_its_database_it_stands_and_says_so(tmp_path):
    assert says(House(tmp_path / "var"), "But the database doesn't answer. What to do: make doctor")


@pytest.mark.once
def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment(tmp_path, PORT=str(port)),
            capture_output=True,
            text=True,
            timeout=30,
        )

    assert done.returncode == 1
    assert done.stderr == (
        f"CommandError: Port {port} is taken: stop what uses it, or choose another, e.g. PORT={port + 1} make run.\n"
    )


@pytest.mark.once
def test_make_run_starts_it_and_stops_with_make_even_when_make_is_killed(tmp_path):
    house = House(tmp_path / "var")
    try:
        house.start(["make", "run"])
        said = [line.split(" …")[0] for line in house.log().splitlines()]
        assert said[:5] == ["Folders", "Database", "Static files", "Content", "Starting: web server, workers, schedule"]
        processes = house.descendants()
        os.kill(house.process.pid, signal.SIGKILL)

        assert psutil.wait_procs(processes, timeout=20)[1] == []
    finally:
        house.stop()


@pytest.mark.once
def test_an_address_that_is_not_ours_is_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment(tmp_path, PORT=str(free_port()), HOST="192.0.2.1"),
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: HOST is “192.0.2.1”, which is no address of this machine: try 127.0.0.1.\n",
    )
