"""What is inside a backup: a tar in memory, its manifest, and the checks of one that comes from outside. Pure.

Nothing here touches the disk: the tar holds the manifest and the user's own assets in the clear.
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
MAX_MANIFEST_BYTES: Final = 1024 * 1024
MAX_GLOBAL_BYTES: Final = 256 * 1024 * 1024
_DAMAGED: Final = 'backup_damaged'
_LIMITS: Final = {MANIFEST: MAX_MANIFEST_BYTES, KEY_FILE: MAX_MANIFEST_BYTES, GLOBAL: MAX_GLOBAL_BYTES}


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


def digest(content: bytes | memoryview) -> str:
    return hashlib.sha256(content).hexdigest()


def pack(manifest: Manifest, members: Mapping[str, bytes]) -> bytes:
    """The tar. The manifest comes first, so that a reader knows what follows."""
    buffer = io.BytesIO()
    first = json.dumps(manifest.to_json(), indent=1).encode()
    with tarfile.open(fileobj=buffer, mode='w', format=tarfile.USTAR_FORMAT) as archive:
        for name, content in ((MANIFEST, first), *((name, members[name]) for name in MEMBERS)):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), 0o600, manifest.created
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpack(raw: bytes, newest_schema: int) -> tuple[Manifest, dict[str, memoryview]]:
    """Manifest and members (views of `raw`), every checksum checked.

    Raises CorruptError for anything but the four plain members, once each; NewerSchemaError for a backup of a newer version.
    """
    found = _read_members(raw)
    manifest = parse_manifest(bytes(found.pop(MANIFEST, b'')))
    if manifest.format > FORMAT or manifest.schema_version > newest_schema:
        raise NewerSchemaError(
            'This backup was made by a newer version of the application: install that first.',
            code='newer_backup', found=manifest.schema_version, known=newest_schema, format=manifest.format,
        )
    for name in MEMBERS:
        content = found.get(name)
        if content is None or manifest.sha256.get(name) != digest(content) or manifest.sizes.get(name) != len(content):
            raise CorruptError(f'The backup is damaged: {name} is missing or changed.', code=_DAMAGED, member=name)
    return manifest, found


def _read_members(raw: bytes) -> dict[str, memoryview]:
    """Members by name. No path is ever formed from a name, no link followed, nothing is expanded: sizes are those in the file."""
    view, found = memoryview(raw), dict[str, memoryview]()
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode='r:') as archive:
            for entry in archive:
                plain = entry.type == tarfile.REGTYPE and entry.sparse is None and not entry.pax_headers
                if entry.name not in (MANIFEST, *MEMBERS) or entry.name in found or not plain:
                    raise CorruptError('The backup holds something that does not belong there.', code=_DAMAGED)
                content = view[entry.offset_data:entry.offset_data + entry.size]
                if len(content) != entry.size or entry.size > _LIMITS.get(entry.name, len(raw)):
                    raise CorruptError(f'The backup holds a {entry.name} of an impossible size.', code=_DAMAGED)
                found[entry.name] = content
    except (tarfile.TarError, ValueError, EOFError, OverflowError):
        raise CorruptError('The backup is damaged.', code=_DAMAGED) from None
    return found


def parse_manifest(raw: bytes) -> Manifest:
    """Raises CorruptError. A manifest of a newer format is only read as far as this version knows it."""
    try:
        data = json.loads(raw)
        if type(data['format']) is int and data['format'] > FORMAT:
            return Manifest(data['format'], str(data.get('app_version', '')), 0, 0, '', '', 0, {}, {}, {})
        manifest = Manifest(**{name: data[name] for name in Manifest.__slots__})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise CorruptError("The backup's manifest is damaged.", code=_DAMAGED) from None
    numbers = (manifest.format, manifest.schema_version, manifest.created, manifest.counter)
    texts = (manifest.app_version, manifest.profile, manifest.profile_id)
    if not (
        all(type(number) is int and 0 <= number < 2**63 for number in numbers)
        and all(isinstance(text, str) and len(text) < 500 for text in texts)
        and _is_mapping(manifest.rows, int) and _is_mapping(manifest.sizes, int) and _is_mapping(manifest.sha256, str)
    ):
        raise CorruptError("The backup's manifest is damaged.", code=_DAMAGED)
    return manifest


def _is_mapping(value: object, kind: type) -> bool:
    return isinstance(value, dict) and all(type(item) is kind for item in value.values())
