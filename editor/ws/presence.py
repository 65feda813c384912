"""One connection's presence, as y-protocols' awareness speaks it: a client, its clock, its state in JSON.

The server keeps no states. A newcomer's first word makes the others say theirs again; a connection that ends is taken
off for all. Who a dead process leaves behind is dropped by each page, which hears nothing of them for half a minute.
"""

from django.utils.translation import gettext as _
from pycrdt import Decoder, write_var_uint

from editor.flows.documents import NotAnUpdate

MAX_STATE = 16 << 10  # bytes
QUERY = bytes([3])  # asks all clients for their states; y-websocket's own kind of message


class Presence:
    def __init__(self) -> None:
        self._client: int | None = None
        self._clock = 0

    @property
    def is_known(self) -> bool:
        return self._client is not None

    def hear(self, payload: bytes) -> bool:
        """Whether to pass it on: a connection speaks for one client. Raises NotAnUpdate, RuntimeError, IndexError."""
        if len(payload) > MAX_STATE:
            raise NotAnUpdate(
                _("A presence of {size} bytes is over the limit of {limit}.").format(size=len(payload), limit=MAX_STATE)
            )
        reader = Decoder(payload)
        count, client, clock = reader.read_var_uint(), reader.read_var_uint(), reader.read_var_uint()
        if count != 1 or self._client not in (None, client):
            return False
        self._client, self._clock = client, clock
        return True

    def parting(self) -> bytes:
        """The awareness update that takes the client off. The clock stays, so that it is newer when it comes back."""
        null = b"null"
        numbers = (1, self._client or 0, self._clock, len(null))
        return b"".join(map(write_var_uint, numbers)) + null
