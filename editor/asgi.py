import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "editor.settings")
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402

from editor.words import SpokenSockets  # noqa: E402
from editor.ws.matte import MatteConsumer  # noqa: E402
from editor.ws.project import ProjectConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(
                SpokenSockets(
                    URLRouter(
                        [
                            path("ws/projects/<uuid:project_id>", ProjectConsumer.as_asgi()),
                            path("ws/mattes/<uuid:matte_id>", MatteConsumer.as_asgi()),
                        ]
                    )
                )
            )
        ),
    }
)
