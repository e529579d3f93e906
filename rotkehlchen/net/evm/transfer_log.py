"""Which tokens an address has ever received, out of the Transfer logs of the chain.

For chains without a token list, above all a user's own. Nodes bound `eth_getLogs` by range or by number of results,
each in its own way and each with its own sentence, so any refusal halves the range. Work is bounded by requests, not by
range: what was not reached is told, and the next run goes on from there.

A Transfer of an ERC-20 token has three topics; one of an ERC-721 token has four (eips.ethereum.org/EIPS/eip-20, eip-721).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import BadResponseError, IdentifierError
from rotkehlchen.core.ids import EvmAddress, parse_evm_address
from rotkehlchen.net.evm.client import EvmClient

TRANSFER: Final = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'  # Transfer(address,address,uint256)
MAX_REQUESTS: Final = 12
FIRST_RANGE_BLOCKS: Final = 1_000_000  # all of a young chain; no long search on an old one before its node says no
RANGE_AFTER_REFUSAL_BLOCKS: Final = 10_000  # what most public nodes accept
MIN_RANGE_BLOCKS: Final = 100
OVERLAP_BLOCKS: Final = 64  # the newest blocks may have been replaced since they were read
ERC20_TOPICS: Final = 3


@dataclass(frozen=True, slots=True)
class BlockRange:
    """Both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ReceivedTokens:
    """`scanned`: the gapless range known now, None if the node answered nothing."""

    tokens: tuple[EvmAddress, ...]
    scanned: BlockRange | None


class TransferScan:
    """One bounded scan for a group of addresses that have been scanned equally far."""

    def __init__(self, client: EvmClient, addresses: Sequence[EvmAddress], max_requests: int = MAX_REQUESTS) -> None:
        self._client = client
        self._topic = ['0x' + '00' * 12 + address[2:].lower() for address in addresses]
        self.requests_left = max_requests
        self._tokens: dict[EvmAddress, None] = {}
        self._span = FIRST_RANGE_BLOCKS
        self._was_refused = False

    def run(self, scanned: BlockRange | None, latest: int, check: Callable[[], None] = lambda: None) -> ReceivedTokens:
        """Scan what is newer than `scanned`, then what is older, newest first, as far as the requests reach."""
        if scanned is not None:
            scanned = self._upwards(scanned, latest, check)
        scanned = self._downwards(scanned.first - 1 if scanned else latest, scanned, check)
        return ReceivedTokens(tuple(self._tokens), scanned)

    def _upwards(self, scanned: BlockRange, latest: int, check: Callable[[], None]) -> BlockRange:
        while scanned.last < latest and self.requests_left > 0:
            check()
            first = max(scanned.first, scanned.last + 1 - OVERLAP_BLOCKS)
            last = min(latest, first + self._span - 1)
            if self._read(first, last):
                scanned = BlockRange(scanned.first, last)
            elif not self._narrow(last - first + 1):
                break
        return scanned

    def _downwards(self, last: int, scanned: BlockRange | None, check: Callable[[], None]) -> BlockRange | None:
        while last >= 0 and self.requests_left > 0:
            check()
            first = max(0, last - self._span + 1)
            if self._read(first, last):
                scanned = BlockRange(first, scanned.last if scanned else last)
                last = first - 1
            elif not self._narrow(last - first + 1):
                break
        return scanned

    def _narrow(self, refused_blocks: int) -> bool:
        """Take a smaller range next. False: there is no smaller one worth asking for."""
        self._span = refused_blocks // 4 if self._was_refused else min(refused_blocks // 2, RANGE_AFTER_REFUSAL_BLOCKS)
        self._was_refused = True
        return self._span >= MIN_RANGE_BLOCKS

    def _read(self, first: int, last: int) -> bool:
        self.requests_left -= 1
        try:
            logs = self._client.logs({'fromBlock': hex(first), 'toBlock': hex(last), 'topics': [TRANSFER, None, self._topic]})
        except BadResponseError:
            return False
        if not self._was_refused:
            self._span *= 2
        for log in logs:
            topics = log.get('topics')
            if isinstance(topics, list) and len(topics) == ERC20_TOPICS:
                with suppress(IdentifierError):
                    self._tokens[parse_evm_address(log.get('address'))] = None
        return True
