from django.urls import path

from sandbox import views

app_name = "sandbox"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("results/<int:result_id>/", views.result, name="result"),
    path("<slug:key>/", views.experiment, name="experiment"),
    path("<slug:key>/run/", views.run, name="run"),
]
