"""`{% once %}…{% endonce %}`: what is the same on every page for everybody is rendered once a process."""

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token

register = template.Library()


class OnceNode(Node):
    """It is rendered without any context, so that nothing of anybody's can get into it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: str | None = None  # threads that render it at the same time keep the same

    def render(self, context: Context) -> str:
        if self.kept is None or settings.DEBUG:
            blank = Context()
            with blank.bind_template(context.template):
                self.kept = self.nodelist.render(blank)
        return self.kept


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)
