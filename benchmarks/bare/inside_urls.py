from django.contrib.auth.decorators import login_required
from django.urls import path

from benchmarks.bare.urls import answer
from prep.urls import urlpatterns as ours

urlpatterns = [path("practise/quizzes/<int:quiz>/<int:number>/answer/", login_required(answer)), *ours]
