from django.urls import path

from sandbox import views

app_name = "sandbox"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("runs/", views.own_runs, name="runs"),
    path("compare/", views.compare, name="compare"),
    path("results/<int:result_id>.csv", views.as_csv, name="csv"),
    path("results/<int:result_id>.json", views.as_json, name="json"),
    path("results/<int:result_id>/", views.result, name="result"),
    path("results/<int:result_id>/glance/", views.glance, name="glance"),
    path("results/<int:result_id>/cancel/", views.cancel, name="cancel"),
    path("<slug:key>/", views.experiment, name="experiment"),
    path("<slug:key>/estimate/", views.estimate, name="estimate"),
    path("<slug:key>/run/", views.run, name="run"),
]
