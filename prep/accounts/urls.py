from django.urls import path

from prep.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.you, name="you"),
    path("look/", views.look, name="look"),
    path("presence/", views.here, name="presence"),
    path("export/", views.archive, name="export"),
    path("delete/", views.delete, name="delete"),
    path("keep/", views.keep, name="keep"),
    path("bring/", views.bring, name="bring"),
    path("understood/", views.understood, name="understood"),
]
