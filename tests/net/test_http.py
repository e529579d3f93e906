import logging
import socket
import threading
import time as real_time
from collections.abc import Callable
from decimal import Decimal

import pytest

from rotkehlchen.core.errors import (
    AuthRejectedError,
    BadResponseError,
    CancelledError,
    RateLimitedError,
    RemoteError,
    UnavailableError,
)
from rotkehlchen.core.progress import cancelled
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.http import HttpClient, HttpRequest, Limits, parse_json, parse_retry_after
from rotkehlchen.net.outbound import OutboundLog
from rotkehlchen.net.pacing import Rate
from tests.net.conftest import QUICK, Time
from tests.net.local_server import LocalServer, Received, Reply, json_reply

Serve = Callable[[Callable[[Received], Reply]], LocalServer]
KEY = 'SECRETKEY0123456789'


def test_get_json_of_good_answer_gives_exact_decimals(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: Reply(body=b'{"price": 0.1000000000000000000001, "n": 3}'))
    assert http.get_json(server.url, params={'ids': 'a b'}) == {'price': Decimal('0.1000000000000000000001'), 'n': 3}
    assert server.received[0].path == '/?ids=a+b'


def test_post_json_sends_body_once_and_reads_the_answer(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda received: json_reply(received.json))
    assert http.post_json(server.url, {'a': [1]}) == {'a': [1]}
    assert len(server.received) == 1


def test_offline_only_what_is_near_is_asked(serve: Serve) -> None:
    log = OutboundLog(lambda: TimestampS(1), is_offline=True)
    client = HttpClient(lambda: QUICK, outbound=log, resolve=lambda host, port: pytest.fail(f'{host} was looked up'))
    near = serve(lambda _: Reply(302, headers={'Location': 'https://example.com/x'}))
    for url in ('https://example.com/', 'https://93.184.215.14/', near.url):
        with pytest.raises(UnavailableError) as caught:
            client.get_json(url)
        assert caught.value.error_code == 'offline'
    assert [entry.host.partition(':')[0] for entry in log.entries()] == ['127.0.0.1']
    client.close()


@pytest.mark.parametrize(('status', 'error', 'requests'), [
    (400, BadResponseError, 1), (401, AuthRejectedError, 1), (403, AuthRejectedError, 1), (404, BadResponseError, 1),
    (408, UnavailableError, 3), (429, RateLimitedError, 3), (500, UnavailableError, 3), (503, UnavailableError, 3),
])
def test_status_of_failure_maps_to_its_error_and_retry(
        http: HttpClient, serve: Serve, status: int, error: type[RemoteError], requests: int,
) -> None:
    server = serve(lambda _: Reply(status, b'<html>no</html>'))
    with pytest.raises(error) as caught:
        http.get_json(f'{server.url}/{KEY}', params={'key': KEY}, headers={'X-Key': KEY})
    assert len(server.received) == requests
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value.params)


@pytest.mark.parametrize('reply', [
    Reply(body=b'<!doctype html><title>Just a moment...</title>'),
    Reply(body=b''),
    Reply(body=b'{"a": 1'),
    Reply(body=b'{"a": NaN}'),
    Reply(body=b'[' * 100_000),
    Reply(body=b'1' * 5_000),
    Reply(body=b'\xff\xfe'),
    Reply(body=b'not gzip', headers={'Content-Encoding': 'gzip'}),
])
def test_nonsense_as_json_is_bad_response(http: HttpClient, serve: Serve, reply: Reply) -> None:
    with pytest.raises(BadResponseError):
        http.get_json(serve(lambda _: reply).url)


def test_truncated_answer_is_unavailable(http: HttpClient, serve: Serve) -> None:
    with pytest.raises(UnavailableError):
        http.get_json(serve(lambda _: Reply(body=b'{"a": 1}     ', drop_after=8)).url)


def test_truncated_gzip_answer_is_refused(http: HttpClient, serve: Serve) -> None:
    import gzip
    body = gzip.compress(b'{"a": 1}')
    server = serve(lambda _: Reply(body=body[:-10], headers={'Content-Encoding': 'gzip'}))
    with pytest.raises(BadResponseError):
        http.get_json(server.url)


def test_huge_answer_is_cut_off(serve: Serve) -> None:
    client = HttpClient(lambda: Limits(max_answer_bytes=100_000))
    with pytest.raises(BadResponseError) as caught:
        client.get_json(serve(lambda _: Reply(body=b'1' * 5_000_000)).url)
    assert caught.value.error_code == 'too_large'


def test_small_answer_that_unpacks_to_a_huge_one_is_cut_off(serve: Serve) -> None:
    import gzip
    bomb = gzip.compress(b'0' * 20_000_000)
    client = HttpClient(lambda: Limits(max_answer_bytes=1_000_000))
    with pytest.raises(BadResponseError) as caught:
        client.get_json(serve(lambda _: Reply(body=bomb, headers={'Content-Encoding': 'gzip'})).url)
    assert caught.value.error_code == 'too_large'


def test_silent_server_times_out(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: Reply(delay=5))
    started = real_time.monotonic()
    with pytest.raises(UnavailableError) as caught:
        http.send(HttpRequest('GET', server.url), attempts=1)
    assert real_time.monotonic() - started < 2
    assert caught.value.error_code == 'timeout'


def test_dripping_server_times_out_in_all(serve: Serve) -> None:
    client = HttpClient(lambda: Limits(read_seconds=1, total_seconds=0.5))
    server = serve(lambda _: Reply(body=b' ' * 1000, chunk_delay=0.02))
    started = real_time.monotonic()
    with pytest.raises(UnavailableError):
        client.send(HttpRequest('GET', server.url), attempts=1)
    assert real_time.monotonic() - started < 2


def test_refused_connection_is_unreachable(http: HttpClient) -> None:
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        with pytest.raises(UnavailableError) as caught:
            http.send(HttpRequest('GET', f'http://127.0.0.1:{taken.getsockname()[1]}/{KEY}'), attempts=1)
    assert caught.value.error_code == 'unreachable'
    assert 'does not accept connections' in caught.value.message
    assert KEY not in str(caught.value)


def test_unknown_host_is_unavailable() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, 'Name or service not known')
    client = HttpClient(lambda: QUICK, resolve=resolve)
    with pytest.raises(UnavailableError) as caught:
        client.send(HttpRequest('GET', 'https://nowhere.example'), attempts=1)
    assert caught.value.error_code == 'unknown_host'


def test_connection_that_breaks_off_once_is_not_a_failure(http: HttpClient, serve: Serve) -> None:
    replies = [Reply(body=b'{"a": 1}', drop_after=3), json_reply('whole')]
    server = serve(lambda _: replies.pop(0))
    assert http.send(HttpRequest('GET', server.url), attempts=1).json() == 'whole'


def test_closed_kept_connection_is_not_noticed_by_callers(http: HttpClient) -> None:
    with socket.create_server(('127.0.0.1', 0)) as listener:
        def serve_and_hang_up() -> None:
            for _ in range(3):
                connection, _address = listener.accept()
                connection.recv(65536)
                connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1')
                connection.close()
        thread = threading.Thread(target=serve_and_hang_up)
        thread.start()
        url = f'http://127.0.0.1:{listener.getsockname()[1]}'
        assert [http.send(HttpRequest('GET', url), attempts=1).json() for _ in range(3)] == [1, 1, 1]
        thread.join()


def test_server_on_ipv6_loopback_is_local(time: Time) -> None:
    try:
        listener = socket.create_server(('::1', 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip('this machine has no IPv6')
    with listener:
        def answer() -> None:
            connection, _address = listener.accept()
            connection.recv(65536)
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1')
            connection.close()
        thread = threading.Thread(target=answer)
        thread.start()
        client = HttpClient(lambda: QUICK, monotonic=time, sleep=time.sleep)
        assert client.get_json(f'http://[::1]:{listener.getsockname()[1]}/') == 1
        thread.join()


def test_untrusted_certificate_is_never_accepted(tmp_path: object) -> None:
    import ssl
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'localhost')])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName('localhost')]), critical=False).sign(key, hashes.SHA256())
    )
    file = f'{tmp_path}/certificate.pem'
    with open(file, 'wb') as out:  # noqa: PTH123
        out.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        out.write(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(('127.0.0.1', 0)) as listener:
        def accept() -> None:
            connection, _ = listener.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()
        thread = threading.Thread(target=accept)
        thread.start()
        with pytest.raises(UnavailableError) as caught:
            HttpClient(lambda: QUICK).send(HttpRequest('GET', f'https://localhost:{listener.getsockname()[1]}'), attempts=1)
        thread.join()
    assert caught.value.error_code == 'tls_failed'


def test_retry_after_is_kept_to(http: HttpClient, serve: Serve, time: Time) -> None:
    replies = [Reply(429, headers={'Retry-After': '7'}), json_reply({'ok': True})]
    server = serve(lambda _: replies.pop(0))
    assert http.get_json(server.url) == {'ok': True}
    assert 6.9 <= time.total_slept < 8


def test_long_retry_after_is_not_waited_for(http: HttpClient, serve: Serve, time: Time) -> None:
    server = serve(lambda _: Reply(429, headers={'Retry-After': '3600'}))
    with pytest.raises(RateLimitedError) as caught:
        http.get_json(server.url)
    assert caught.value.retry_after_seconds == 3600
    assert time.total_slept == 0
    with pytest.raises(RateLimitedError):  # and the host is left alone until then
        http.get_json(server.url)
    assert len(server.received) == 1


def test_failure_that_passes_is_retried_with_growing_waits(http: HttpClient, serve: Serve, time: Time) -> None:
    replies = [Reply(502), Reply(502), json_reply(1)]
    assert http.get_json(serve(lambda _: replies.pop(0)).url) == 1
    assert 0.75 <= time.total_slept <= 1.6


def test_breaker_opens_probes_and_closes(http: HttpClient, serve: Serve, time: Time) -> None:
    reply = [Reply(500)]
    server = serve(lambda _: reply[0])
    request = HttpRequest('GET', server.url)
    for _ in range(5):
        with pytest.raises(UnavailableError):
            http.send(request, attempts=1)
    with pytest.raises(UnavailableError) as caught:
        http.send(request, attempts=1)
    assert caught.value.error_code == 'circuit_open'
    assert len(server.received) == 5
    time.now += 21
    with pytest.raises(UnavailableError):
        http.send(request, attempts=1)  # the probe
    assert len(server.received) == 6
    time.now += 21
    with pytest.raises(UnavailableError) as caught:
        http.send(request, attempts=1)  # a failed probe keeps it open twice as long
    assert caught.value.error_code == 'circuit_open'
    reply[0] = json_reply(1)
    time.now += 20
    assert http.send(request).json() == 1
    assert http.send(request).json() == 1


def test_reset_closes_the_breaker(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: Reply(500))
    for _ in range(7):
        with pytest.raises(UnavailableError):
            http.send(HttpRequest('GET', server.url), attempts=1)
    assert len(server.received) == 5
    http.reset(server.url)
    with pytest.raises(UnavailableError):
        http.send(HttpRequest('GET', server.url), attempts=1)
    assert len(server.received) == 6


def test_rate_limit_of_a_host_spreads_requests(serve: Serve, time: Time) -> None:
    server = serve(lambda _: json_reply(1))
    client = HttpClient(lambda: QUICK, monotonic=time, sleep=time.sleep, rates={f'127.0.0.1:{server.port}': Rate(per_second=2, burst=3)})
    for _ in range(3):
        client.get_json(server.url)
    assert time.total_slept == 0
    for _ in range(4):
        client.get_json(server.url)
    assert 1.8 <= time.total_slept <= 2.3


def test_outbound_log_names_hosts_and_nothing_else(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: json_reply({'a': 1}))
    http.get_json(f'{server.url}/{KEY}?key={KEY}')
    http.post_json(server.url, {'b': 2})
    [entry] = http.outbound.entries()
    assert (entry.host, entry.requests, entry.bytes_sent, entry.bytes_received) == (f'127.0.0.1:{server.port}', 2, 7, 16)
    assert KEY not in repr(http.outbound.entries())


def test_secrets_stay_out_of_debug_logs(http: HttpClient, serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(lambda _: Reply(500))
    with pytest.raises(UnavailableError):
        http.get_json(f'{server.url}/v2/{KEY}', params={'api_key': KEY}, headers={'Authorization': KEY})
    assert KEY not in caplog.text


def test_traceback_of_a_failure_holds_no_secret(http: HttpClient) -> None:
    import traceback
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        with pytest.raises(UnavailableError) as caught:
            http.send(HttpRequest('GET', f'http://127.0.0.1:{taken.getsockname()[1]}/{KEY}'), attempts=1)
    assert KEY not in ''.join(traceback.format_exception(caught.value))


def test_cookies_are_not_kept(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: json_reply(1, Set_Cookie='id=1; Path=/'))
    http.get_json(server.url)
    http.get_json(server.url)
    assert all('cookie' not in received.headers for received in server.received)


class CancelAfter:
    """A job that is cancelled at its nth check."""

    def __init__(self, checks: int) -> None:
        self.checks = checks

    def report(self, done: int, total: int | None = None, step: str = '') -> None:
        pass

    def check(self) -> None:
        self.checks -= 1
        if self.checks < 0:
            raise cancelled()


def test_cancelled_job_stops_between_tries(http: HttpClient, serve: Serve, time: Time) -> None:
    server = serve(lambda _: Reply(429, headers={'Retry-After': '20'}))
    with pytest.raises(CancelledError):
        http.send(HttpRequest('GET', server.url), job=CancelAfter(5))
    assert len(server.received) == 1
    assert time.total_slept < 1


def test_cancelled_job_stops_within_an_answer(serve: Serve) -> None:
    server = serve(lambda _: Reply(body=b' ' * 2_000, chunk_delay=0.01))
    started = real_time.monotonic()
    with pytest.raises(CancelledError):
        HttpClient(lambda: QUICK).send(HttpRequest('GET', server.url), job=CancelAfter(5))
    assert real_time.monotonic() - started < 1


def test_many_threads_at_once_all_get_their_answers(serve: Serve) -> None:
    server = serve(lambda received: json_reply(received.path))
    client = HttpClient()
    results: dict[int, object] = {}

    def ask(number: int) -> None:
        results[number] = client.get_json(f'{server.url}/{number}')
    threads = [threading.Thread(target=ask, args=(i,)) for i in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {i: f'/{i}' for i in range(40)}


@pytest.mark.parametrize(('text', 'seconds'), [
    ('7', 7.0), ('0', 0.0), ('99999999999', 86_400), ('soon', None), (None, None), ('-1', None), ('\u0663', None),
])
def test_retry_after_forms(text: str | None, seconds: float | None) -> None:
    assert parse_retry_after(text) == seconds


def test_retry_after_as_date_counts_from_now() -> None:
    from email.utils import formatdate
    seconds = parse_retry_after(formatdate(real_time.time() + 60, usegmt=True))
    assert seconds is not None
    assert 55 < seconds <= 60


def test_absurd_numbers_are_refused_or_harmless() -> None:
    for body in (b'1e99999999999999999999', b'-1e99999999999999999999'):
        with pytest.raises(BadResponseError):
            parse_json(body, 'x')
