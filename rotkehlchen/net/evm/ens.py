"""ENS: names to addresses and back, read from the registry and the resolvers themselves.

Names are hashed as EIP-137 says, after normalisation by ENSIP-15 (docs.ens.domains/ensip/15, read 2026-11-21), which
also refuses names made to look like others. Reverse records are claims that anyone can make for their own address, so a
reverse name counts only where the name itself points back at the address (docs.ens.domains/web/reverse).
What a name's owner keeps outside the chain (CCIP read, EIP-3668) is not followed: it would ask a stranger's server.
"""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from rotkehlchen.core.errors import IdentifierError
from rotkehlchen.core.ids import NULL_ADDRESS, EvmAddress
from rotkehlchen.net.evm import abi
from rotkehlchen.net.evm.abi import AbiError

REGISTRY: Final = EvmAddress('0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e')
MAX_NAME_LENGTH: Final = 255
_PLAIN_LABEL: Final = re.compile(r'_*[a-z0-9$-]+|_+')


class ContractReader(Protocol):
    def call_many(self, calls: Sequence[tuple[str, bytes]], block: int | None = None) -> list[bytes | None]: ...


def parse_ens_name(raw: object, *, field: str = 'name') -> str:
    """The normal form of a name with at least one dot. Raises IdentifierError for what ENS does not allow."""
    if not isinstance(raw, str) or not raw or len(raw) > MAX_NAME_LENGTH or '.' not in raw:
        raise IdentifierError(f'{field} is not an ENS name such as name.eth', field=field)
    labels = raw.lower().split('.')
    if raw.isascii() and all(_PLAIN_LABEL.fullmatch(label) and label[2:4] != '--' for label in labels):
        return '.'.join(labels)
    return _normalize(raw, field)


def looks_like_ens_name(raw: str) -> bool:
    """Whether somebody who typed this meant a name rather than an address."""
    return '.' in raw and not raw.startswith('0x')


def _normalize(raw: str, field: str) -> str:
    """Full ENSIP-15. Its tables cost 90 MB, so they are loaded for the first name that is not plain ASCII."""
    import ens_normalize

    try:
        name = str(ens_normalize.ens_normalize(raw))
    except ens_normalize.DisallowedSequence as error:
        raise IdentifierError(f'{field} is not a valid ENS name: {error}', field=field, code='invalid_ens_name') from error
    if not all(name.split('.')):
        raise IdentifierError(f'{field} is not a valid ENS name: a part of it is empty', field=field, code='invalid_ens_name')
    return name


def compute_namehash(name: str) -> bytes:
    """32 bytes that stand for a normalised name."""
    node = bytes(32)
    if name:
        for label in reversed(name.split('.')):
            node = _keccak(node + _keccak(label.encode()))
    return node


def reverse_name(address: EvmAddress) -> str:
    return f'{address[2:].lower()}.addr.reverse'


def fetch_addresses(reader: ContractReader, names: Sequence[str]) -> list[EvmAddress | None]:
    """What each normalised name points at, in order; None: no such name, or it has no address."""
    return [_parse_address(raw) for raw in _fetch_records(reader, names, abi.ENS_ADDR)]


def fetch_names(reader: ContractReader, addresses: Sequence[EvmAddress]) -> list[str | None]:
    """The primary name of each address, normalised and checked to point back at it, in order."""
    claims = [_parse_claim(raw) for raw in _fetch_records(reader, [reverse_name(address) for address in addresses], abi.ENS_NAME)]
    claimed = sorted({claim for claim in claims if claim is not None})
    owners = dict(zip(claimed, fetch_addresses(reader, claimed), strict=True))
    return [claim if claim is not None and owners[claim] == address else None for claim, address in zip(claims, addresses, strict=True)]


def fetch_text(reader: ContractReader, name: str, key: str) -> str | None:
    """A text record of a normalised name, such as 'avatar' (ENSIP-5)."""
    argument = (2 * abi.WORD).to_bytes(abi.WORD) + abi.encode_text(key)
    raw = _fetch_records(reader, [name], abi.ENS_TEXT, argument)[0]
    return (_parse_text(raw) or None) if raw is not None else None


def _fetch_records(reader: ContractReader, names: Sequence[str], selector: bytes, argument: bytes = b'') -> list[bytes | None]:
    """One record of each name: the registry says which resolver has it, the resolver what it is. Two rounds of calls."""
    nodes = [compute_namehash(name) for name in names]
    resolvers = [_parse_address(raw) for raw in reader.call_many([(REGISTRY, abi.ENS_RESOLVER + node) for node in nodes])]
    asked = [index for index, resolver in enumerate(resolvers) if resolver is not None]
    answers = reader.call_many([(str(resolvers[index]), selector + nodes[index] + argument) for index in asked])
    records: list[bytes | None] = [None] * len(names)
    for index, answer in zip(asked, answers, strict=True):
        records[index] = answer
    return records


def _parse_address(raw: bytes | None) -> EvmAddress | None:
    if raw is None:
        return None
    try:
        address = abi.decode_address(raw)
    except AbiError:
        return None
    return None if address == NULL_ADDRESS else address


def _parse_text(raw: bytes) -> str | None:
    try:
        return abi.decode_text(raw)
    except AbiError:
        return None


def _parse_claim(raw: bytes | None) -> str | None:
    """A claimed name, only if it is written in its normal form: another spelling is meant to deceive."""
    text = _parse_text(raw) if raw is not None else None
    if not text:
        return None
    try:
        return text if parse_ens_name(text) == text else None
    except IdentifierError:
        return None


def _keccak(data: bytes) -> bytes:
    from Crypto.Hash import keccak  # loaded late: half of all starts never need it

    return bytes(keccak.new(digest_bits=256, data=data).digest())
