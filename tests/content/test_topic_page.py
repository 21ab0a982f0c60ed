"""/learn/<topic>/: what stands on it, in which order, at which addresses, and what else leads there."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import Client

from content import shelf, sync
from content.compiler import headings, pages
from content.compiler.directives import KEY
from content.models import Objective, Piece, Topic
from content.reading import mark_read, progress
from tests import makers
from tests.content import shelved
from tests.content.authors import PAGE, library
from tests.makers import NOW

pytestmark = pytest.mark.django_db


@dataclass
class Read:
    """A page as somebody meets it: its headings, the places one can go to, and the links."""

    headings: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)  # the last one wins
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found, self.heading, self.link = Read(), None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if said.get("id"):
            self.found.ids.append(said["id"])
        if re.fullmatch("h[1-6]", tag):
            self.heading, self.found.headings = tag, [*self.found.headings, (tag, "")]
        if tag == "a":
            self.link = said.get("href", "")
            self.found.links[self.link] = ""

    def handle_endtag(self, tag):
        if tag == self.heading:
            self.heading = None
        if tag == "a":
            self.link = None

    def handle_data(self, data):
        self.found.text += data
        if self.heading:
            tag, text = self.found.headings[-1]
            self.found.headings[-1] = (tag, text + data)
        if self.link is not None:
            self.found.links[self.link] += data


def main(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def read(response) -> Read:
    found = _Reader(main(response)).found
    found.text = " ".join(found.text.split())
    return found


@pytest.fixture
def topics() -> tuple[Topic, Topic]:
    return shelved.two_topics()


# --- What stands on it ----------------------------------------------------------------------------------------------


def test_a_page_has_its_title_its_sections_and_what_people_get_wrong(client, topics):
    assert read(client.get("/learn/rnn/")).headings == [
        ("h1", "RNN"),
        ("h2", "What you will know"),
        ("h2", "A function in a loop"),
        ("h3", "The same weights"),
        ("h2", "What it keeps"),
        ("h2", "Sources"),
        ("h2", "What people get wrong"),
    ]


def test_its_head_says_how_long_it_takes_what_comes_before_and_who_asked_about_it(client, topics):
    assert "Topic 1 of 2 Takes 5 minutes to read Asked at A company, Another" in read(client.get("/learn/rnn/")).text
    assert "Topic 2 of 2 Builds on RNN" in read(client.get("/learn/lstm/")).text


def test_every_place_has_one_address_and_those_that_it_had_before(client, topics):
    ids = read(client.get("/learn/rnn/")).ids
    assert len(ids) == len(set(ids))
    assert {
        *("goals", "recurrence", "loop", "rnn.recurrence", "eq-recurrence", "shared", "rnn.shared", "rnn.sharing"),
        *("memory", "sources", "misconceptions", "misconception-norm-explodes", "misconception-explodes", "reading"),
    } <= set(ids)


@pytest.mark.parametrize("reader", [None, "ada"])
def test_no_section_can_have_an_address_that_the_page_itself_has(client, topics, reader):
    if reader:
        client.force_login(makers.member(reader))
    ids = {each for key in ("rnn", "lstm") for each in _Reader(client.get(f"/learn/{key}/").content.decode()).found.ids}
    sections = {each for page in Piece.objects.filter(kind="page") for each in _keys(page.current.compiled["sections"])}
    own = {each for each in ids - sections if KEY.fullmatch(each) and not each.startswith(headings.RESERVED)}
    assert own <= set(headings.TAKEN)
    page = "".join(f"## Title {{#{key}}}\n\nText.\n\n" for key in headings.TAKEN)
    assert [str(each) for each in pages.page("page.md", page.encode(), topic="rnn")[1]] == [
        f"page.md:{1 + 4 * index}: `{key}` is an anchor of the page itself (taken are {', '.join(headings.TAKEN)})"
        for index, key in enumerate(headings.TAKEN)
    ]


def _keys(sections: list[dict]) -> set[str]:
    return {each for one in sections for each in (one["key"], *one["was"], *_keys(one["parts"]))}


def test_no_link_within_the_page_leads_nowhere(client, topics):
    found = read(client.get("/learn/rnn/"))
    assert {link for link in found.links if link.startswith("#")} <= {f"#{key}" for key in found.ids}


def test_what_one_will_know_leads_to_where_it_is_taught(client, topics):
    html = main(client.get("/learn/rnn/"))
    goals = html[html.index('id="goals"') : html.index("It begins.")]
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', goals) == [
        ("#rnn.recurrence", "A function in a loop"),
        ("#rnn.shared", "The same weights"),
    ]


def test_the_contents_name_the_sections_and_their_parts(client, topics):
    html = main(client.get("/learn/rnn/"))
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', contents) == [
        ("#recurrence", "A function in a loop"),
        ("#shared", "The same weights"),
        ("#memory", "What it keeps"),
        ("#sources", "Sources"),
        ("#misconceptions", "What people get wrong"),
    ]


def test_the_text_is_the_compiler_s_untouched(client, topics):
    assert shelved.EVERYTHING in main(client.get("/learn/rnn/"))


def test_a_figure_stands_with_its_alternative_and_its_caption(client, topics):
    html = main(client.get("/learn/rnn/"))
    assert shelved.DRAWING in html
    assert 'aria-label="One step."' in html
    assert "<strong>The cell.</strong> One step." in html


def test_an_experiment_says_its_claim_and_leads_to_the_lab_with_the_page_s_parameters(client, topics):
    found, address = read(client.get("/learn/rnn/")), "/lab/vanishing-gradients/?steps=100&amp;norm=0.9"
    assert f'<a href="{address}">{makers.EXPERIMENT.title}</a>' in main(client.get("/learn/rnn/"))
    assert makers.EXPERIMENT.claim in found.text
    assert "Sequence length T: 100 · Spectral norm of the recurrent weights: 0.9" in found.text


def test_an_experiment_can_be_run_on_the_page_and_without_javascript_in_the_lab(client, topics):
    found = read(client.get("/learn/rnn/"))
    way = found.links["/lab/vanishing-gradients/?steps=100&norm=0.9"]
    assert way == f"Predict and run it here: {makers.EXPERIMENT.title}"


def test_what_is_announced_offers_nothing_to_run(client, topics):
    assert main(client.get("/learn/rnn/")).count("data-demo-here") == 1


def test_what_is_still_to_come_is_announced_and_promises_nothing_else(client, topics):
    text = read(client.get("/learn/rnn/")).text
    assert "In preparation for the lab Echo state A recurrence that is never trained." in text
    assert "Those about RNN will stand here when there are cards." in text


def test_a_question_leads_to_where_it_is_answered(client, topics):
    html = main(client.get("/learn/rnn/"))
    assert html.count("data-question-here") == 1
    assert 'href="/practise/questions/' in html


def test_a_wrong_belief_is_told_with_the_truth_and_the_way_to_it(client, topics):
    html = main(client.get("/learn/rnn/"))
    belief = html[html.index('id="misconception-norm-explodes"') :]
    belief = belief[: belief.index("</li>")]
    assert "It explodes." in belief
    assert "<b>In truth:</b> Rarely." in belief
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', belief) == [("#rnn.recurrence", "A function in a loop")]


def test_a_truth_that_another_topic_teaches_leads_there(client, topics):
    shelved.misconception(topics[0], "forgets", see=Objective.objects.get(key="lstm.cell"))
    assert read(client.get("/learn/rnn/")).links["/learn/lstm/#lstm.cell"] == "LSTM"


def test_from_here_one_can_go_on_and_back(client, topics):
    first, second = read(client.get("/learn/rnn/")), read(client.get("/learn/lstm/"))
    assert "Leads on to LSTM" in first.text
    assert (first.links["/learn/lstm/"], "Previous" in first.text) == ("Next LSTM", False)
    assert (second.links["/learn/rnn/"], "Next" in second.text) == ("Previous RNN", False)


def test_a_topic_that_the_text_speaks_of_is_named_at_the_end_unless_it_stands_there_anyway(client, topics):
    gru = makers.topic(key="gru", title="GRU", track=topics[0].track)
    page = Piece.objects.get(kind="page", key="rnn").current
    page.compiled["blocks"].append({"kind": "html", "html": '<p><a href="../gru/#cell">G</a></p>'})
    page.save()
    assert "Leads on to LSTM Speaks of GRU" in read(client.get(f"/learn/{topics[0].key}/")).text
    gru.delete()
    shelf.forget()
    assert "Speaks of" not in read(client.get("/learn/rnn/", headers={"Cookie": "sessionid=x"})).text


def test_what_the_compiler_makes_of_an_author_s_folder_is_shown(client):
    sync.load(library(**{"cells/lstm/page.md": PAGE}), now=NOW)
    found = read(client.get("/learn/lstm/"))
    assert ("h2", "Its gates") in found.headings
    assert found.links["#lstm.gates"] == "Its gates"
    assert "It begins here." in found.text


# --- A topic without a page -----------------------------------------------------------------------------------------


def test_a_topic_without_a_page_says_what_there_is_to_know_and_that_the_rest_is_being_written(client, topics):
    shelved.misconception(topics[1], "erases", see=topics[1].objectives.get(key="lstm.cell"))
    shelved.figure(topics[1], "lstm-cell")
    response = client.get("/learn/lstm/")
    found = read(response)
    assert found.headings == [("h1", "LSTM"), ("h2", "What there is to know"), ("h2", "What people get wrong")]
    assert "still being written" in found.text
    assert shelved.DRAWING in main(response)
    assert {"lstm.cell", "lstm.state", "misconception-erases"} <= set(found.ids)
    assert "reading" not in found.ids
    assert [link for link in found.links if link.startswith("#lstm.")] == []


# --- Other addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/learn/lstm/", "/learn/lstm.md"])
def test_an_address_of_before_leads_on_for_good(client, topics, page):
    response = client.get(page.replace("lstm", "long-short-term-memory"))
    assert (response.status_code, response.headers["Location"]) == (301, page)


@pytest.mark.parametrize(
    ("key", "meant"),
    [("lstn", {"/learn/lstm/": "LSTM"}), ("rn", {"/learn/rnn/": "RNN"}), ("RNN", {"/learn/rnn/": "RNN"}), ("zzz", {})],
)
def test_an_unknown_topic_is_404_and_says_which_may_be_meant(client, topics, key, meant):
    response = client.get(f"/learn/{key}/")
    found = read(response)
    assert response.status_code == 404
    assert found.headings == [("h1", "There is no such page")]
    assert {
        link: name for link, name in found.links.items() if link.startswith("/learn/") and link != "/learn/"
    } == meant


def test_a_retired_topic_is_no_more(client, topics):
    Topic.objects.filter(key="rnn").update(retired_at=NOW)
    assert client.get("/learn/rnn/").status_code == 404


def test_the_page_can_be_taken_along_as_markdown(client, topics):
    page = Piece.objects.get(kind="page", key="rnn").current
    page.source = "See [gates](../lstm/page.md#gates).\n\n::demo vanishing-gradients steps=100\n\n::figure rnn-cell\n"
    page.save()
    response = client.get("/learn/rnn.md")
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content.decode() == (
        "# RNN\n\nWhat RNN is.\n\nSee [gates](http://testserver/learn/lstm/#gates).\n\n"
        "Try it: [Vanishing gradients](http://testserver/lab/vanishing-gradients/?steps=100)\n\n*Figure: A box.*\n"
    )


def test_there_is_nothing_to_take_along_of_what_is_not_written(client, topics):
    response = client.get("/learn/lstm.md")
    assert response.status_code == 404
    assert "The explanation of this topic is still being written." in response.content.decode()
    assert read(response).links["/learn/lstm/"] == "What there is to know about LSTM"


@pytest.mark.parametrize("page", ["/learn/rnn/", "/learn/rnn.md"])
def test_one_only_reads_here(client, topics, page):
    assert client.post(page).status_code == 405


# --- For whom, and at what price ------------------------------------------------------------------------------------


def test_the_page_is_the_same_for_everyone_we_do_not_know_and_touches_no_session(client, topics):
    first, second = client.get("/learn/rnn/"), Client().get("/learn/rnn/")
    assert first.content == second.content
    assert b"csrfmiddlewaretoken" not in first.content
    assert [response.cookies for response in (first, second)] == [{}, {}]
    assert "Cookie" in first.headers["Vary"]


def test_a_learner_sees_what_they_have_read(client, topics):
    ada = makers.member()
    client.force_login(ada)
    progress(learner=ada, page=shelf.topic("rnn", shelf.edition()), sections={"memory": NOW}, place="memory", now=NOW)
    html = main(client.get("/learn/rnn/"))
    assert re.findall(r'data-entry="(\w+)" class="read"', html) == ["memory"]
    assert '<a href="#memory">Continue where you left: <b>What it keeps</b></a>' in html


@pytest.mark.parametrize("topics", [1, 3])
def test_a_learner_s_page_takes_two_queries_beyond_session_and_user(client, topics, django_assert_num_queries):
    track = makers.track()
    for number in range(topics):
        makers.page(f"topic-{number}", *["cell", "gates"][: number + 1], track=track)
    ada = makers.member()
    client.force_login(ada)
    mark_read(learner=ada, page=shelf.topic("topic-0", shelf.edition()), now=NOW)
    with django_assert_num_queries(4):
        client.get("/learn/topic-0/")


@pytest.mark.parametrize("topics", [1, 3])
def test_its_first_reader_of_an_edition_pays_as_much_however_many_topics_there_are(
    client, topics, django_assert_num_queries
):
    track = makers.track()
    for number in range(topics):
        makers.page(f"topic-{number}", "cell", "gates", track=track)
    with django_assert_num_queries(10):
        client.get("/learn/topic-0/")


def test_another_edition_is_read_at_once(client, topics):
    ada = makers.member()
    client.force_login(ada)
    client.get("/learn/rnn/")
    Topic.objects.filter(key="rnn").update(title="Elman network")
    assert ("h1", "RNN") in read(client.get("/learn/rnn/")).headings
    shelved.edition()
    assert ("h1", "Elman network") in read(client.get("/learn/rnn/")).headings


def test_in_debug_nothing_is_kept(client, topics, settings):
    client.force_login(makers.member())
    client.get("/learn/rnn/")
    settings.DEBUG = True
    Topic.objects.filter(key="rnn").update(title="Elman network")
    assert ("h1", "Elman network") in read(client.get("/learn/rnn/")).headings


def test_nonsense_pushes_nothing_off_the_shelf(topics):
    edition = shelf.edition()
    kept = shelf.topic("rnn", edition)
    for number in range(shelf.MOST_KEPT + 1):
        assert shelf.topic(f"nonsense-{number}", edition) is None
    assert shelf.topic("rnn", edition) is kept


def test_nothing_in_the_page_needs_more_than_the_content_security_policy_allows(client, topics):
    html = client.get("/learn/rnn/").content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag]
    assert inline == ['<script type="importmap">']
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []
