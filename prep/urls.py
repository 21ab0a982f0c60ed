from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from prep.accounts.views import desk_login, desk_logout, desk_password_change
from prep.dashboard import offline, styleguide, views
from prep.search import views as search

admin.site.login = desk_login
admin.site.logout = desk_logout
admin.site.password_change = desk_password_change
admin.site.site_header = admin.site.site_title = "Recurrent: the desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("learn/", include("content.urls")),
    path("practise/", include("quizzes.urls")),
    path("lab/", include("sandbox.urls")),
    path("search/", search.page, name="search"),
    path("you/", include("prep.accounts.urls")),
    path("account/", include("prep.accounts.door.urls")),
    path("api/", include("sandbox.api.urls")),
    path("api/", include("quizzes.api.urls")),
    path("admin/", admin.site.urls),
    path("offline/", offline.page, name="offline"),
    path("service-worker.js", offline.service_worker, name="service-worker"),
    path("favicon.ico", views.favicon, name="favicon"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))
