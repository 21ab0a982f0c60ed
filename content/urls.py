from django.urls import path

from content.views import pages, reading

app_name = "content"
urlpatterns = [
    path("", pages.path, name="path"),
    path("<slug:key>/", pages.topic, name="topic"),
    path("<slug:key>.md", pages.markdown, name="markdown"),
    path("<slug:key>/reading/", reading.progress, name="progress"),
    path("<slug:key>/read/", reading.read, name="read"),
    path("<slug:key>/unread/", reading.unread, name="unread"),
]
