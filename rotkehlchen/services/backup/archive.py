"""What is inside a backup: a tar in memory, its manifest, and the checks of one that comes from outside. Pure.

Nothing here touches the disk: the tar holds the manifest and the user's assets in the clear.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from rotkehlchen.core.errors import CorruptError, NewerSchemaError

FORMAT: Final = 1
MANIFEST: Final = 'manifest.json'
DATABASE: Final = 'rotkehlchen.db'
KEY_FILE: Final = 'keyslots.json'
GLOBAL: Final = 'global.json'
MEMBERS: Final = (KEY_FILE, DATABASE, GLOBAL)
MAX_SMALL_BYTES: Final = 64 * 1024 * 1024
MAX_WORK_FACTOR: Final = 22  # 2^22: some ten seconds and 4 GiB; more would only be an attack
AGE_MAGIC: Final = b'age-encryption.org/v1\n'


@dataclass(frozen=True, slots=True)
class Manifest:
    """`created` in UTC seconds; `counter` rises with each opening and backup of a profile; `sha256` and `sizes` by member."""

    format: int
    app_version: str
    schema_version: int
    created: int
    profile: str
    profile_id: str
    counter: int
    rows: Mapping[str, int]
    sha256: Mapping[str, str]
    sizes: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pack(manifest: Manifest, members: Mapping[str, bytes]) -> bytes:
    """The tar. The manifest comes first, so that a reader knows what follows."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w', format=tarfile.USTAR_FORMAT) as archive:
        for name, content in ((MANIFEST, json.dumps(manifest.to_json(), indent=1).encode()), *((name, members[name]) for name in MEMBERS)):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), 0o600, manifest.created
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpack(raw: bytes, newest_schema: int) -> tuple[Manifest, dict[str, bytes]]:
    """Manifest and members, every checksum checked. Only the four known plain members are looked at: no path, no link, no bomb.

    Raises CorruptError for anything else, NewerSchemaError for a backup of a newer version.
    """
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode='r:') as archive:
            for entry in archive:
                if entry.name not in (MANIFEST, *MEMBERS) or not entry.isreg() or entry.name in found:
                    raise CorruptError('The backup holds something that does not belong there.', code='backup_damaged')
                if entry.name != DATABASE and entry.size > MAX_SMALL_BYTES:
                    raise CorruptError('The backup holds a member that is too large.', code='backup_damaged')
                file = archive.extractfile(entry)
                found[entry.name] = b'' if file is None else file.read()
    except tarfile.TarError:
        raise CorruptError('The backup is damaged.', code='backup_damaged') from None
    manifest = parse_manifest(found.pop(MANIFEST, b''))
    if manifest.format > FORMAT or manifest.schema_version > newest_schema:
        raise NewerSchemaError('This backup was made by a newer version of the application.', found=manifest.schema_version, known=newest_schema)
    for name in MEMBERS:
        content = found.get(name)
        if content is None or manifest.sha256.get(name) != digest(content) or manifest.sizes.get(name) != len(content):
            raise CorruptError(f'The backup is damaged: {name} is missing or changed.', code='backup_damaged', member=name)
    return manifest, found


def parse_manifest(raw: bytes) -> Manifest:
    try:
        data = json.loads(raw)
        numbers = [data[name] for name in ('format', 'schema_version', 'created', 'counter')]
        texts = [data[name] for name in ('app_version', 'profile', 'profile_id')]
        if not all(type(number) is int and number >= 0 for number in numbers) or not all(isinstance(text, str) for text in texts):
            raise CorruptError('The backup\'s manifest is damaged.', code='backup_damaged')
        return Manifest(
            data['format'], data['app_version'], data['schema_version'], data['created'], data['profile'], data['profile_id'], data['counter'],
            dict(data['rows']), dict(data['sha256']), dict(data['sizes']),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CorruptError('The backup\'s manifest is damaged.', code='backup_damaged') from None


def check_age_header(raw: bytes) -> None:
    """Refuse what is no age file with exactly one passphrase recipient of bearable cost, before any of that cost is paid."""
    if not raw.startswith(AGE_MAGIC):
        raise CorruptError('This file is not an encrypted backup (an age file).', code='not_a_backup')
    lines = raw[:4096].split(b'\n')
    stanzas = [line.split(b' ') for line in lines if line.startswith(b'-> ')]
    if len(stanzas) != 1 or len(stanzas[0]) != 4 or stanzas[0][1] != b'scrypt' or not stanzas[0][3].isdigit():
        raise CorruptError('This age file is not encrypted with a passphrase alone: it is not one of our backups.', code='not_a_backup')
    if int(stanzas[0][3]) > MAX_WORK_FACTOR:
        raise CorruptError('This age file demands more work than any of our backups does.', code='not_a_backup')
