"""The whole site in one process tree: started, hurt and stopped as it happens in life."""

import json
import os
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

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
    assert findings["worker quick"] == findings["worker heavy"] == findings["schedule"] == "ok"
    assert diagnosis.returncode == 0


def test_it_prints_the_address_and_how_to_make_an_admin(standing_house):
    lines = standing_house.log().splitlines()

    assert f"Ready: {standing_house.url}/   (Ctrl-C stops it)" in lines
    assert "There is no admin yet. Make one with: make admin" in lines


def test_the_request_s_id_reaches_the_task_s_log_line(standing_house):
    request_id = "0123456789abcdef0123456789abcdef"
    body = {"experiment": "vanishing-gradients", "parameters": {"steps": 40}, "seed": 4711}
    status, headers, _ = standing_house.post_json("/api/results/", body, {"X-Request-ID": request_id})

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
    assert len(processes) >= 8  # the tree; gunicorn and its 2; quick, its child, the schedule; heavy and its 2
    house.process.kill()

    assert psutil.wait_procs(processes[1:], timeout=8)[1] == []


def test_workers_and_web_server_that_are_killed_come_back(house):
    for words, name in ((("-Q", "heavy"), "heavy"), (("-B",), "quick"), (("gunicorn",), "web")):
        victim = house.child(*words)
        orphans = victim.children(recursive=True)
        victim.kill()
        house.wait_for(lambda name=name: f"{name} was killed by SIGKILL; starting it again." in house.log(), name)
        assert psutil.wait_procs(orphans, timeout=5)[1] == []

    house.wait_for(lambda: house.get("/healthz")[0] == 200, "the web server")
    diagnosis = house.manage("doctor", "--wait", "20")
    assert diagnosis.returncode == 0, diagnosis.stdout


def test_a_computation_survives_the_worker_that_was_killed(house):
    body = {"experiment": "vanishing-gradients", "parameters": {"steps": 60}, "seed": 99}
    house.child("-Q", "heavy").kill()
    status, _, answer = house.post_json("/api/results/", body)
    address = urlsplit(json.loads(answer)["url"]).path

    assert status == 202
    house.wait_for(lambda: json.loads(house.get(address)[2])["state"] == "done", "the result", within=60, every=1)


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
