"""Pictures of assets: the user's own, else the shipped one of the asset, else that of its collection's main asset."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import InputError, NotFoundError, StorageError
from rotkehlchen.data import find_icon
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.private_file import write_atomically

FOLDER: Final = 'icons'
ENDS: Final[Mapping[str, bytes]] = {'png': b'IEND', 'jpg': b'\xff\xd9', 'gif': b';'}
"""What stands at the end of a whole picture."""
MAX_BYTES: Final = 512 * 1024
SIGNATURES: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b'\x89PNG\r\n\x1a\n', 'png', 'image/png'), (b'\xff\xd8\xff', 'jpg', 'image/jpeg'), (b'GIF87a', 'gif', 'image/gif'), (b'GIF89a', 'gif', 'image/gif'),
)
TYPES: Final = {'png': 'image/png', 'jpg': 'image/jpeg', 'gif': 'image/gif', 'webp': 'image/webp', 'svg': 'image/svg+xml'}
_UNSAFE_SVG = re.compile(
    rb'<\s*(script|foreignObject|iframe|embed|object|use)|\bon\w+\s*=|javascript:|(href|src)\s*=\s*["\'](?!#)|<!ENTITY|@import|'
    rb'url\(\s*["\']?(?!#)',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Icon:
    content: bytes
    media_type: str

    @property
    def data_url(self) -> str:
        return f'data:{self.media_type};base64,{base64.b64encode(self.content).decode()}'


class IconService:
    def __init__(self, data_directory: Path, assets: AssetRepository) -> None:
        self._folder = data_directory / FOLDER
        self._assets = assets

    def find(self, asset: str) -> Icon | None:
        return self.find_many([asset])[asset]

    def find_many(self, identifiers: Iterable[str]) -> dict[str, Icon | None]:
        """The picture of each asset, None where there is none."""
        wanted = list(dict.fromkeys(identifiers))
        known = self._assets.load_many(wanted)
        collections = {asset.collection_id for asset in known.values() if asset.icon is None and asset.collection_id is not None}
        mains = {item.identifier: item.main_asset for item in self._assets.load_collections(collections)} if collections else {}
        main_assets = self._assets.load_many(set(mains.values()))
        found: dict[str, Icon | None] = {}
        for identifier in wanted:
            asset = known.get(identifier)
            stem = None if asset is None else asset.icon
            if asset is not None and stem is None and asset.collection_id in mains:
                main = main_assets.get(mains[asset.collection_id])
                stem = None if main is None else main.icon
            found[identifier] = self._find_own(identifier) or _find_shipped(stem)
        return found

    def find_own(self, identifiers: Iterable[str]) -> dict[str, Icon | None]:
        """The picture of each asset that the user uploaded, None where there is none."""
        return {identifier: self._find_own(identifier) for identifier in identifiers}

    def save(self, asset: str, content: bytes) -> None:
        """Keep a picture of the user's. Raises InputError for what is no picture, NotFoundError for an unknown asset."""
        if self._assets.find(asset) is None:
            raise NotFoundError(f'{asset} is not a known asset.', asset=asset)
        suffix = check_picture(content)
        self.remove(asset)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_atomically(self._path(asset, suffix), content)
        except OSError as error:
            raise StorageError(f'The picture cannot be written: {error.strerror}.', code='data_directory') from None

    def remove(self, asset: str) -> bool:
        """Back to the shipped picture. True if there was one of the user's."""
        removed = False
        for suffix in TYPES:
            path = self._path(asset, suffix)
            if path.is_file():
                path.unlink()
                removed = True
        return removed

    def _path(self, asset: str, suffix: str) -> Path:
        return self._folder / f'{hashlib.sha256(asset.encode()).hexdigest()[:40]}.{suffix}'

    def _find_own(self, asset: str) -> Icon | None:
        if not self._folder.is_dir():
            return None
        for suffix, media_type in TYPES.items():
            path = self._path(asset, suffix)
            if path.is_file() and not path.is_symlink():
                return Icon(path.read_bytes(), media_type)
        return None


def _find_shipped(stem: str | None) -> Icon | None:
    content = None if stem is None else find_icon(stem)
    return None if content is None else Icon(content, 'image/svg+xml')


def check_picture(content: bytes) -> str:
    """The suffix of a picture's kind. Raises InputError naming `file`."""
    if len(content) > MAX_BYTES:
        raise InputError(f'file: must have at most {MAX_BYTES // 1024} KiB', field='file')
    for signature, suffix, _ in SIGNATURES:
        if content.startswith(signature):
            return _whole(content, suffix)
    if content.startswith(b'RIFF') and content[8:12] == b'WEBP':
        return _whole(content, 'webp')
    if b'<svg' in content[:2000]:
        if _UNSAFE_SVG.search(content):
            raise InputError('file: this SVG holds scripts or points elsewhere', field='file')
        return 'svg'
    raise InputError('file: is not a PNG, JPEG, GIF, WebP or SVG picture', field='file')


def _whole(content: bytes, suffix: str) -> str:
    """The suffix, if the picture has its end. A browser would show nothing of one that is cut off."""
    is_whole = int.from_bytes(content[4:8], 'little') + 8 <= len(content) if suffix == 'webp' else ENDS[suffix] in content[-1024:]
    if not is_whole:
        raise InputError('file: this picture is cut off', field='file')
    return suffix
