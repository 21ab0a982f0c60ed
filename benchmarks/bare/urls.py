from django.shortcuts import render
from django.urls import path

from benchmarks.bare.models import Topic


def topic(request, key):
    return render(request, "topic.html", {"topic": Topic.objects.get(key=key)})


urlpatterns = [path("learn/<slug:key>/", topic)]
