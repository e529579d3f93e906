from collections.abc import Callable

import pytest

from rotkehlchen.core.errors import BadResponseError, InputError, UnavailableError
from rotkehlchen.net.address import Reach, host_label, is_forbidden, is_reachable, parse_endpoint, parse_ip
from rotkehlchen.net.http import HttpClient, HttpRequest
from tests.net.conftest import QUICK
from tests.net.local_server import LocalServer, Received, Reply, json_reply

Serve = Callable[[Callable[[Received], Reply]], LocalServer]


@pytest.mark.parametrize('text', [
    '169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fe80::1',
    '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '0.0.0.0', '::', '224.0.0.1', '255.255.255.255', '240.0.0.1',
])
def test_metadata_and_special_addresses_are_forbidden_everywhere(text: str) -> None:
    address = parse_ip(text)
    assert address is not None
    assert is_forbidden(address)
    assert not any(is_reachable(address, reach) for reach in Reach)


@pytest.mark.parametrize('text', ['127.0.0.1', '10.1.2.3', '192.168.1.1', '172.16.0.1', '100.64.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1'])
def test_near_addresses_are_local_only(text: str) -> None:
    address = parse_ip(text)
    assert address is not None
    assert is_reachable(address, Reach.LOCAL)
    assert is_reachable(address, Reach.ANY)
    assert not is_reachable(address, Reach.PUBLIC)


def test_public_address_is_not_local() -> None:
    address = parse_ip('93.184.216.34')
    assert address is not None
    assert is_reachable(address, Reach.PUBLIC)
    assert not is_reachable(address, Reach.LOCAL)


@pytest.mark.parametrize('raw', [
    'https://node.example.org', 'https://node.example.org:8443/v1/key?x=1', 'http://127.0.0.1:8545', 'http://192.168.1.5:8545/',
    'http://localhost:8545', 'http://[::1]:8545', 'http://mynode.lan:8545', '  https://node.example.org  ',
])
def test_endpoint_of_good_form_is_taken(raw: str) -> None:
    assert parse_endpoint(raw) == raw.strip()


@pytest.mark.parametrize('raw', [
    '', 'node.example.org', 'ftp://node.example.org', 'https://', 'http://8.8.8.8', 'https://user:pass@node.example.org',
    'https://node example.org',
    'http://169.254.169.254/latest', 'https://metadata.google.internal', 'https://a:99999', 'https://a:0', 'javascript:alert(1)', 5, None,
    'https://a\\@b.example', 'http://[::ffff:169.254.169.254]', 'https://' + 'a' * 3000, 'https://a\u202eb.example', 'file:///etc/passwd',
])
def test_endpoint_of_bad_form_is_refused_by_name(raw: object) -> None:
    with pytest.raises(InputError) as caught:
        parse_endpoint(raw)
    assert caught.value.field == 'endpoint'


def test_host_label_shows_no_path() -> None:
    assert host_label('https://lb.example.org:8443/key?key=1') == 'lb.example.org:8443'
    assert host_label('http://[::1]:8545/key') == '[::1]:8545'
    assert host_label('nonsense') == 'the address'


def fixed(address: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: [address]


@pytest.mark.parametrize('url', ['http://node.example', 'https://node.example'])
@pytest.mark.parametrize('address', ['169.254.169.254', '::ffff:169.254.169.254', '0.0.0.0'])
def test_name_that_resolves_to_metadata_address_is_not_contacted(url: str, address: str) -> None:
    with pytest.raises(UnavailableError) as caught:
        HttpClient(lambda: QUICK, resolve=fixed(address)).send(HttpRequest('GET', url))
    assert caught.value.error_code == 'forbidden_address'


def test_plain_http_to_a_public_address_is_not_contacted() -> None:
    with pytest.raises(UnavailableError) as caught:
        HttpClient(lambda: QUICK, resolve=fixed('93.184.216.34')).send(HttpRequest('GET', 'http://node.example'))
    assert caught.value.error_code == 'forbidden_address'


def test_name_of_local_network_is_reached_over_plain_http(serve: Serve) -> None:
    server = serve(lambda _: json_reply('here'))
    client = HttpClient(lambda: QUICK, resolve=fixed('127.0.0.1'))
    assert client.get_json(f'http://mynode.lan:{server.port}') == 'here'


@pytest.mark.parametrize('location', [
    'http://169.254.169.254/latest/meta-data', 'http://metadata.google.internal/', 'http://192.168.0.1/', 'ftp://x.example/', 'https://user@x.example/',
    'http://localhost:1/', '//169.254.169.254/',
])
@pytest.mark.parametrize('status', [301, 302, 307, 308])
def test_redirect_to_where_it_must_not_is_refused(http: HttpClient, serve: Serve, status: int, location: str) -> None:
    server = serve(lambda _: Reply(status, headers={'Location': location}))
    with pytest.raises((BadResponseError, UnavailableError)) as caught:
        http.send(HttpRequest('GET', server.url), attempts=1)
    assert caught.value.error_code in ('bad_redirect', 'forbidden_address')
    assert len(server.received) == 1


def test_redirect_over_https_to_a_near_address_is_refused(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: Reply(302, headers={'Location': 'https://127.0.0.1:9/'}))
    with pytest.raises(UnavailableError) as caught:
        http.send(HttpRequest('GET', server.url), attempts=1)
    assert caught.value.error_code == 'forbidden_address'


def test_redirect_on_the_same_server_is_followed(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda received: json_reply('moved') if received.path == '/new' else Reply(302, headers={'Location': '/new'}))
    assert http.get_json(f'{server.url}/old') == 'moved'


def test_redirect_in_circles_ends(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: Reply(302, headers={'Location': '/'}))
    with pytest.raises(BadResponseError):
        http.get_json(server.url)
    assert len(server.received) == 5


def test_post_is_not_turned_into_get_by_a_redirect(http: HttpClient, serve: Serve) -> None:
    server = serve(lambda _: Reply(302, headers={'Location': '/new'}))
    with pytest.raises(BadResponseError):
        http.post_json(server.url, {})
    assert len(server.received) == 1
