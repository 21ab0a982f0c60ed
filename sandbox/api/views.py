"""Experiments, Results and Runs as JSON. A Result is nobody's, and readable at its address; a Run is its learner's."""

import math

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework import status
from rest_framework.exceptions import Throttled
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from prep.accounts import guests
from prep.accounts.api import SessionOfAnybody
from sandbox import queries, runs, tasks, throttle
from sandbox.api.serializers import ExperimentSerializer, RequestSerializer, ResultSerializer, RunSerializer
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result


@method_decorator(ensure_csrf_cookie, name="dispatch")
class Experiments(APIView):
    """What can be run. Brings the cookie with the token that a request for a run has to show."""

    authentication_classes = []

    def get(self, request: Request) -> Response:
        serializer = ExperimentSerializer(EXPERIMENTS.values(), many=True, context={"request": request})
        return Response(serializer.data)


class OneResult(APIView):
    authentication_classes = []

    def get(self, request: Request, result_id: int) -> Response:
        result = get_object_or_404(queries.readable(), pk=result_id)
        return Response(ResultSerializer(result, context={"request": request}).data)


class RunsPagination(PageNumberPagination):
    page_size = 25


@method_decorator(never_cache, name="dispatch")
class OwnRuns(GenericAPIView):
    """A learner's own, and nobody else's: another's is not found."""

    authentication_classes = [SessionOfAnybody]
    permission_classes = [IsAuthenticated]
    serializer_class = RunSerializer

    def get_queryset(self):
        return queries.runs_of(self.request.user)


class Runs(OwnRuns, ListAPIView):
    pagination_class = RunsPagination

    def get_permissions(self):
        return [AllowAny()] if self.request.method == "POST" else super().get_permissions()

    def get_throttles(self):
        return [throttle.ExperimentsThrottle()] if self.request.method == "POST" else super().get_throttles()

    def post(self, request: Request) -> Response:
        now = timezone.now()
        asked = RequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            run = runs.start(learner=guests.learner(request, now=now), **asked.validated_data, now=now)
        except runs.QueueFull as full:
            raise Throttled(detail=str(full)) from full
        if run.result.state == Result.State.QUEUED:
            tasks.ring(run.result)
        told = self.get_serializer(run).data
        return Response(
            told,
            status=status.HTTP_202_ACCEPTED if run.result.pending else status.HTTP_200_OK,
            headers={"Location": str(told["url"])},  # plain text: WSGI takes no subclass of str
        )

    def throttled(self, request: Request, wait: float | None) -> None:
        seconds = math.ceil(wait or 60)
        refused = Throttled(detail=throttle.refusal(seconds))
        refused.wait = seconds  # given to Throttled, it would append a sentence of its own
        raise refused


class OneRun(OwnRuns, RetrieveAPIView):
    lookup_url_kwarg = "run_id"


class Cancellation(OwnRuns):
    lookup_url_kwarg = "run_id"

    def post(self, request: Request, run_id: int) -> Response:
        run = self.get_object()
        if runs.cancel(learner=request.user, result_id=run.result_id, now=timezone.now()):
            tasks.ring_next(run.result_id)
        return Response(self.get_serializer(self.get_object()).data)
