"""The user's own assets as a file: what was added or changed by hand, custom assets included, to take elsewhere.

A zip archive with one member, `assets.json`:

    {"format": "rotkehlchen-user-assets", "version": 1, "assets": [{"identifier": ..., "type": ..., "name": ..., "symbol": ...,
     "underlying_tokens": [{"identifier": ..., "weight": ...}], ...}]}

An asset's keys are the fields of `Asset`; those that are null are left out. The plain JSON document is taken as well. An import replaces
assets of the same identifier and keeps all others; a file with one wrong entry changes nothing.
"""

import io
import json
import zipfile
import zlib
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import find_evm_token, parse_asset_id
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.global_db.asset import AssetRepository
from rotkehlchen.storage.global_db.asset_row import (
    ASSET_TYPES,
    SELECTED,
    Asset,
    UnderlyingToken,
    insert_asset,
    overwrite_asset,
    with_underlying,
)

FORMAT: Final = 'rotkehlchen-user-assets'
VERSION: Final = 1
MEMBER: Final = 'assets.json'
SIZE_LIMIT_BYTES: Final = 50_000_000
TEXT_LIMIT: Final = 10_000
_TEXTS = ('name', 'symbol', 'address', 'token_kind', 'collectible_id', 'protocol', 'coingecko', 'cryptocompare', 'swapped_for', 'forked',
          'icon', 'custom_type', 'notes')  # fmt: skip
_NUMBERS = ('decimals', 'chain_id', 'started')
_REQUIRED = ('identifier', 'type', 'name', 'symbol')
_NOT_EXPORTED = {'origin', 'underlying', 'collection_id'}  # collections ship with the application; their numbers mean nothing elsewhere


def export_user_assets(database: Database) -> bytes:
    """The archive. The same assets give the same bytes."""
    with database.read(snapshot=True) as connection:
        rows = connection.execute(f"SELECT {SELECTED} FROM asset WHERE origin = 'user' ORDER BY id").fetchall()
        assets = with_underlying(connection, rows)
    document = {'format': FORMAT, 'version': VERSION, 'assets': [to_entry(asset) for asset in assets]}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_DEFLATED) as file:
        member = zipfile.ZipInfo(MEMBER)
        member.compress_type = zipfile.ZIP_DEFLATED
        file.writestr(member, json.dumps(document, ensure_ascii=False, indent=1))
    return archive.getvalue()


def import_user_assets(assets: AssetRepository, content: bytes) -> int:
    """How many assets the file brought. Raises InputError, which names the entry; then nothing is changed."""
    parsed = parse_user_assets(content)
    with assets.writing() as connection:
        for asset in parsed:
            if not overwrite_asset(connection, asset):
                insert_asset(connection, asset)
    return len(parsed)


def to_entry(asset: Asset) -> dict[str, Any]:
    entry = {one.name: getattr(asset, one.name) for one in fields(asset) if one.name not in _NOT_EXPORTED}
    entry = {name: value for name, value in entry.items() if value is not None}
    if asset.underlying:
        entry['underlying_tokens'] = [{'identifier': part.identifier, 'weight': part.weight} for part in asset.underlying]
    return entry


def parse_user_assets(content: bytes) -> list[Asset]:
    """The assets of an archive or a plain document. Raises InputError."""
    try:
        document = json.loads(read_member(content))
    except (ValueError, RecursionError):
        raise InputError('The file is no JSON document.', field='file') from None
    if not isinstance(document, dict) or document.get('format') != FORMAT:
        raise InputError(f'The file is no export of user assets: its format is not {FORMAT}.', field='file')
    if document.get('version') != VERSION:
        raise InputError('The file is of a version that this application does not know.', field='file', known=VERSION)
    entries = document.get('assets')
    if not isinstance(entries, list):
        raise InputError('The file has no list of assets.', field='file.assets')
    return [parse_entry(entry, f'file.assets[{number}]') for number, entry in enumerate(entries)]


def read_member(content: bytes) -> bytes:
    if not content.startswith(b'PK'):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if file.getinfo(MEMBER).file_size > SIZE_LIMIT_BYTES:
                raise InputError('The file is too large to be a list of assets.', field='file')
            with file.open(MEMBER) as member:
                return member.read(SIZE_LIMIT_BYTES)
    except KeyError:
        raise InputError(f'The archive has no {MEMBER}.', field='file') from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise InputError('The archive is damaged.', field='file') from None


def parse_entry(entry: object, field: str) -> Asset:
    if not isinstance(entry, dict):
        raise InputError(f'{field} is no asset', field=field)
    for name in _REQUIRED:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise InputError(f'{field}.{name} is missing', field=f'{field}.{name}')
    if entry['type'] not in ASSET_TYPES:
        raise InputError(f'{field}.type is no asset type', field=f'{field}.type')
    texts = {name: parse_text(entry.get(name), f'{field}.{name}') for name in _TEXTS}
    numbers = {name: parse_number(entry.get(name), f'{field}.{name}') for name in _NUMBERS}
    identifier = parse_asset_id(entry['identifier'], field=f'{field}.identifier')
    token = find_evm_token(identifier)
    if token is not None:
        numbers['chain_id'], texts['token_kind'], texts['address'] = token
    return Asset(identifier=identifier, type=entry['type'], origin='user', underlying=parse_underlying(entry, field), **texts, **numbers)  # type: ignore[arg-type]


def parse_text(value: object, field: str) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > TEXT_LIMIT or '\x00' in value):
        raise InputError(f'{field} is no text', field=field)
    return value


def parse_number(value: object, field: str) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63):
        raise InputError(f'{field} is no whole number', field=field)
    return value


def parse_underlying(entry: dict[str, Any], field: str) -> tuple[UnderlyingToken, ...]:
    parts = entry.get('underlying_tokens') or []
    if not isinstance(parts, list):
        raise InputError(f'{field}.underlying_tokens is no list', field=f'{field}.underlying_tokens')
    found: dict[str, UnderlyingToken] = {}
    for number, part in enumerate(parts):
        name = f'{field}.underlying_tokens[{number}]'
        if not isinstance(part, dict):
            raise InputError(f'{name} is no part', field=name)
        identifier = parse_asset_id(part.get('identifier'), field=f'{name}.identifier')
        found[identifier] = UnderlyingToken(identifier, to_text(parse_share(part.get('weight'), f'{name}.weight')))
    return tuple(found.values())


def parse_share(value: object, field: str) -> Decimal:
    """More than 0, at most 1."""
    share = parse_amount(value, field=field)
    if not 0 < share <= 1:
        raise InputError(f'{field} is no share of 1', field=field)
    return share
