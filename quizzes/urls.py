from django.urls import path

from quizzes.views import question, quiz, report, start

app_name = "quizzes"
urlpatterns = [
    path("", start.page, name="practise"),
    path("start/", start.begin, name="start"),
    path("fitting/", start.fitting, name="fitting"),
    path("history/", start.history, name="history"),
    path("quizzes/<int:quiz_id>/", quiz.quiz, name="quiz"),
    path("quizzes/<int:quiz_id>/<int:number>/", quiz.turn, name="turn"),
    path("quizzes/<int:quiz_id>/<int:number>/answer/", quiz.answer, name="answer"),
    path("quizzes/<int:quiz_id>/<int:number>/open/", quiz.onward, name="open"),
    path("quizzes/<int:quiz_id>/<int:number>/hint/", quiz.hint, name="hint"),
    path("quizzes/<int:quiz_id>/<int:number>/problem/", quiz.report, name="turn-problem"),
    path("quizzes/<int:quiz_id>/pause/", quiz.pause, name="pause"),
    path("quizzes/<int:quiz_id>/resume/", quiz.resume, name="resume"),
    path("quizzes/<int:quiz_id>/finish/", quiz.finish, name="finish"),
    path("quizzes/<int:quiz_id>/abandon/", quiz.abandon, name="abandon"),
    path("quizzes/<int:quiz_id>/report/", report.report, name="report"),
    path("quizzes/<int:quiz_id>/retry/", report.retry, name="retry"),
    path("questions/<slug:key>/", question.question, name="question"),
    path("questions/<slug:key>/answer/", question.answer, name="answer-alone"),
    path("questions/<slug:key>/problem/", question.report, name="problem"),
    path("answers/<int:attempt_id>/", question.attempt, name="attempt"),
    path("answers/<int:attempt_id>/judge/", quiz.judge, name="judge"),
]
