"""Which tokens each address holds.

Two sources: the balances of all tokens that the asset database knows on the chain, and the Transfer logs of the chain
(best effort, bounded), which also find tokens that no list knows. These are read from the chain and added.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import InputError, RemoteError
from rotkehlchen.core.ids import EvmAddress, evm_token_id
from rotkehlchen.core.issue import Severity
from rotkehlchen.core.money import from_base_units
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import Clock, TimestampS
from rotkehlchen.net.evm.transfer_log import MAX_REQUESTS, BlockRange, TransferScan
from rotkehlchen.services.evm_chain import EvmChain, EvmChains, KnownToken, Reading, read_all, read_holdings
from rotkehlchen.services.fan_out import Tally
from rotkehlchen.services.issue_log import IssueLog
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.token_metadata import TokenMetadataService
from rotkehlchen.storage.account import AccountRepository
from rotkehlchen.storage.detected_token import DetectedTokenRepository, Detection

log = logging.getLogger(__name__)

MAX_NEW_TOKENS: Final = 200  # of one run; airdropped rubbish comes by the thousand
ADDRESSES_OF_SCAN: Final = 100
STEP: Final = 'detect_tokens'


@dataclass(frozen=True, slots=True)
class DetectedTokens:
    """`tokens` and `last_update_timestamp` are None where nobody has looked yet."""

    tokens: tuple[str, ...] | None
    last_update_timestamp: TimestampS | None


class TokenDetectionService:
    def __init__(
            self, chains: EvmChains, accounts: AccountRepository, detections: DetectedTokenRepository,
            metadata: TokenMetadataService, issues: IssueLog, notifier: Notifier, clock: Clock,
    ) -> None:
        self._chains = chains
        self._accounts = accounts
        self._detections = detections
        self._metadata = metadata
        self._issues = issues
        self._notifier = notifier
        self._clock = clock

    def detect(
            self, chain: str, addresses: Sequence[EvmAddress] | None = None, *, only_cache: bool = False, job: Job | None = None,
    ) -> dict[str, DetectedTokens]:
        """Tokens of tracked addresses of a chain (all if None), by address. With `only_cache` nothing is asked of the chain.

        Raises InputError for an unknown chain or an untracked address, RemoteError if the chain cannot be read.
        """
        evm_chain = self._chains.find(chain)
        tracked = self._accounts.load_addresses(chain)
        wanted = _wanted(tracked, addresses, chain)
        if evm_chain is not None and wanted and not only_cache:
            job = job or QuietJob()
            self.read(evm_chain, wanted, Tally(job, STEP))
            self._notifier.data_changed('tokens')
        known = self._detections.load(chain)
        return {
            address: DetectedTokens(found.tokens, found.detected_at) if (found := known.get(address)) else DetectedTokens(None, None)
            for address in wanted
        }

    def read(self, chain: EvmChain, addresses: Sequence[EvmAddress], tally: Tally) -> Reading:
        """Detect, store what was found, and give the amounts read on the way (native coin included). Raises RemoteError."""
        tokens = self._metadata.known(chain)
        before = self._detections.load(chain.id)
        tally.expect(len(addresses) * (1 + len(tokens)))
        reading = read_all(chain, addresses, tokens, tally.add)
        scans = self._scan(chain, addresses, before, tally)
        unknown = self._metadata.unknown_of(chain, {token for received, _ in scans for token in received})
        is_complete = not unknown or self._read_received(chain, addresses, unknown, reading)
        ranges = {address: scanned for _, by_address in scans for address, scanned in by_address.items()} if is_complete else {}
        tally.check()
        self._detections.save(chain.id, {
            address: self._detection(chain, address, reading, before.get(address), ranges.get(address)) for address in addresses
        })
        return reading

    def _detection(
            self, chain: EvmChain, address: EvmAddress, reading: Reading, before: Detection | None, scanned: BlockRange | None,
    ) -> Detection:
        held = set(reading.amounts[address])
        if before is not None:  # what could not be read now is still taken to be held
            held |= {asset for asset in before.tokens if (address, asset) in reading.unread}
            if scanned is None and before.scanned_first is not None and before.scanned_last is not None:
                scanned = BlockRange(before.scanned_first, before.scanned_last)
        held.discard(chain.native_asset)
        limits = (scanned.first, scanned.last) if scanned else (None, None)
        return Detection(tuple(sorted(held)), self._clock(), *limits)

    # -- tokens that no list knows

    def _scan(
            self, chain: EvmChain, addresses: Sequence[EvmAddress], before: Mapping[str, Detection], tally: Tally,
    ) -> list[tuple[tuple[EvmAddress, ...], dict[EvmAddress, BlockRange]]]:
        """Contracts that sent tokens to these addresses, and how far the logs are read now. A node that refuses is no failure."""
        groups = _scan_groups(addresses, before)
        found = []
        requests_left = MAX_REQUESTS
        try:
            latest = chain.client.block_number()
            for number, (scanned, members) in enumerate(groups):
                share = requests_left // (len(groups) - number)
                scan = TransferScan(chain.client, members, share)
                received = scan.run(scanned, latest, tally.check)
                requests_left -= share - scan.requests_left
                found.append((received.tokens, dict.fromkeys(members, received.scanned) if received.scanned else {}))
        except RemoteError as error:
            log.info('%s: reading Transfer logs stopped: %s', chain.id, error.error_code)
        return found

    def _read_received(
            self, chain: EvmChain, addresses: Sequence[EvmAddress], unknown: Sequence[EvmAddress], reading: Reading,
    ) -> bool:
        """Add unknown tokens of which something is held now, and their amounts to the reading. Others are not worth an entry.

        False: some are left, so that the same logs have to be read again.
        """
        probes = [KnownToken(evm_token_id(chain.chain_id, address), address, 0) for address in unknown]
        holdings = read_holdings(chain, dict.fromkeys(addresses, probes))
        held = {asset for amounts in holdings.amounts.values() for asset in amounts}
        worth_adding = [probe.address for probe in probes if probe.asset in held]
        is_complete = len(worth_adding) <= MAX_NEW_TOKENS
        if not is_complete:
            params: dict[str, str | int | None] = {'chain': chain.id, 'count': len(worth_adding) - MAX_NEW_TOKENS}
            self._issues.put('tokens_left_out', chain.id, Severity.INFO, params, 'detect_again')
        else:
            self._issues.settle('tokens_left_out', [chain.id])
        for token in self._metadata.add_found(chain, worth_adding[:MAX_NEW_TOKENS]):
            for address in addresses:
                amount = holdings.amounts[address].get(token.asset)
                if amount is not None:
                    reading.amounts[address][token.asset] = from_base_units(int(amount), token.decimals)
        return is_complete


def _scan_groups(
        addresses: Sequence[EvmAddress], before: Mapping[str, Detection],
) -> list[tuple[BlockRange | None, list[EvmAddress]]]:
    """Addresses that are scanned equally far, so that one query serves them all."""
    groups: dict[BlockRange | None, list[EvmAddress]] = {}
    for address in addresses:
        groups.setdefault(_scanned_range(before.get(address)), []).append(address)
    return [
        (scanned, members[start:start + ADDRESSES_OF_SCAN])
        for scanned, members in groups.items() for start in range(0, len(members), ADDRESSES_OF_SCAN)
    ]


def _scanned_range(detection: Detection | None) -> BlockRange | None:
    if detection is None or detection.scanned_first is None or detection.scanned_last is None:
        return None
    return BlockRange(detection.scanned_first, detection.scanned_last)


def _wanted(tracked: Sequence[str], addresses: Sequence[EvmAddress] | None, chain: str) -> list[EvmAddress]:
    if addresses is None:
        return [EvmAddress(address) for address in tracked]
    for number, address in enumerate(addresses):
        if address not in tracked:
            raise InputError(f'addresses.{number}: {address} is not tracked on {chain}', field=f'addresses.{number}')
    return list(dict.fromkeys(addresses))
