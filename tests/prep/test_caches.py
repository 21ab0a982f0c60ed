"""The cache, when its server is away: nothing is found, nothing is kept, nothing fails."""

import logging

import pytest
import redis

from prep.caches import ForgivingRedisCache
from tests.house import House


@pytest.fixture
def away():
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})


@pytest.fixture
def there(redis_server):
    cache = ForgivingRedisCache(redis_server, {"KEY_PREFIX": "tests"})
    cache.delete_many(["key", "count"])
    return cache


@pytest.mark.services
def test_with_its_server_it_is_a_cache(there):
    there.set("key", "value")
    there.set("count", 1)

    assert (there.get("key"), there.incr("count"), there.add("key", "other")) == ("value", 2, False)
    there.delete("key")
    assert (there.get("key", "default"), there.has_key("key")) == ("default", False)


@pytest.mark.services
def test_emptying_it_leaves_the_broker_s_messages(there, redis_server):
    with redis.Redis.from_url(redis_server) as server:
        server.lpush("celery:tests", "a task")
        there.set("key", "value")
        there.clear()
        waiting = server.llen("celery:tests")
        server.delete("celery:tests")

    assert (there.get("key"), waiting) == (None, 1)


@pytest.mark.services
def test_a_server_that_refuses_to_write_fails_nothing(there, redis_server):
    """As one that is full, or a replica: it answers, with an error."""
    with redis.Redis.from_url(redis_server) as server:
        server.config_set("min-replicas-to-write", 1)
        try:
            there.set("key", "value")
        finally:
            server.config_set("min-replicas-to-write", 0)

    assert there.get("key") is None


def test_without_its_server_nothing_is_found_and_nothing_fails(away, caplog):
    with caplog.at_level(logging.WARNING):
        away.set("key", "value")
        found = (away.get("key", "default"), away.get_many(["key"]), away.add("key", "x"), away.delete("key"))

    assert found == ("default", {}, False, False)
    assert caplog.messages[0].startswith("The cache fails (Error 111 connecting to 127.0.0.1:1. Connection refused")
    with pytest.raises(ValueError, match="Key “:1:count” not found"):
        away.incr("count")


@pytest.mark.once
@pytest.mark.processes
def test_with_redis_down_pages_are_served_and_a_request_is_kept(tmp_path):
    """The web server alone: no broker, no worker. The row waits for them."""
    house = House(tmp_path / "var", REDIS_URL="redis://127.0.0.1:1/0", SECRET_KEY="k" * 60)
    assert house.manage("prepare").returncode == 0
    asked = """
from django.test import Client
client = Client(headers={"host": "localhost"})
body = {"experiment": "vanishing-gradients", "parameters": {"steps": 10}, "seed": 1}
answer = client.post("/api/runs/", body, content_type="application/json")
print(client.get("/").status_code, client.get("/lab/").status_code, answer.status_code, answer.json()["state"])
"""
    done = house.manage("shell", "--no-imports", "-c", asked)

    assert done.stdout == "200 200 202 queued\n", done.stderr
