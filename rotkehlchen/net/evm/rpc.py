"""What this package needs of a node, and typed reads of what a node answers.

Quantities and data are hexadecimal text (ethereum.org/en/developers/docs/apis/json-rpc, read 2026-11-21).
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol

from rotkehlchen.core.errors import BadResponseError, RemoteError
from rotkehlchen.net.jsonrpc import RpcError

_QUANTITY: Final = re.compile(r'0x[0-9a-fA-F]{1,64}')


class RpcCaller(Protocol):
    """A node, or a pool of nodes of one chain. Safe to use from several threads."""

    def call(self, method: str, params: list[object]) -> object:
        """The `result` of one request. BadResponseError: a node answered with an error or with nonsense."""

    def batch(self, calls: Sequence[tuple[str, list[object]]]) -> list[object]:
        """Results in order of the calls; a call that failed by itself is a RemoteError in its place, not raised."""


def is_failed_execution(error: RemoteError) -> bool:
    """Whether the node ran the call and the contract failed, so that asking again or elsewhere gives the same."""
    return isinstance(error, RpcError) and error.refusal == 'reverted'


def parse_quantity(raw: object) -> int:
    if not isinstance(raw, str) or not _QUANTITY.fullmatch(raw):
        raise BadResponseError('The node answered something that is not a number.')
    return int(raw, 16)


def parse_data(raw: object) -> bytes:
    if isinstance(raw, str) and raw.startswith('0x'):
        with suppress(ValueError):
            data = bytes.fromhex(raw[2:])
            if 2 * len(data) == len(raw) - 2:  # fromhex skips white space
                return data
    raise BadResponseError('The node answered something that is not hexadecimal data.')
