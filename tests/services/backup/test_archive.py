"""What is taken for the inside of a backup, and what is refused. Pure."""

import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.core.errors import AppError, CorruptError, InputError, NewerSchemaError
from rotkehlchen.services.backup.age_file import check_header
from rotkehlchen.services.backup.archive import DATABASE, GLOBAL, KEY_FILE, MEMBERS, Manifest, digest, pack, parse_manifest, unpack
from tests.services.backup import age_writer

CONTENT = {KEY_FILE: b'{}', DATABASE: b'd' * 5000, GLOBAL: b'{"a": 1}'}
MANIFEST = Manifest(
    1, '1.0', 3, 1_760_000_000, 'ada', 'f00', 7, {'t': 4}, {name: digest(item) for name, item in CONTENT.items()},
    {name: len(item) for name, item in CONTENT.items()},
)


def make_tar(change: Callable[[tarfile.TarFile], None], *, whole: bool = True) -> bytes:
    """A right archive, to which something is added."""
    buffer = io.BytesIO(pack(MANIFEST, CONTENT) if whole else b'')
    with tarfile.open(fileobj=buffer, mode='a' if whole else 'w') as archive:
        change(archive)
    return buffer.getvalue()


def add(archive: tarfile.TarFile, name: str, content: bytes = b'x', **fields: Any) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    for field, value in fields.items():
        setattr(entry, field, value)
    archive.addfile(entry, io.BytesIO(content))


def test_pack_then_unpack_gives_the_same() -> None:
    manifest, members = unpack(pack(MANIFEST, CONTENT), 3)
    assert manifest == MANIFEST
    assert {name: bytes(item) for name, item in members.items()} == CONTENT


@pytest.mark.parametrize('change', [
    lambda archive: add(archive, '../../etc/passwd'),
    lambda archive: add(archive, '/etc/passwd'),
    lambda archive: add(archive, './rotkehlchen.db'),
    lambda archive: add(archive, 'ROTKEHLCHEN.DB'),
    lambda archive: add(archive, KEY_FILE, b'{}'),
    lambda archive: add(archive, 'link', b'', type=tarfile.SYMTYPE, linkname='/etc/passwd'),
    lambda archive: add(archive, DATABASE, b'', type=tarfile.LNKTYPE, linkname=KEY_FILE),
    lambda archive: add(archive, 'folder', b'', type=tarfile.DIRTYPE),
    lambda archive: add(archive, 'device', b'', type=tarfile.CHRTYPE),
    lambda archive: add(archive, 'a' * 300),
], ids=['up', 'absolute', 'dotted', 'case', 'twice', 'symlink', 'hardlink', 'folder', 'device', 'long'])  # fmt: skip
def test_unpack_anything_beside_the_four_members_is_refused(change: Callable[[tarfile.TarFile], None]) -> None:
    with pytest.raises(CorruptError) as caught:
        unpack(make_tar(change), 3)
    assert caught.value.error_code == 'backup_damaged'


def test_unpack_member_that_claims_to_be_huge_is_refused() -> None:
    """The size in a header is only a number: nothing is allotted for it."""
    entry = tarfile.TarInfo(DATABASE)
    entry.size = 2**62
    with pytest.raises(CorruptError):
        unpack(entry.tobuf(tarfile.GNU_FORMAT) + bytes(1024), 3)


def test_unpack_sparse_member_is_refused() -> None:
    entry = tarfile.TarInfo(DATABASE)
    entry.type = tarfile.GNUTYPE_SPARSE
    with pytest.raises(CorruptError):
        unpack(entry.tobuf(tarfile.GNU_FORMAT) + bytes(1024), 3)


@pytest.mark.parametrize('missing', MEMBERS)
def test_unpack_missing_member_is_named(missing: str) -> None:
    raw = make_tar(lambda archive: [
        add(archive, name, item) for name, item in {'manifest.json': json.dumps(MANIFEST.to_json()).encode(), **CONTENT}.items() if name != missing
    ] and None, whole=False)
    with pytest.raises(CorruptError, match=missing):
        unpack(raw, 3)


@pytest.mark.parametrize('name', MEMBERS)
def test_unpack_changed_member_is_named(name: str) -> None:
    with pytest.raises(CorruptError, match=name):
        unpack(pack(MANIFEST, {**CONTENT, name: b'changed'}), 3)


def test_unpack_newer_schema_or_format_is_refused_as_newer() -> None:
    with pytest.raises(NewerSchemaError):
        unpack(pack(MANIFEST, CONTENT), 2)
    with pytest.raises(NewerSchemaError) as caught:
        unpack(pack(replace(MANIFEST, format=2), CONTENT), 3)
    assert caught.value.error_code == 'newer_backup'
    assert parse_manifest(b'{"format": 9, "unheard": "of"}').format == 9
    with pytest.raises(NewerSchemaError):
        unpack(make_tar(lambda archive: add(archive, 'manifest.json', b'{"format": 9}'), whole=False), 3)


@pytest.mark.parametrize(('name', 'value'), [
    ('counter', -1), ('counter', '7'), ('counter', 1.5), ('counter', True), ('counter', 2**70), ('profile', 7), ('profile', 'x' * 600), ('rows', [1]),
    ('rows', {'t': 'x'}), ('sha256', {'a': 1}), ('sizes', None), ('created', None), ('format', None),
])
def test_parse_manifest_wrong_value_is_refused(name: str, value: object) -> None:
    with pytest.raises(CorruptError):
        parse_manifest(json.dumps({**MANIFEST.to_json(), name: value}).encode())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_unpack_damaged_archive_is_refused_or_the_same(data: st.DataObject) -> None:
    raw = bytearray(pack(MANIFEST, CONTENT))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        manifest, members = unpack(bytes(raw[:data.draw(st.integers(0, len(raw)))]), 3)
    except (CorruptError, NewerSchemaError):
        return
    assert {name: digest(item) for name, item in members.items()} == dict(manifest.sha256)


# ------------------------------------------------------------------ the age header
def test_check_header_of_ours_and_of_bearable_ones_passes() -> None:
    for work_factor in (2, 9):
        check_header(age_writer.encrypt(b'x', 'p', work_factor))


@pytest.mark.parametrize('raw', [
    b'', b'PK\x03\x04', b'SQLite format 3\x00', b'-----BEGIN AGE ENCRYPTED FILE-----\nYWdl', b'age-encryption.org/v2\n-> scrypt',
    b'age-encryption.org/v1\n-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n--- x\n',
    (b'age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 23\ngUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n---'
     b' sUJ+Y1ioJFrnALSUgpxLKkPaDPFpwV9bDbSCbN+eQYY\n'),
    b'age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\ngUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 1\n',
    b'age-encryption.org/v1\n-> scrypt short 10\nx\n--- y\n', b'age-encryption.org/v1\n',
])
def test_check_header_anything_else_is_refused(raw: bytes) -> None:
    with pytest.raises(AppError) as caught:
        check_header(raw)
    assert isinstance(caught.value, InputError | CorruptError)
