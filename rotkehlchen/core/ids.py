"""Identifiers as the API writes them: assets, chains, EVM addresses.

Assets: `ETH`, `EUR`, `eip155:1/erc20:0x...` (checksummed), `eip155:1/erc721:0x.../5`, `solana/token:<mint>`, `_custom uuid_`.
A native coin of an EVM chain that a user added is `eip155:<chain id>/native`. Checksums: EIP-55 (eips.ethereum.org/EIPS/eip-55).
"""

import re
from functools import lru_cache
from typing import Final, NewType

from rotkehlchen.core.errors import IdentifierError

AssetId = NewType('AssetId', str)
ChainId = NewType('ChainId', int)
EvmAddress = NewType('EvmAddress', str)

NULL_ADDRESS: Final = EvmAddress('0x' + '0' * 40)
MAX_ASSET_ID_LENGTH: Final = 200
_ADDRESS = re.compile(r'0x[0-9a-fA-F]{40}')
_EVM_TOKEN = re.compile(r'eip155:([1-9][0-9]{0,17})/(erc20|erc721|erc1155):(0x[0-9a-fA-F]{40})(?:/([0-9]{1,78}))?')
_NATIVE = re.compile(r'eip155:([1-9][0-9]{0,17})/native')


@lru_cache(maxsize=65_536)
def to_checksum_address(address: str) -> EvmAddress:
    """EIP-55 form of 20 hex bytes. Does not judge the letter case that came in."""
    from Crypto.Hash import keccak  # loaded late: half of all starts never need it

    body = address[2:].lower()
    digest = keccak.new(digest_bits=256, data=body.encode('ascii')).hexdigest()
    return EvmAddress('0x' + ''.join(c.upper() if int(d, 16) >= 8 else c for c, d in zip(body, digest, strict=False)))


def parse_evm_address(raw: object, *, field: str = 'address') -> EvmAddress:
    """A checksummed address. All-lower and all-upper input is taken; mixed case must be a right EIP-55 checksum."""
    if not isinstance(raw, str) or not _ADDRESS.fullmatch(raw):
        raise IdentifierError(f'{field} is not an EVM address: 0x and 40 hex digits', field=field)
    checksummed = to_checksum_address(raw)
    body = raw[2:]
    if body not in (body.lower(), body.upper()) and raw != checksummed:
        raise IdentifierError(f'{field} has a wrong checksum: a letter may be mistyped', field=field, code='wrong_checksum')
    return checksummed


def evm_token_id(chain_id: int, address: str) -> AssetId:
    return AssetId(f'eip155:{chain_id}/erc20:{to_checksum_address(address)}')


def evm_nft_id(chain_id: int, address: str, token_id: int) -> AssetId:
    return AssetId(f'eip155:{chain_id}/erc721:{to_checksum_address(address)}/{token_id}')


def evm_multi_token_id(chain_id: int, address: str, token_id: int) -> AssetId:
    """One kind of token of an ERC-1155 contract (eips.ethereum.org/EIPS/eip-1155)."""
    return AssetId(f'eip155:{chain_id}/erc1155:{to_checksum_address(address)}/{token_id}')


def native_asset_id(chain_id: int) -> AssetId:
    """The native coin of a chain whose coin has no symbol identifier of its own."""
    return AssetId(f'eip155:{chain_id}/native')


def find_evm_token(asset: str) -> tuple[ChainId, str, EvmAddress] | None:
    """(chain id, 'erc20', 'erc721' or 'erc1155', contract) of an EVM token identifier, None for other assets."""
    match = _EVM_TOKEN.fullmatch(asset)
    if match is None:
        return None
    return ChainId(int(match[1])), match[2], to_checksum_address(match[3])


def short_name(asset: str) -> str:
    """What to call an asset that has no symbol: 'NFT #5', '0xA0b8…eB48'; an identifier that says something stays."""
    match = _EVM_TOKEN.fullmatch(asset)
    if match is None:
        return asset
    return f'{match[3][:6]}…{match[3][-4:]}' if match[4] is None else f'NFT #{match[4] if len(match[4]) <= 12 else f"{match[4][:4]}…{match[4][-4:]}"}'


def parse_asset_id(raw: object, *, field: str = 'asset') -> AssetId:
    """An identifier in its one canonical form (addresses checksummed). Says nothing about whether the asset is known."""
    if not isinstance(raw, str) or not raw or len(raw) > MAX_ASSET_ID_LENGTH or raw != raw.strip() or not raw.isprintable():
        raise IdentifierError(f'{field} is not an asset identifier', field=field)
    if not raw.startswith('eip155:') or _NATIVE.fullmatch(raw):
        return AssetId(raw)
    match = _EVM_TOKEN.fullmatch(raw)
    if match is None:
        raise IdentifierError(f'{field} is not a well-formed eip155 asset identifier', field=field)
    suffix = f'/{int(match[4])}' if match[4] is not None else ''
    return AssetId(f'eip155:{match[1]}/{match[2]}:{to_checksum_address(match[3])}{suffix}')
