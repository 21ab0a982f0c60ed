"""`{% url %}` says what Django's says, and remembers it."""

import pytest
from django.template import Context, Engine, Template
from django.urls import NoReverseMatch, reverse

from prep import addresses


@pytest.fixture(autouse=True)
def nothing_remembered():
    addresses.address.cache_clear()
    addresses.escaped.cache_clear()


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ('{% url "quizzes:practise" %}', {}),
        ('{% url "quizzes:turn" quiz number %}', {"quiz": 7, "number": 3}),
        ('{% url name "lstm" %}', {"name": "content:topic"}),
        ('{% url "content:topic" key=key %}', {"key": "gru"}),
        ('{% url "quizzes:practise" as here %}[{{ here }}]', {}),
        ('{% url "nobody:knows" as here %}[{{ here }}]', {}),
        ('{% autoescape off %}{% url "content:topic" "gru" %}{% endautoescape %}', {}),
    ],
)
def test_an_address_is_django_s(source, context):
    by_django = Template(source, engine=Engine()).render(Context(context))
    assert [rendered(source, **context), rendered(source, **context)] == [by_django, by_django]


def test_a_number_and_the_word_for_it_are_two_things():
    assert addresses.address("quizzes:quiz", 1) == reverse("quizzes:quiz", args=[1])
    with pytest.raises(NoReverseMatch):
        addresses.address("quizzes:quiz", "one")


def test_an_unknown_name_is_refused_each_time():
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            rendered('{% url "nobody:knows" 1 %}')


def test_it_is_looked_up_once(monkeypatch):
    first = rendered('{% url "quizzes:turn" 7 3 %}')
    monkeypatch.setattr(addresses, "reverse", None)
    assert rendered('{% url "quizzes:turn" 7 3 %}') == first
