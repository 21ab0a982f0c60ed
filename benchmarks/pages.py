"""A topic's page, for nobody in particular and for a member, against a bare view with one query and one template."""

from functools import partial

from benchmarks import load, serving, site
from benchmarks.measuring import Row, in_turns

PAGE = "/learn/topic-1/"
BARE = "a bare view: one query, one template, no middleware"
NOBODY_S, MEMBER_S = 0.6, 0.25


def rows(*, rounds: int, requests: int) -> list[Row]:
    cookie = site.member_s_cookie()
    return [*_served(cookie, rounds, requests), *_called(cookie, rounds, requests)]


def _served(cookie: str, rounds: int, requests: int) -> list[Row]:
    with serving.served(serving.OURS) as ours, serving.served(serving.PEER) as peer:
        ask = partial(load.requests_per_second, requests=requests)
        nobody_s, same, member_s, bare = in_turns(
            rounds,
            lambda: ask(ours, load.request(PAGE, ours)),
            lambda: ask(ours, load.request(PAGE, ours, If_None_Match="*")),
            lambda: ask(ours, load.request(PAGE, ours, Cookie=cookie)),
            lambda: ask(peer, load.request(PAGE, peer)),
        )
    return [
        Row("A topic's page, for nobody in particular", nobody_s, BARE, bare, rate=True, target=NOBODY_S),
        Row("… that the browser has already (304)", same, BARE, bare, rate=True),
        Row("… for a member", member_s, BARE, bare, rate=True, target=MEMBER_S),
    ]


def _called(cookie: str, rounds: int, requests: int) -> list[Row]:
    with serving.called(serving.OURS) as ours, serving.called(serving.PEER) as peer:
        nobody_s, member_s, bare = in_turns(
            rounds,
            lambda: ours.requests_per_second(PAGE, requests=requests),
            lambda: ours.requests_per_second(PAGE, cookie, requests=requests),
            lambda: peer.requests_per_second(PAGE, requests=requests),
        )
    return [
        Row("Without a server, a second of the processor: nobody's", nobody_s, BARE, bare, rate=True),
        Row("… a member's", member_s, BARE, bare, rate=True),
    ]
