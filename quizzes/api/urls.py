from django.urls import path

from quizzes.api import views

app_name = "quizzes-api"
urlpatterns = [
    path("topics/", views.Topics.as_view(), name="topics"),
    path("objectives/", views.Objectives.as_view(), name="objectives"),
    path("questions/", views.Questions.as_view(), name="questions"),
    path("questions/<slug:key>/", views.OneQuestion.as_view(), name="question"),
    path("questions/<slug:key>/answers/", views.AloneAnswers.as_view(), name="answer-alone"),
    path("questions/<slug:key>/problem/", views.AloneProblems.as_view(), name="problem"),
    path("quizzes/", views.Quizzes.as_view(), name="quizzes"),
    path("quizzes/<int:quiz_id>/", views.OneQuiz.as_view(), name="quiz"),
    path("quizzes/<int:quiz_id>/answers/", views.Answers.as_view(), name="answers"),
    path("quizzes/<int:quiz_id>/turns/<int:number>/open/", views.Open.as_view(), name="open"),
    path("quizzes/<int:quiz_id>/turns/<int:number>/hint/", views.Hint.as_view(), name="hint"),
    path("quizzes/<int:quiz_id>/turns/<int:number>/problem/", views.Problems.as_view(), name="turn-problem"),
    path("quizzes/<int:quiz_id>/pause/", views.Pause.as_view(), name="pause"),
    path("quizzes/<int:quiz_id>/resume/", views.Resume.as_view(), name="resume"),
    path("quizzes/<int:quiz_id>/finish/", views.Finish.as_view(), name="finish"),
    path("quizzes/<int:quiz_id>/abandon/", views.Abandon.as_view(), name="abandon"),
    path("quizzes/<int:quiz_id>/report/", views.OneReport.as_view(), name="report"),
    path("quizzes/<int:quiz_id>/retry/", views.Retry.as_view(), name="retry"),
    path("answers/<int:attempt_id>/judgement/", views.Judgements.as_view(), name="judgement"),
]
