from django.contrib import admin
from django.urls import include, path

from prep.dashboard import views

urlpatterns = [
    path("", views.home, name="home"),
    path("learn/", include("content.urls")),
    path("lab/", include("sandbox.urls")),
    path("api/", include("sandbox.api.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", views.favicon, name="favicon"),
]
