"""Experiments, Results and Runs as JSON. Nobody owns a Result, so nobody needs to log in; a Run is its learner's."""

import math

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import status
from rest_framework.exceptions import Throttled
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sandbox import queries, results, tasks, throttle
from sandbox.api.serializers import ExperimentSerializer, RequestSerializer, ResultSerializer, RunSerializer
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result


class LabView(APIView):
    authentication_classes = []


class Experiments(LabView):
    def get(self, request: Request) -> Response:
        serializer = ExperimentSerializer(EXPERIMENTS.values(), many=True, context={"request": request})
        return Response(serializer.data)


class Results(LabView):
    throttle_classes = [throttle.ExperimentsThrottle]

    def post(self, request: Request) -> Response:
        now = timezone.now()
        asked = RequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        result = results.request(**asked.validated_data, now=now)
        if result.state == Result.State.QUEUED:
            tasks.ring(result.pk)
        serializer = ResultSerializer(result, context={"request": request})
        return Response(
            serializer.data,
            status=status.HTTP_202_ACCEPTED if result.pending else status.HTTP_200_OK,
            headers={"Location": str(serializer.data["url"])},  # plain text: WSGI takes no subclass of str
        )

    def throttled(self, request: Request, wait: float | None) -> None:
        seconds = math.ceil(wait or 60)
        refused = Throttled(detail=throttle.refusal(seconds))
        refused.wait = seconds  # given to Throttled, it would append a sentence of its own
        raise refused


class OneResult(LabView):
    def get(self, request: Request, result_id: int) -> Response:
        result = get_object_or_404(queries.readable(), pk=result_id)
        return Response(ResultSerializer(result, context={"request": request}).data)


class RunsPagination(PageNumberPagination):
    page_size = 25


@method_decorator(never_cache, name="dispatch")
class OwnRuns(GenericAPIView):
    """A learner's own, and nobody else's: another's is not found."""

    permission_classes = [IsAuthenticated]
    serializer_class = RunSerializer

    def get_queryset(self):
        return queries.runs_of(self.request.user)


class Runs(OwnRuns, ListAPIView):
    pagination_class = RunsPagination


class OneRun(OwnRuns, RetrieveAPIView):
    lookup_url_kwarg = "run_id"
