"""What every API of ours asks of a request: whose it is, and which click it is."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class SessionOfAnybody(SessionAuthentication):
    """The token is asked of those without a session too: what they ask for makes this browser a guest's."""

    def authenticate(self, request: Request):
        self.enforce_csrf(request)
        return super().authenticate(request)


class ClientKeyField(serializers.UUIDField):
    """As text: Django REST framework would read numbers too, and true is one, which would be everybody's key."""

    def to_internal_value(self, data: object) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)
