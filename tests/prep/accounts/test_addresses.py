"""Where a request comes from: what our own proxies saw, never what a client could write."""

import pytest
from django.test import RequestFactory

from prep.accounts.addresses import client_ip


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.9"),
        (0, "203.0.113.7", "10.0.0.9"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),
        (2, "1.2.3.4, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
        (1, "2001:db8::1", "2001:db8::"),
        (1, "2001:db8::ffff:1:2:3:4", "2001:db8:0:ffff::"),
        (1, "2001:db8:0:ffff::1%eth0", "2001:db8:0:ffff::"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
        (1, None, "10.0.0.9"),
        (1, "nonsense", "10.0.0.9"),
        (1, "'; DROP TABLE axes", "10.0.0.9"),
    ],
)
def test_the_address_that_counts(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert client_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.9")) == address


@pytest.mark.parametrize(
    ("direct", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8::1:2:3:4", "2001:db8::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "0.0.0.0"),
    ],
)
def test_without_a_proxy_it_is_who_connects(direct, address):
    assert client_ip(RequestFactory().get("/", REMOTE_ADDR=direct)) == address
