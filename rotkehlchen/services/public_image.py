"""Pictures from addresses that strangers wrote, such as ENS avatars: over https from the public internet, small, without retries."""

from typing import Final

from rotkehlchen.core.errors import BadResponseError
from rotkehlchen.net.address import Reach
from rotkehlchen.net.http import HttpClient, HttpRequest, Limits
from rotkehlchen.net.outbound import OutboundLog

MAX_BYTES: Final = 2_000_000
LIMITS: Final = Limits(connect_seconds=5, read_seconds=10, total_seconds=20, attempts=1, longest_wait_seconds=5, max_answer_bytes=MAX_BYTES)


class PublicImages:
    """An `ImageFetcher`. `outbound` is the application's record of what was sent where."""

    def __init__(self, outbound: OutboundLog | None = None) -> None:
        self._http = HttpClient(lambda: LIMITS, outbound=outbound, reach=Reach.PUBLIC)

    def fetch_bytes(self, url: str, *, max_bytes: int) -> bytes:
        """The body behind a public https address. Raises RemoteError, also for local addresses and for too many bytes."""
        body = self._http.send(HttpRequest('GET', url, headers={'Accept': 'image/png,image/jpeg,image/gif,image/webp'})).body
        if len(body) > max_bytes:
            raise BadResponseError('The picture is too large.', code='too_large')
        return body

    def close(self) -> None:
        self._http.close()
