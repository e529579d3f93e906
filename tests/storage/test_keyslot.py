"""Key slots: what opens them, what does not, and how they lie on the disk."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotkehlchen.core.errors import AuthError, CorruptError, InputError
from rotkehlchen.storage import keyslot
from rotkehlchen.storage.keyslot import (
    KdfCost,
    KeyFile,
    Slot,
    load_key_file,
    make_database_key,
    make_recovery_words,
    parse_key_file,
    parse_recovery_words,
    password_bytes,
    save_key_file,
    second_file,
    to_bytes,
    unwrap,
    wrap,
    wrap_password,
)

CHEAP = KdfCost(64 * 1024, 1, 4)
DEARER = KdfCost(64 * 1024, 2, 4)


@pytest.fixture(scope='module')
def key() -> keyslot.DatabaseKey:
    return make_database_key()


@pytest.fixture(scope='module')
def key_file(key: keyslot.DatabaseKey) -> KeyFile:
    """A file with the password 'secret', wrapped at a cost above the floor."""
    return KeyFile('profile-a', (wrap(key, b'secret', 'password', 'profile-a', DEARER),))


def test_wrap_right_secret_opens_wrong_does_not(key: keyslot.DatabaseKey, key_file: KeyFile) -> None:
    slot = key_file.slots[0]
    assert unwrap(slot, b'secret') == key
    for wrong in (b'', b'Secret', b'secret ', b'secret\x00'):
        with pytest.raises(AuthError) as caught:
            unwrap(slot, wrong)
        assert caught.value.error_code == 'wrong_password'


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_wrap_any_two_passwords_open_only_their_own(password: str, other: str) -> None:
    key = make_database_key()
    slot = wrap(key, password_bytes(password), 'password', 'p', CHEAP)
    again = parse_key_file(to_bytes(KeyFile('p', (slot,)))).slots[0]
    assert unwrap(again, password_bytes(password)) == key
    if password_bytes(other) != password_bytes(password):
        with pytest.raises(AuthError):
            unwrap(again, password_bytes(other))


@pytest.mark.parametrize('change', [
    {'iterations': 1}, {'lanes': 1}, {'memory_kib': 128 * 1024}, {'profile': 'profile-b'}, {'added': 1}, {'kind': 'recovery'},
])
def test_unwrap_changed_header_is_refused(key_file: KeyFile, change: dict[str, Any]) -> None:
    slot = key_file.slots[0]
    changed = Slot(change.get('kind', slot.kind), {**slot.header, **change}, slot.wrapped)
    with pytest.raises(AuthError):
        unwrap(changed, b'secret')


@pytest.mark.parametrize(('name', 'value'), [
    ('memory_kib', 63 * 1024), ('memory_kib', 8 * 1024 * 1024), ('memory_kib', '65536'), ('memory_kib', True), ('memory_kib', 65536.0),
    ('iterations', 0), ('iterations', 10_000), ('iterations', None), ('lanes', 0), ('lanes', 1000), ('kdf', 'scrypt'), ('cipher', 'none'),
    ('salt', 'AAAA'), ('salt', '!'), ('nonce', ''), ('profile', 'profile-b'), ('format', 2), ('kind', 7),
])
def test_parse_key_file_tampered_cost_or_shape_is_refused_before_any_work(key_file: KeyFile, name: str, value: object) -> None:
    document = json.loads(to_bytes(key_file))
    document['slots'][0]['header'][name] = value
    started = time.perf_counter()
    with pytest.raises(CorruptError):
        parse_key_file(json.dumps(document).encode())
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize('raw', [
    b'', b'{', b'[]', b'null', b'{"format": 1}', b'\xff\xfe', b'[' * 100_000, b'{"format": 1, "profile": 1, "slots": [], "recovery_confirmed": false}',
    b'{"format": 2, "profile": "a", "slots": [], "recovery_confirmed": false}', b'{"format": 1, "profile": "a", "slots": [1], "recovery_confirmed": false}',
    b' ' * 70_000,
])
def test_parse_key_file_rubbish_is_refused(raw: bytes) -> None:
    with pytest.raises(CorruptError):
        parse_key_file(raw)


def test_parse_key_file_two_slots_of_one_kind_are_refused(key_file: KeyFile) -> None:
    with pytest.raises(CorruptError):
        parse_key_file(to_bytes(KeyFile(key_file.profile_id, key_file.slots * 2)))


def test_key_file_slot_of_unknown_kind_survives_a_password_change(key: keyslot.DatabaseKey, key_file: KeyFile) -> None:
    keychain = Slot('keychain', {'format': 1, 'profile': 'profile-a', 'kind': 'keychain', 'service': 'x'}, b'wrapped')
    later = parse_key_file(to_bytes(KeyFile('profile-a', (*key_file.slots, keychain))))
    changed = later.with_slot(wrap(key, b'new', 'password', 'profile-a', CHEAP))
    assert parse_key_file(to_bytes(changed)).find('keychain') == keychain
    assert unwrap(changed.slots[-1], b'new') == key


def test_cost_below_the_floor_makes_no_slot(key: keyslot.DatabaseKey) -> None:
    with pytest.raises(CorruptError):
        wrap(key, b'x', 'password', 'p', KdfCost(32 * 1024, 3, 4))


def test_wrap_password_fast_computer_gets_a_dearer_slot(key: keyslot.DatabaseKey) -> None:
    slot = wrap_password(key, b'x', 'p', replace(CHEAP, least_seconds=60))  # no computer takes that long for one pass
    assert slot.header['iterations'] == keyslot.MAX_TUNED_ITERATIONS
    assert unwrap(slot, b'x') == key


def test_derive_lets_other_threads_run() -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            time.sleep(0.002)
            ticks += 1

    ticker = threading.Thread(target=tick)
    ticker.start()
    started = time.perf_counter()
    keyslot.derive(b'secret', b'x' * 16, KdfCost(128 * 1024, 3, 2))
    taken = time.perf_counter() - started
    done.set()
    ticker.join()
    assert ticks > taken / 0.002 / 10


def test_derive_in_many_threads_ends() -> None:
    """In a process of its own: where it does not end, no thread can be stopped."""
    script = (
        'from concurrent.futures import ThreadPoolExecutor\nfrom rotkehlchen.storage.keyslot import KdfCost, derive\n'
        'with ThreadPoolExecutor(8) as pool:\n'
        '    print(len(set(pool.map(lambda n: derive(b"x", bytes(16), KdfCost(64 * 1024, 1, 4)), range(8)))))\n'
    )
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == '1\n'


def test_password_bytes_is_the_same_for_composed_and_decomposed_letters() -> None:
    assert password_bytes('caf\u00e9') == password_bytes('cafe\u0301')
    assert password_bytes('\ud800')  # what JSON can carry never crashes


def test_recovery_words_round_trip_however_they_are_typed() -> None:
    words, bits = make_recovery_words()
    assert len(bits) == 16
    assert parse_recovery_words(words) == bits
    assert parse_recovery_words('  ' + words.upper().replace(' ', '\n ') + ' ') == bits


def test_recovery_words_wrong_ones_say_what_is_wrong() -> None:
    words, _bits = make_recovery_words()
    with pytest.raises(InputError, match='twelve words, these are 11'):
        parse_recovery_words(words.rpartition(' ')[0])
    with pytest.raises(InputError, match='word 3 is not in the list'):
        parse_recovery_words(' '.join(['abandon', 'ability', 'rotkehlchen', *words.split()[3:]]))
    with pytest.raises(InputError, match='wrong or two are swapped'):
        parse_recovery_words('abandon ' * 12)


def test_recovery_words_are_of_the_public_standard() -> None:
    """First vector of the standard's reference implementation (github.com/trezor/python-mnemonic, vectors.json, read 2026-11)."""
    assert parse_recovery_words('abandon ' * 11 + 'about') == bytes(16)
    assert parse_recovery_words('zoo ' * 11 + 'wrong') == b'\xff' * 16


# ------------------------------------------------------------------ the file
def test_save_key_file_is_private_and_kept_twice(tmp_path: Path, key_file: KeyFile) -> None:
    path = tmp_path / 'keyslots.json'
    previous = os.umask(0)
    try:
        save_key_file(path, key_file)
    finally:
        os.umask(previous)
    for file in (path, second_file(path)):
        assert file.stat().st_mode & 0o777 == 0o600
        assert parse_key_file(file.read_bytes()) == key_file
    assert {item.name for item in tmp_path.iterdir()} == {'keyslots.json', 'keyslots.json.bak'}


def test_load_key_file_damaged_or_missing_is_read_from_the_second(tmp_path: Path, key_file: KeyFile) -> None:
    path = tmp_path / 'keyslots.json'
    save_key_file(path, key_file)
    path.write_bytes(path.read_bytes()[:100])
    assert load_key_file(path) == key_file
    path.unlink()
    assert load_key_file(path) == key_file
    second_file(path).unlink()
    with pytest.raises(CorruptError) as caught:
        load_key_file(path)
    assert caught.value.error_code == 'key_file'


def test_save_key_file_second_file_is_no_older_slot(tmp_path: Path, key: keyslot.DatabaseKey, key_file: KeyFile) -> None:
    path = tmp_path / 'keyslots.json'
    save_key_file(path, key_file)
    save_key_file(path, key_file.with_slot(wrap(key, b'new', 'password', 'profile-a', CHEAP)))
    with pytest.raises(AuthError):
        unwrap(parse_key_file(second_file(path).read_bytes()).slots[0], b'secret')


def test_load_key_file_link_is_not_followed(tmp_path: Path, key_file: KeyFile) -> None:
    elsewhere = tmp_path / 'elsewhere.json'
    elsewhere.write_bytes(to_bytes(key_file))
    (tmp_path / 'keyslots.json').symlink_to(elsewhere)
    with pytest.raises(CorruptError):
        load_key_file(tmp_path / 'keyslots.json')


def test_key_file_every_flipped_byte_is_refused_or_harmless(key: keyslot.DatabaseKey, key_file: KeyFile) -> None:
    """A flip either breaks the file, or leaves a slot that opens to the same key or to nothing: never to another key."""
    cheap = to_bytes(KeyFile('p', (wrap(key, b'secret', 'password', 'p', CHEAP),)))
    for position in range(0, len(cheap), 9):
        damaged = bytearray(cheap)
        damaged[position] ^= 1 << position % 7
        try:
            slot = parse_key_file(bytes(damaged)).find('password')
            assert slot is None or unwrap(slot, b'secret') == key
        except (CorruptError, AuthError):
            pass
