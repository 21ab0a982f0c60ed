"""Redis as a cache that may be away or full: then nothing is found and nothing is kept, and no page fails for it.

It shares its database with the broker, so emptying the cache removes the cache's own keys alone.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def forgiving(method: Callable, otherwise: Any) -> Callable:
    @wraps(method)
    def call(*arguments, **options):
        try:
            return method(*arguments, **options)
        except RedisError as problem:
            logger.warning("The cache fails (%s): going on without it.", problem)
            return otherwise

    return call


class ForgivingClient(RedisCacheClient):
    add = forgiving(RedisCacheClient.add, False)
    set = forgiving(RedisCacheClient.set, None)
    touch = forgiving(RedisCacheClient.touch, False)
    delete = forgiving(RedisCacheClient.delete, False)
    get_many = forgiving(RedisCacheClient.get_many, {})
    has_key = forgiving(RedisCacheClient.has_key, False)
    set_many = forgiving(RedisCacheClient.set_many, None)
    delete_many = forgiving(RedisCacheClient.delete_many, None)

    def get(self, key, default):
        return forgiving(super().get, default)(key, default)

    def incr(self, key, delta):
        """As for a key that was never set: ValueError, which callers of incr know."""
        value = forgiving(super().incr, None)(key, delta)
        if value is None:
            raise ValueError(f"Key “{key}” not found")
        return value


class ForgivingRedisCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = ForgivingClient

    def clear(self) -> bool:
        return forgiving(self._clear, False)()

    def _clear(self) -> bool:
        """Django's would flush the whole database, the tasks that wait in it too."""
        redis = self._cache.get_client(write=True)
        for key in redis.scan_iter(match=f"{self.key_prefix}:*", count=1000):
            redis.delete(key)
        return True
