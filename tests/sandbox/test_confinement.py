"""A computation in a process of its own: what it tells, how it is stopped, what becomes of it when it misbehaves."""

import os
import resource
import signal
import time

import numpy as np
import psutil
import pytest

from sandbox.confinement import Broken, Killed, Limits, OutOfMemory, OutOfTime, Stopped, confined
from sandbox.experiments.contract import Outcome, Plot, Verdict

PLENTY = Limits(seconds=60, megabytes=512)
OUTCOME = Outcome(plots=(), numbers=(), verdict=Verdict("It is so.", True, "It was."))


def plot(values):
    return Plot("p", "", "x", tuple(range(len(values))), "y", "linear", ())


def go_on(news):
    return True


def for_ever(report):
    while True:
        time.sleep(0.01)


@pytest.fixture
def children():
    """Those that were not there before."""
    before = psutil.Process().children()
    return lambda: [child for child in psutil.Process().children() if child not in before]


def test_what_it_gives_comes_back_as_it_was():
    assert confined(lambda report: OUTCOME, listen=go_on, limits=PLENTY) == OUTCOME


def test_news_comes_soon_and_at_most_five_times_a_second():
    heard, began = [], time.monotonic()

    def work(report):
        for done in range(100):
            report(done / 100, (plot(range(done)),))
            time.sleep(0.005)
        return OUTCOME

    confined(work, listen=lambda news: heard.append(news) or True, limits=PLENTY)
    done = [round(news.progress * 100) for news in heard if news]
    assert [news.plots for news in heard if news] == [(plot(range(each)),) for each in done]
    assert 0 < len(done) <= 2 + (time.monotonic() - began) * 5


def test_what_is_done_in_a_moment_is_told_once_as_a_whole():
    def work(report):
        report(0.0, (plot(()),))
        return OUTCOME

    heard = []
    confined(work, listen=lambda news: heard.append(news) or True, limits=PLENTY)
    assert [news for news in heard if news] == []


def test_much_news_is_not_too_much():
    def work(report):
        report(0.5, (plot(range(300_000)),))
        return OUTCOME

    assert confined(work, listen=go_on, limits=PLENTY) == OUTCOME


def test_who_no_longer_wants_it_is_heard_even_while_it_says_nothing(children):
    with pytest.raises(Stopped):
        confined(for_ever, listen=lambda news: False, limits=PLENTY)
    assert children() == []


def test_it_ends_when_its_time_is_up():
    with pytest.raises(OutOfTime):
        confined(for_ever, listen=go_on, limits=Limits(seconds=0.05, megabytes=512))


def test_it_ends_when_its_time_is_up_even_if_it_will_not_hear(monkeypatch, children):
    monkeypatch.setattr("sandbox.confinement.GRACE", 0.1)

    def deaf(report):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        for_ever(report)

    with pytest.raises(OutOfTime):
        confined(deaf, listen=go_on, limits=Limits(seconds=0.05, megabytes=512))
    assert children() == []


def test_time_that_is_up_in_the_middle_of_news_waits_until_it_is_told(monkeypatch):
    monkeypatch.setattr("sandbox.confinement.FIRST_UPDATE_AFTER", 0)
    monkeypatch.setattr("sandbox.confinement.UPDATE_EVERY", 0)

    def work(report):
        report(0.1, ())
        report(0.2, (plot(range(300_000)),))  # more than the pipe holds: told in parts, as the parent finds the time
        for_ever(report)

    with pytest.raises(OutOfTime):
        confined(work, listen=lambda news: time.sleep(0.3) or True, limits=Limits(seconds=0.15, megabytes=512))


def test_more_memory_than_allowed_is_refused_and_told():
    with pytest.raises(OutOfMemory):
        confined(lambda report: np.ones(2**27), listen=go_on, limits=Limits(seconds=60, megabytes=256))


def test_where_the_worker_has_a_limit_of_its_own_that_one_is_left_alone():
    def worker(report):
        resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))
        if os.getuid() == 0:
            os.setuid(65534)  # root may do what a worker may not: lift such a limit
        with pytest.raises(OutOfMemory):
            confined(lambda report: np.ones(2**27), listen=go_on, limits=Limits(seconds=60, megabytes=256))
        return confined(lambda report: OUTCOME, listen=go_on, limits=PLENTY)

    assert confined(worker, listen=go_on, limits=Limits(seconds=60, megabytes=2**12)) == OUTCOME


def test_an_error_comes_with_its_traceback():
    with pytest.raises(Broken, match="in work") as told:

        def work(report):
            raise KeyError("norm")

        confined(work, listen=go_on, limits=PLENTY)
    assert "KeyError: 'norm'" in str(told.value)


def test_being_killed_is_noticed():
    with pytest.raises(Killed):
        confined(lambda report: os.kill(os.getpid(), signal.SIGKILL), listen=go_on, limits=PLENTY)


def test_what_listening_raises_stops_it_too(children):
    def lose_the_database(news):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        confined(for_ever, listen=lose_the_database, limits=PLENTY)
    assert children() == []
