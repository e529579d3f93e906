"""Facts that ship with the application: assets, collections, EVM chains, icons. Sources and licences: SOURCES.md beside this file.

Everything here is written by `python -m tools.assets.build`; text, one entry a line, so that a change reads as a difference.
Nothing is read before it is asked for.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final, NamedTuple

# One more with every change of the shipped assets or collections: a global database that has loaded an older one loads anew.
DATA_VERSION: Final = 1

_STEM = re.compile(r'[a-z0-9][a-z0-9-]{0,63}')


class ShippedAsset(NamedTuple):
    """`token_kind`, `chain_id` and `address` are those that the identifier names. Times in seconds, UTC."""

    identifier: str
    type: str
    name: str
    symbol: str
    decimals: int | None
    chain_id: int | None
    address: str | None
    token_kind: str | None
    coingecko: str | None
    cryptocompare: str | None
    started: int | None
    forked: str | None
    icon: str | None
    collection_id: int | None


@dataclass(frozen=True, slots=True)
class ShippedCollection:
    """One coin on several chains. Its members name it; `main_asset` is one of them."""

    identifier: int
    name: str
    symbol: str
    main_asset: str


@dataclass(frozen=True, slots=True)
class KnownChain:
    """An EVM chain that a user may add. `native_asset` is the identifier of its coin where that coin ships, else None."""

    chain_id: int
    name: str
    short_name: str
    native_name: str
    native_symbol: str
    native_decimals: int
    native_asset: str | None
    is_testnet: bool
    rpc_urls: tuple[str, ...]
    explorer_url: str | None


def load_assets() -> Iterator[ShippedAsset]:
    """Every shipped asset, file by file. About 27,000: take them as they come."""
    folder = _folder() / 'assets'
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith('.jsonl') and file.name != 'collections.jsonl':
            yield from map(_parse_asset, _load_lines(file))


def load_collections() -> Iterator[ShippedCollection]:
    """Every shipped collection, by number."""
    for line in _load_lines(_folder() / 'assets' / 'collections.jsonl'):
        yield ShippedCollection(line['id'], line['name'], line['symbol'], line['main'])


def load_known_chains() -> Iterator[KnownChain]:
    """EVM chains by chain id, test networks included."""
    for line in _load_lines(_folder() / 'chains' / 'known_chains.jsonl'):
        yield KnownChain(
            line['chain_id'], line['name'], line['short_name'], line['native_name'], line['native_symbol'], line['native_decimals'],
            line.get('native'), line.get('testnet', False), tuple(line.get('rpc', ())), line.get('explorer'),
        )  # fmt: skip


def find_known_chain(chain_id: int) -> KnownChain | None:
    return next((chain for chain in load_known_chains() if chain.chain_id == chain_id), None)


def find_icon(stem: str) -> bytes | None:
    """The SVG of an asset's `icon`, or of a network: 'chain-8453'. None for what is no stem, so that a path leads nowhere."""
    if not _STEM.fullmatch(stem):
        return None
    file = _folder() / 'icons' / f'{stem}.svg'
    return file.read_bytes() if file.is_file() else None


def _folder() -> Traversable:
    return resources.files(__name__)


def _load_lines(file: Traversable) -> Iterator[dict[str, Any]]:
    # One document instead of one a line: the parser is entered once a file, which halves the time of the first start.
    lines: list[dict[str, Any]] = json.loads('[' + file.read_text(encoding='utf-8').rstrip('\n').replace('\n', ',') + ']')
    yield from lines


def _parse_asset(line: dict[str, Any]) -> ShippedAsset:
    identifier: str = line['id']
    kind, chain_id, address, token_kind = line.get('type'), None, None, None
    if identifier.startswith('eip155:'):
        chain, _, reference = identifier[7:].partition('/')
        token_kind, _, address = reference.partition(':')
        kind, chain_id = kind or 'evm token', int(chain)
    elif identifier.startswith('solana/token:'):
        kind, address, token_kind = kind or 'solana token', identifier[13:], 'spl token'
    find = line.get
    return ShippedAsset(
        identifier, kind or 'other', line['name'], line['symbol'], find('decimals'), chain_id, address, token_kind,
        find('coingecko'), find('cryptocompare'), find('started'), find('forked'), find('icon'), find('collection'),
    )  # fmt: skip
