"""One EVM chain as a reader sees it: balances, token metadata, code, block number, in as few requests as possible.

Amounts are in smallest units (wei and its like); who knows the decimals turns them into amounts. Every method may raise
RemoteError if the chain's nodes cannot be used; a single contract that fails is None in the answer, never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rotkehlchen.core.errors import BadResponseError, RemoteError
from rotkehlchen.core.ids import EvmAddress
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm import abi
from rotkehlchen.net.evm.abi import AbiError, Call
from rotkehlchen.net.evm.balance_sheet import BalanceSheetReader, SheetEntry, UnsupportedError
from rotkehlchen.net.evm.multicall import CallBatcher, Progress
from rotkehlchen.net.evm.rpc import RpcCaller, parse_data, parse_quantity
from rotkehlchen.net.evm.text import MAX_NAME_LENGTH, MAX_SYMBOL_LENGTH, clean_text

# Deployed by the same key at the same address on most chains (github.com/mds1/multicall3, read 2026-11-21).
MULTICALL3: Final = EvmAddress('0xcA11bde05977b3631167028862bE2a173976CA11')
MAX_DECIMALS: Final = 77
RPC_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class TokenText:
    """What a token contract says of itself. None: it doesn't say. `is_altered`: see `text.clean_text`."""

    name: str | None
    symbol: str | None
    decimals: int | None
    is_altered: bool = False

    @property
    def is_token(self) -> bool:
        """Whether it looks like an ERC-20 token: an amount without decimals would be a guess."""
        return self.decimals is not None and self.symbol is not None


@dataclass(frozen=True, slots=True)
class AccountState:
    """`None`: that part could not be read."""

    balance: int | None
    nonce: int | None
    has_code: bool | None


class EvmClient:
    """Reads one chain through its node pool. Safe to use from several threads."""

    def __init__(self, rpc: RpcCaller, multicall3: str | None = MULTICALL3) -> None:
        self._rpc = rpc
        self._batcher = CallBatcher(rpc, multicall3)
        self._sheets = BalanceSheetReader(rpc)
        self._multicall3 = multicall3

    @property
    def rpc(self) -> RpcCaller:
        """The node itself, for what is not read here."""
        return self._rpc

    # -- raw reads (the shape that price oracles ask for)

    def call_many(self, calls: Sequence[tuple[str, bytes]], block: int | None = None) -> list[bytes | None]:
        """Return data in order; None for a call that failed or whose target has no code."""
        answers = self._batcher.run([Call(target, data) for target, data in calls], block)
        return [answer or None for answer in answers]

    def block_number(self) -> int:
        return parse_quantity(self._rpc.call('eth_blockNumber', []))

    def block_timestamp(self, number: int) -> TimestampS:
        block = self._rpc.call('eth_getBlockByNumber', [hex(number), False])
        if not isinstance(block, dict):
            raise BadResponseError('The node does not have this block.')
        return TimestampS(parse_quantity(block.get('timestamp')))

    def chain_id(self) -> int:
        return parse_quantity(self._rpc.call('eth_chainId', []))

    def code(self, address: str) -> bytes:
        """The contract's runtime code; empty for an ordinary account."""
        return parse_data(self._rpc.call('eth_getCode', [address, 'latest']))

    def logs(self, criteria: dict[str, object]) -> list[dict[str, object]]:
        """Logs as the node gives them. Nodes bound the range and the number; they then answer with an error."""
        raw = self._rpc.call('eth_getLogs', [criteria])
        if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
            raise BadResponseError('The node answered something that is not a list of logs.')
        return raw

    # -- balances

    def balances(
            self, addresses: Sequence[EvmAddress], holdings: Sequence[tuple[EvmAddress, EvmAddress]], on_progress: Progress | None = None,
    ) -> tuple[list[int | None], list[int | None]]:
        """(native balance of each address, token balance of each (token, holder) pair), None where unread."""
        native_calls = self._native_calls(addresses)
        calls = native_calls + [Call(token, abi.encode_balance_of(holder)) for token, holder in holdings]
        answers = [_to_uint(answer) for answer in self._batcher.run(calls, None, on_progress)]
        native = answers[:len(native_calls)]
        missing = [i for i in range(len(addresses)) if i >= len(native) or native[i] is None]
        native += [None] * (len(addresses) - len(native))
        for index, balance in zip(missing, self._each('eth_getBalance', [addresses[i] for i in missing]), strict=True):
            native[index] = balance
        return native, answers[len(native_calls):]

    def token_sheet(
            self, tokens: Sequence[EvmAddress], holders: Sequence[EvmAddress], on_progress: Progress | None = None,
    ) -> list[SheetEntry] | None:
        """Which of the tokens each holder has: cheaper than `balances` where most answers are zero.

        None: this chain cannot be asked so, `balances` can do it.
        """
        if self._sheets.is_supported is False:
            return None
        try:
            return list(self._sheets.run(tokens, holders, on_progress))
        except UnsupportedError:
            return None

    def native_balances(self, addresses: Sequence[EvmAddress]) -> list[int | None]:
        return self.balances(addresses, [])[0]

    def _native_calls(self, addresses: Sequence[EvmAddress]) -> list[Call]:
        if self._multicall3 is None or not self._batcher.has_multicall:
            return []
        return [Call(self._multicall3, abi.GET_ETH_BALANCE + abi.encode_address(address)) for address in addresses]

    def account_states(self, addresses: Sequence[EvmAddress]) -> list[AccountState]:
        """Balance, nonce and presence of code of each address, in order."""
        balances = self.native_balances(addresses)
        nonces = self._each('eth_getTransactionCount', addresses)
        codes = self._raw_each('eth_getCode', addresses)
        return [AccountState(balances[i], nonces[i], _to_presence(codes[i])) for i in range(len(addresses))]

    # -- tokens

    def token_texts(self, tokens: Sequence[EvmAddress]) -> list[TokenText]:
        """Name, symbol and decimals as the contracts give them, cleaned, in order."""
        calls = [Call(token, selector) for token in tokens for selector in (abi.NAME, abi.SYMBOL, abi.DECIMALS)]
        answers = self._batcher.run(calls)
        return [_parse_token_text(*answers[3 * i:3 * i + 3]) for i in range(len(tokens))]

    # -- one request for each address, in JSON-RPC batches

    def _each(self, method: str, addresses: Sequence[EvmAddress]) -> list[int | None]:
        values: list[int | None] = []
        for raw in self._raw_each(method, addresses):
            try:
                values.append(None if isinstance(raw, RemoteError) else parse_quantity(raw))
            except BadResponseError:
                values.append(None)
        if values and all(value is None for value in values):
            raise BadResponseError('The node answered nothing that is a number.')
        return values

    def _raw_each(self, method: str, addresses: Sequence[EvmAddress]) -> list[object]:
        requests: list[tuple[str, list[object]]] = [(method, [address, 'latest']) for address in addresses]
        answers: list[object] = []
        for start in range(0, len(requests), RPC_BATCH):
            answers += self._batch_or_single(requests[start:start + RPC_BATCH])
        if answers and all(isinstance(answer, RemoteError) for answer in answers):
            raise next(answer for answer in answers if isinstance(answer, RemoteError))
        return answers

    def _batch_or_single(self, requests: Sequence[tuple[str, list[object]]]) -> list[object]:
        if len(requests) > 1:
            try:
                return self._rpc.batch(requests)
            except BadResponseError:
                pass  # nodes that refuse batches refuse them as a whole
        return [self._rpc.call(method, params) for method, params in requests]


def _to_uint(answer: bytes | None) -> int | None:
    if answer is None:
        return None
    try:
        return abi.decode_uint(answer)
    except AbiError:
        return None


def _to_presence(raw: object) -> bool | None:
    try:
        return None if isinstance(raw, RemoteError) else bool(parse_data(raw))
    except BadResponseError:
        return None


def _parse_token_text(name: bytes | None, symbol: bytes | None, decimals: bytes | None) -> TokenText:
    clean_name = _parse_clean(name, MAX_NAME_LENGTH)
    clean_symbol = _parse_clean(symbol, MAX_SYMBOL_LENGTH)
    places = _to_uint(decimals)
    return TokenText(
        clean_name[0], clean_symbol[0], places if places is not None and places <= MAX_DECIMALS else None, clean_name[1] or clean_symbol[1],
    )


def _parse_clean(answer: bytes | None, max_length: int) -> tuple[str | None, bool]:
    if not answer:
        return None, False
    try:
        text, is_altered = clean_text(abi.decode_text(answer), max_length)
    except AbiError:
        return None, False
    return text or None, is_altered
