from django.contrib import admin
from django.urls import include, path, re_path

from editor.api import api
from editor.metrics import metrics
from editor.views import app_page

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("metrics", metrics),
    # every page of the single-page app; /p/<project>, /s/<share token>
    re_path(r"^(?:p/[0-9a-f-]+|s/[\w-]+)?/?$", app_page),
]
