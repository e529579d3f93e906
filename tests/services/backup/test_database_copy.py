"""Copies of the database beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.core.errors import NotFoundError
from rotkehlchen.core.time import DAY_SECONDS, TimestampS
from rotkehlchen.services.backup.database_copy import DatabaseCopyService
from rotkehlchen.services.profile import OpenProfile
from rotkehlchen.storage.user_database import check_integrity, newest_schema
from tests.conftest import FixedClock
from tests.services.backup.world import World, write_mark


@pytest.fixture
def profile(world: World) -> Iterator[OpenProfile]:
    profile = world.make_profile(mark='canary-91')
    yield profile
    profile.close()


@pytest.fixture
def copies(clock: FixedClock) -> DatabaseCopyService:
    return DatabaseCopyService(clock)


def test_make_is_encrypted_whole_and_listed(copies: DatabaseCopyService, profile: OpenProfile, clock: FixedClock) -> None:
    made = copies.make(profile)
    assert (made.time, made.version, made.kind) == (clock.now, newest_schema(), 'manual')
    assert made.name == f'{clock.now}_rotkehlchen_db_v{newest_schema()}.backup'
    path = Path(made.path)
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, made.size)
    assert b'canary-91' not in path.read_bytes()
    assert check_integrity(path, profile.key)['setting'] >= 1
    info = copies.info(profile)
    assert info.backups == [made]
    assert (info.filepath, info.version) == (str(profile.folder / 'rotkehlchen.db'), newest_schema())


def test_size_counts_what_is_not_in_the_main_file_yet(copies: DatabaseCopyService, profile: OpenProfile) -> None:
    write_mark(profile, 'x' * 400_000)
    main = Path(copies.info(profile).filepath)
    assert copies.info(profile).size > main.stat().st_size + 400_000


def test_make_twice_in_a_second_makes_two(copies: DatabaseCopyService, profile: OpenProfile) -> None:
    assert len({copies.make(profile).path, copies.make(profile).path}) == 2
    assert len(copies.list(profile)) == 2


def test_find_takes_the_path_that_the_established_client_forms(copies: DatabaseCopyService, profile: OpenProfile) -> None:
    made = copies.make(profile)
    for file in (made.path, made.name, str(profile.folder / made.name)):
        assert copies.find(profile, file) == Path(made.path)


@pytest.mark.parametrize('file', [
    '', '.', '..', '/etc/passwd', '../rotkehlchen.db', '../keyslots.json', 'rotkehlchen.db', '1_rotkehlchen_db_v1.backup', '.lock',
])
def test_find_no_other_file_can_be_named(copies: DatabaseCopyService, profile: OpenProfile, file: str) -> None:
    made = copies.make(profile)
    outside = profile.folder.parent / made.name
    outside.write_bytes(b'x')
    (profile.folder / 'backups' / '5_rotkehlchen_db_v1.backup').symlink_to('/etc/passwd')
    for named in (file, str(profile.folder / 'backups' / file), str(outside), '5_rotkehlchen_db_v1.backup'):
        with pytest.raises(NotFoundError):
            copies.find(profile, named)


def test_delete_one_that_is_no_copy_deletes_none(copies: DatabaseCopyService, profile: OpenProfile) -> None:
    made = copies.make(profile)
    with pytest.raises(NotFoundError):
        copies.delete(profile, [made.path, str(profile.folder / 'keyslots.json')])
    assert copies.list(profile) == [made]
    copies.delete(profile, [made.path])
    assert copies.list(profile) == []


def test_make_automatic_ones_are_thinned_out_others_stay(copies: DatabaseCopyService, profile: OpenProfile, clock: FixedClock) -> None:
    by_hand = copies.make(profile)
    for _ in range(30):
        clock.now += DAY_SECONDS // 2
        write_mark(profile, str(clock.now))
        newest = copies.make(profile, kind='automatic')
    left = copies.list(profile)
    assert left[0] == newest
    assert by_hand in left
    assert 8 <= len(left) <= 13
    assert newest.time == TimestampS(clock.now)
