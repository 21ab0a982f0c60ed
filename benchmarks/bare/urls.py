from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from benchmarks.bare.models import Answer, Topic


def topic(request, key):
    return render(request, "topic.html", {"topic": Topic.objects.get(key=key)})


def answer(request, quiz, number):
    kept = Answer.objects.create(quiz=quiz, number=number, choice=request.POST["choice"], at=timezone.now())
    return HttpResponse(f"<p>Answer {kept.pk} is kept.</p>")


urlpatterns = [
    path("learn/<slug:key>/", topic),
    path("practise/quizzes/<int:quiz>/<int:number>/answer/", answer),
]
