from django.urls import path

from sandbox.api import views

app_name = "sandbox-api"
urlpatterns = [
    path("experiments/", views.Experiments.as_view(), name="experiments"),
    path("results/<int:result_id>/", views.OneResult.as_view(), name="result"),
    path("runs/", views.Runs.as_view(), name="runs"),
    path("runs/<int:run_id>/", views.OneRun.as_view(), name="run"),
    path("runs/<int:run_id>/cancel/", views.Cancellation.as_view(), name="cancel"),
]
