"""ENS names of addresses and addresses of names, through the user's Ethereum node; reverse answers are kept for a day."""

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rotkehlchen.core.errors import BadResponseError, NotFoundError, UnavailableError
from rotkehlchen.core.ids import EvmAddress
from rotkehlchen.core.time import DAY_SECONDS, Clock, TimestampS
from rotkehlchen.net.evm.ens import fetch_addresses, fetch_names, fetch_text, parse_ens_name
from rotkehlchen.services.evm_chain import EvmChain, EvmChains
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.ens_name import EnsNameRepository

ETHEREUM: Final = 'eth'
MAX_AGE_SECONDS: Final = DAY_SECONDS
MAX_AVATAR_BYTES: Final = 2_000_000
MAX_CACHED_AVATARS: Final = 200
MAX_CACHED_BYTES: Final = 16_000_000
AVATAR: Final = 'avatar'
_IPFS: Final = re.compile(r'ipfs://(?:ipfs/)?([A-Za-z0-9]{46,120})(/[\w./-]{0,200})?', re.ASCII)
# By content, since a server may call anything an image. SVG is absent on purpose: it can carry scripts and references.
_SIGNATURES: Final = (
    (b'\x89PNG\r\n\x1a\n', 'image/png'), (b'\xff\xd8\xff', 'image/jpeg'), (b'GIF87a', 'image/gif'), (b'GIF89a', 'image/gif'),
)


@dataclass(frozen=True, slots=True)
class Avatar:
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class CachedAvatar:
    """`avatar` None: there is nothing to show."""

    avatar: Avatar | None
    fetched_at: TimestampS

    @property
    def size_bytes(self) -> int:
        return len(self.avatar.content) if self.avatar else 0


class AvatarCache:
    """The pictures used last, within a bound of memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, CachedAvatar] = OrderedDict()

    def find(self, name: str, now: TimestampS) -> CachedAvatar | None:
        with self._lock:
            entry = self._entries.get(name)
            if entry is None or entry.fetched_at < now - MAX_AGE_SECONDS:
                return None
            self._entries.move_to_end(name)
            return entry

    def put(self, name: str, entry: CachedAvatar) -> None:
        with self._lock:
            self._entries[name] = entry
            self._entries.move_to_end(name)
            while len(self._entries) > MAX_CACHED_AVATARS or sum(kept.size_bytes for kept in self._entries.values()) > MAX_CACHED_BYTES:
                self._entries.popitem(last=False)

    def clear(self, names: Sequence[str] | None) -> None:
        with self._lock:
            for name in list(self._entries) if names is None else names:
                self._entries.pop(name, None)


class ImageFetcher(Protocol):
    def fetch_bytes(self, url: str, *, max_bytes: int) -> bytes:
        """The body behind a public https address. Refuses others, private and local addresses included, at each redirect."""


class EnsService:
    def __init__(
            self, chains: EvmChains, names: EnsNameRepository, notifier: Notifier, clock: Clock,
            images: ImageFetcher | None = None, ipfs_gateway: str = 'https://ipfs.io/ipfs/',
    ) -> None:
        self._chains = chains
        self._names = names
        self._notifier = notifier
        self._clock = clock
        self._images = images
        self._ipfs_gateway = ipfs_gateway
        self._avatars = AvatarCache()

    def resolve(self, name: str) -> EvmAddress | None:
        """What a name points at now, None if nothing. Raises IdentifierError (`name`) and RemoteError."""
        normal = parse_ens_name(name)
        return fetch_addresses(self._ethereum().client, [normal])[0]

    def reverse(self, addresses: Sequence[EvmAddress], *, ignore_cache: bool = False) -> dict[str, str]:
        """Primary names by address; addresses without one are absent.

        Raises RemoteError if the chain cannot be asked and nothing of what was asked for is at hand.
        """
        known = self._names.load(addresses)
        oldest = self._clock() - MAX_AGE_SECONDS
        missing = [a for a in dict.fromkeys(addresses) if ignore_cache or a not in known or known[a].checked_at < oldest]
        names: dict[str, str | None] = {address: cached.name for address, cached in known.items()}
        if missing:
            try:
                fresh: dict[str, str | None] = dict(zip(missing, fetch_names(self._ethereum().client, missing), strict=True))
            except (UnavailableError, BadResponseError):
                if not known:
                    raise
            else:
                self._names.save(fresh, self._clock())
                if any(names.get(address) != name for address, name in fresh.items()):
                    self._notifier.data_changed('names')
                names.update(fresh)
        return {address: name for address in addresses if (name := names.get(address))}

    def cached(self, addresses: Sequence[EvmAddress]) -> dict[str, str]:
        """Names at hand, however old, without the network."""
        return {address: cached.name for address, cached in self._names.load(addresses).items() if cached.name}

    def avatar(self, name: str) -> Avatar:
        """The picture that a name's owner set, kept in memory for a day.

        NotFoundError: there is none, or one of a kind that is not shown. Raises IdentifierError and RemoteError.
        """
        normal = parse_ens_name(name)
        cached = self._avatars.find(normal, self._clock())
        if cached is None:
            cached = CachedAvatar(self._fetch_avatar(normal), self._clock())
            self._avatars.put(normal, cached)
        if cached.avatar is None:
            raise NotFoundError(f'{normal} has no picture that can be shown.', name=normal)
        return cached.avatar

    def forget(self, names: Sequence[str] | None = None) -> None:
        """Forget pictures, all or those of some names, so that they are fetched anew."""
        self._avatars.clear(names)

    def _fetch_avatar(self, name: str) -> Avatar | None:
        record = self.avatar_record(name)
        url = _image_url(record, self._ipfs_gateway) if record else None
        if url is None or self._images is None:
            return None
        content = self._images.fetch_bytes(url, max_bytes=MAX_AVATAR_BYTES)
        content_type = find_image_type(content)
        return Avatar(content, content_type) if content_type is not None else None

    def avatar_record(self, name: str) -> str | None:
        """The text record 'avatar' as it is on the chain (ENSIP-12)."""
        return fetch_text(self._ethereum().client, parse_ens_name(name), AVATAR)

    def _ethereum(self) -> EvmChain:
        chain = self._chains.find(ETHEREUM)
        if chain is None:
            raise UnavailableError('ENS names need the Ethereum chain, which is not there.', source=ETHEREUM)
        return chain


def find_image_type(content: bytes) -> str | None:
    """PNG, JPEG, GIF or WebP by the first bytes, None for anything else."""
    if content[:4] == b'RIFF' and content[8:12] == b'WEBP':
        return 'image/webp'
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)


def _image_url(record: str, ipfs_gateway: str) -> str | None:
    if record.startswith('https://') and len(record) <= 2048 and record.isprintable() and ' ' not in record:
        return record
    match = _IPFS.fullmatch(record)
    return f'{ipfs_gateway}{match[1]}{match[2] or ""}' if match else None
