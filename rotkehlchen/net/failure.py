"""What the exceptions of requests and urllib3 mean in our error tree."""

from rotkehlchen.core.errors import BadResponseError, RemoteError, UnavailableError


def to_remote_error(error: Exception, source: str, connect_seconds: float, read_seconds: float) -> RemoteError:
    """What a library's failure means. Nothing of its text is kept, as that quotes addresses."""
    import requests
    from urllib3 import exceptions as urllib3

    causes = _causes(error)
    if any(type(cause).__name__ == 'ForbiddenAddressError' for cause in causes):
        return UnavailableError(f'{source} leads to an address that must not be contacted.', source=source, code='forbidden_address')
    if any(isinstance(cause, requests.exceptions.SSLError | urllib3.SSLError) for cause in causes):
        return UnavailableError(f'{source} could not prove who it is (TLS).', source=source, code='tls_failed')
    if any(isinstance(cause, urllib3.NameResolutionError) for cause in causes):
        return UnavailableError(f'{source} is not a known host name.', source=source, code='unknown_host')
    # A kind of ConnectTimeoutError in urllib3, although nothing was waited for.
    if any(isinstance(cause, urllib3.NewConnectionError) for cause in causes):
        return UnavailableError(f'{source} does not accept connections.', source=source, code='unreachable')
    if any(isinstance(cause, requests.ConnectTimeout | urllib3.ConnectTimeoutError) for cause in causes):
        return UnavailableError(f'{source} did not answer within {connect_seconds:g} seconds.', source=source, code='unreachable')
    if any(isinstance(cause, requests.ReadTimeout | urllib3.ReadTimeoutError | TimeoutError) for cause in causes):
        return UnavailableError(f'{source} did not finish its answer within {read_seconds:g} seconds.', source=source, code='timeout')
    if any(isinstance(cause, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema | UnicodeError) for cause in causes):
        return BadResponseError(f'{source} is not an address that can be used.', source=source, code='bad_url')
    if any(isinstance(cause, urllib3.DecodeError | requests.exceptions.ContentDecodingError) for cause in causes):
        return BadResponseError(f'{source} answered something damaged.', source=source)
    return UnavailableError(f'{source} broke off the connection.', source=source, code='broken_off')


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    queue: list[object] = [error]
    while queue and len(found) < 20:
        one = queue.pop(0)
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            queue += [one.__cause__, one.__context__, getattr(one, 'reason', None), *one.args]
    return found
