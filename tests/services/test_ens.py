"""ENS over the real registry, resolver and reverse registrar at the registry's mainnet address."""

from collections.abc import Iterator
from typing import Any

import pytest

from demo.local_chain import HttpRpc, LocalChain, LocalEns
from rotkehlchen.core.errors import IdentifierError, NotFoundError, UnavailableError
from rotkehlchen.core.time import DAY_SECONDS, TimestampS
from rotkehlchen.net.evm.ens import compute_namehash, parse_ens_name
from rotkehlchen.services.ens import MAX_AVATAR_BYTES, Avatar, AvatarCache, CachedAvatar, EnsService, find_image_type
from rotkehlchen.storage.database import Database
from tests.conftest import FixedClock
from tests.services.evm_world import World, address_of

ALICE, BOB, MALLORY = (address_of(0xA11CE + i) for i in range(3))
PNG = b'\x89PNG\r\n\x1a\n' + bytes(20)


@pytest.fixture(scope='module')
def mainnet() -> Iterator[LocalChain]:
    chain = LocalChain(1)
    chain.add_multicall3()
    yield chain
    chain.close()


@pytest.fixture(scope='module')
def ens(mainnet: LocalChain) -> LocalEns:
    ens = mainnet.add_ens()
    ens.register('alice.eth', ALICE)
    ens.register('bob.eth', BOB)
    ens.claim(ALICE, 'alice.eth')
    ens.claim(BOB, 'nothing.eth')
    ens.claim(MALLORY, 'alice.eth')
    return ens


@pytest.fixture
def world(user_database: Database, global_database: Database, clock: FixedClock, mainnet: LocalChain, ens: LocalEns) -> Iterator[World]:
    rpc = mainnet.new_rpc()
    yield World((user_database, global_database), clock, {'eth': (1, rpc)})
    rpc.close()


def rpc_of(world: World) -> HttpRpc:
    rpc = world.rpcs['eth']
    assert isinstance(rpc, HttpRpc)
    return rpc


def go_offline(world: World) -> None:
    def before(_payload: Any) -> None:
        raise UnavailableError('gone')
    rpc_of(world).before = before


# vectors of EIP-137
@pytest.mark.parametrize(('name', 'node'), [
    ('', '0000000000000000000000000000000000000000000000000000000000000000'),
    ('eth', '93cdeb708b7545dc668eb9280176169d1c33cfd8ed6f04690a0bcc88a93fc4ae'),
    ('foo.eth', 'de9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f'),
])
def test_namehash_of_published_vectors(name: str, node: str) -> None:
    assert compute_namehash(name).hex() == node


@pytest.mark.parametrize('name', ['', 'eth', 'a..eth', '.eth', 'eth.', 'a b.eth', 'ab--c.eth', 'a_b.eth', 'x' * 260 + '.eth',
                                  'vital\u0131k.eth', '\u0430pple.eth', 'a\u202eb.eth', 'a\u0000.eth', 'a/b.eth'])
def test_names_that_ens_does_not_allow_are_refused(name: str) -> None:
    with pytest.raises(IdentifierError):
        parse_ens_name(name)


def test_plain_names_take_the_same_form_with_and_without_the_tables() -> None:
    import ens_normalize
    for name in ('Alice.eth', '_x.eth', '__a-b.eth', '$1.eth', 'a.b.c.eth', '-a.eth', 'x--y.eth', '123.eth', 'a-.eth'):
        assert parse_ens_name(name) == ens_normalize.ens_normalize(name)


def test_resolve_gives_the_address_or_none(world: World) -> None:
    assert world.ens.resolve('Alice.ETH') == ALICE
    assert world.ens.resolve('nobody.eth') is None


def test_reverse_takes_only_names_that_point_back(world: World) -> None:
    assert world.ens.reverse([ALICE, BOB, MALLORY, address_of(5)]) == {ALICE: 'alice.eth'}
    assert ('data_changed', {'what': 'names'}) in world.messages


def test_reverse_of_many_addresses_takes_four_requests(world: World) -> None:
    world.ens.reverse([ALICE, *(address_of(0x9000 + i) for i in range(200))])
    assert rpc_of(world).requests <= 4


def test_reverse_is_cached_for_a_day_and_no_longer(world: World) -> None:
    world.ens.reverse([ALICE, BOB])
    requests = rpc_of(world).requests
    world.clock.now += DAY_SECONDS - 1
    assert world.ens.reverse([ALICE, BOB]) == {ALICE: 'alice.eth'}
    assert rpc_of(world).requests == requests
    world.ens.reverse([BOB], ignore_cache=True)
    assert rpc_of(world).requests > requests
    requests = rpc_of(world).requests
    world.clock.now += 2
    world.ens.reverse([ALICE])
    assert rpc_of(world).requests > requests


def test_reverse_offline_gives_what_is_known_and_fails_without(world: World) -> None:
    world.ens.reverse([ALICE])
    go_offline(world)
    world.clock.now += 10 * DAY_SECONDS
    assert world.ens.reverse([ALICE, BOB]) == {ALICE: 'alice.eth'}
    assert world.ens.cached([ALICE, BOB]) == {ALICE: 'alice.eth'}
    with pytest.raises(UnavailableError):
        world.ens.reverse([BOB])


class Images:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.urls: list[str] = []

    def fetch_bytes(self, url: str, *, max_bytes: int) -> bytes:
        assert max_bytes == MAX_AVATAR_BYTES
        self.urls.append(url)
        return self.content


def with_images(world: World, content: bytes) -> tuple[EnsService, Images]:
    images = Images(content)
    return EnsService(world.chains, world.names_stored, world.notifier, world.clock, images), images


@pytest.mark.parametrize(('record', 'url'), [
    ('https://example.org/a.png', 'https://example.org/a.png'),
    ('ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG', 'https://ipfs.io/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG'),
])
def test_avatar_is_fetched_from_where_the_record_says(world: World, ens: LocalEns, record: str, url: str) -> None:
    ens.set_text('alice.eth', 'avatar', record)
    service, images = with_images(world, PNG)
    assert service.avatar('alice.eth').content_type == 'image/png'
    assert images.urls == [url]


def test_avatar_is_kept_for_a_day_or_until_cleared(world: World, ens: LocalEns) -> None:
    ens.set_text('alice.eth', 'avatar', 'https://example.org/a.png')
    service, images = with_images(world, PNG)
    for _ in range(3):
        service.avatar('alice.eth')
    assert len(images.urls) == 1
    service.forget(['alice.eth'])
    service.avatar('alice.eth')
    world.clock.now += DAY_SECONDS + 1
    service.avatar('alice.eth')
    assert len(images.urls) == 3


def test_avatars_kept_stay_within_their_bound_of_memory() -> None:
    cache = AvatarCache()
    for number in range(20):
        cache.put(str(number), CachedAvatar(Avatar(bytes(MAX_AVATAR_BYTES), 'image/png'), TimestampS(0)))
    assert [number for number in range(20) if cache.find(str(number), TimestampS(0))] == list(range(12, 20))


@pytest.mark.parametrize('record', ['http://example.org/a.png', 'file:///etc/passwd', 'javascript:alert(1)', 'data:image/svg+xml,<svg/>',
                                    'https://a b', '', 'ipfs://../../x', 'eip155:1/erc721:0x00/1'])
def test_avatar_records_of_other_kinds_are_not_followed(world: World, ens: LocalEns, record: str) -> None:
    ens.set_text('alice.eth', 'avatar', record)
    service, images = with_images(world, PNG)
    with pytest.raises(NotFoundError):
        service.avatar('alice.eth')
    assert images.urls == []


@pytest.mark.parametrize('content', [b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b'<html>', b'', b'RIFF0000AVI '])
def test_avatar_that_is_no_raster_image_is_refused(world: World, ens: LocalEns, content: bytes) -> None:
    ens.set_text('alice.eth', 'avatar', 'https://example.org/a.png')
    with pytest.raises(NotFoundError):
        with_images(world, content)[0].avatar('alice.eth')


def test_image_types_are_told_by_content() -> None:
    assert [find_image_type(head) for head in (PNG, b'\xff\xd8\xff\xe0', b'GIF89a..', b'RIFF\0\0\0\0WEBPVP8 ')] == [
        'image/png', 'image/jpeg', 'image/gif', 'image/webp',
    ]
