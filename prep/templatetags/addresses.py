"""`{% url %}`, with addresses that are remembered."""

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_s

from prep.addresses import escaped

register = template.Library()


class AddressNode(URLNode):
    """Of a view's name and what stands in its address, and nothing else: the rest is Django's."""

    def render(self, context: Context) -> str:
        if self.kwargs or self.asvar or not context.autoescape:
            return super().render(context)
        return escaped(self.view_name.resolve(context), *[argument.resolve(context) for argument in self.args])


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    node = django_s(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
