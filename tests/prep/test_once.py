"""`{% once %}`: rendered once a process, and of nobody in particular."""

from django.template import Context, Template
from django.test import override_settings


def rendered(template: Template, **context: object) -> str:
    return template.render(Context(context))


def test_what_is_once_is_rendered_for_the_first_page_and_is_the_same_on_the_next():
    template = Template("{% load once %}{% once %}{% now 'u' %}{% endonce %}")
    assert rendered(template) == rendered(template)


def test_nothing_of_anybody_s_can_get_into_it():
    template = Template("{% load once %}{% once %}[{{ name }}]{% endonce %}{{ name }}")
    assert [rendered(template, name=name) for name in ("Ada", "Alan")] == ["[]Ada", "[]Alan"]


def test_two_places_are_two_things():
    template = Template("{% load once %}{% once %}a{% endonce %}{% once %}b{% endonce %}")
    assert rendered(template) == "ab"


@override_settings(DEBUG=True)
def test_while_one_writes_it_is_rendered_each_time():
    template = Template("{% load once %}{% once %}{% now 'u' %}{% endonce %}")
    assert rendered(template) != rendered(template)
