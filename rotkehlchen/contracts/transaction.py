"""An EVM transaction as decoding sees it: facts only, nothing that needs a network.

Addresses, hashes and topics are lower-case text with 0x. Amounts are whole numbers of a token's smallest units; the native coin's
token is the empty text `NATIVE`. A `Transfer` is any movement of value that the transaction made, whoever took part: the value of the
transaction, internal transfers, ERC-20 (eips.ethereum.org/EIPS/eip-20), ERC-721 (eip-721) and ERC-1155 (eip-1155) transfers.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from rotkehlchen.core.time import TimestampS

NATIVE: Final = ''
ZERO_ADDRESS: Final = '0x' + '0' * 40
COIN_SENTINEL: Final = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'  # how many contracts write the native coin in a token's place
WORD: Final = 32

TransferKind = Literal['native', 'erc20', 'erc721', 'erc1155']


@dataclass(frozen=True, slots=True)
class Log:
    """One log. `position` orders it among the transaction's transfers; `index` is its number in the block."""

    index: int
    position: int
    address: str
    topics: tuple[str, ...]
    data: bytes

    @property
    def topic(self) -> str:
        """The first topic, empty for an anonymous log."""
        return self.topics[0] if self.topics else ''

    @property
    def source(self) -> str:
        return f'log:{self.index}'

    def word(self, number: int) -> int:
        """The word of the data at a number, unsigned. Raises IndexError if the data ends before."""
        end = WORD * (number + 1)
        if len(self.data) < end:
            raise IndexError(f'log {self.index} has no word {number}')
        return int.from_bytes(self.data[end - WORD:end])

    def signed(self, number: int) -> int:
        value = self.word(number)
        return value - (1 << 256) if value >> 255 else value

    def address_at(self, number: int) -> str:
        """The word of the data at a number, as an address."""
        return to_address(self.word(number))

    def words(self, number: int) -> tuple[int, ...]:
        """The dynamic array of words whose offset is the word at `number`. Raises IndexError if it is cut short."""
        start = self.word(number) // WORD
        count = self.word(start)
        if count > len(self.data) // WORD:
            raise IndexError(f'log {self.index} has no array at {number}')
        return tuple(self.word(start + 1 + item) for item in range(count))

    def topic_address(self, number: int) -> str:
        """Topic `number` (the signature is 0) as an address. Raises IndexError."""
        return '0x' + self.topics[number][-40:]

    def topic_int(self, number: int) -> int:
        return int(self.topics[number], 16)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement. `source` ('value', 'internal:2', 'log:12', 'log:12.1') names it within its transaction. `amount` is never negative."""

    source: str
    position: int
    kind: TransferKind
    token: str
    sender: str
    receiver: str
    amount: int
    token_id: int | None = None
    log: Log | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """An owner lets a spender take up to `amount` of a token."""

    source: str
    position: int
    token: str
    owner: str
    spender: str
    amount: int


@dataclass(frozen=True, slots=True)
class TokenFact:
    """What is known of an ERC-20 contract. `decimals` None: it does not say. `is_listed`: not only the contract itself speaks for it."""

    decimals: int | None
    symbol: str = ''
    name: str = ''
    is_listed: bool = False
    is_spam: bool = False


@dataclass(frozen=True, slots=True)
class EvmFacts:
    """A chain as decoding sees it. `location`: word of its events. `gas_fee`: see `contracts.chain.GasFee`."""

    chain_id: int
    location: str
    native_asset: str
    native_decimals: int = 18
    wrapped_native: str | None = None
    gas_fee: str = 'ethereum'


@dataclass(frozen=True)
class Surroundings:
    """All that decoding may know besides the transaction. `answers[contract, call data]`: None where the call failed."""

    chain: EvmFacts
    tracked: frozenset[str]
    tokens: Mapping[str, TokenFact]
    answers: Mapping[tuple[str, bytes], bytes | None] = field(default_factory=dict)
    contacts: frozenset[str] = frozenset()  # whom the user sent something, in lower case


@dataclass(eq=False)
class Transaction:
    """A transaction with its logs and transfers in their order. Questions that nobody answered yet are collected while rules ask."""

    around: Surroundings
    hash: str
    timestamp: TimestampS
    sender: str
    to: str  # empty for a deployment
    value: int
    input: bytes
    is_successful: bool
    fee: int  # what the sender paid for its execution
    is_fee_whole: bool  # False: the receipt does not tell the part that the parent chain took
    logs: tuple[Log, ...]
    transfers: tuple[Transfer, ...]
    approvals: tuple[Approval, ...]
    deployed: str = ''
    delegations: tuple[tuple[str, int], ...] = ()  # EIP-7702: (contract, nonce of the one who delegates)
    nonce: int = 0
    type: int = 0  # EIP-2718; layer-2 chains have types of their own for what layer 1 put in
    questions: set[tuple[str, bytes]] = field(default_factory=set)
    unknown_tokens: set[str] = field(default_factory=set)

    @property
    def chain_id(self) -> int:
        return self.around.chain.chain_id

    @property
    def group(self) -> str:
        return f'{self.chain_id}{self.hash}'

    @property
    def selector(self) -> str:
        """The first four bytes of the call, '0x' and eight digits; '0x' when there are none."""
        return '0x' + self.input[:4].hex()

    @property
    def wrapped_native(self) -> str | None:
        return self.around.chain.wrapped_native

    def argument(self, number: int) -> int:
        """The word `number` of the call's arguments. Raises IndexError."""
        end = 4 + WORD * (number + 1)
        if len(self.input) < end:
            raise IndexError(f'the call has no argument {number}')
        return int.from_bytes(self.input[end - WORD:end])

    def argument_address(self, number: int) -> str:
        return to_address(self.argument(number))

    # ------------------------------------------------------------------ who and what
    def is_mine(self, address: str) -> bool:
        return address in self.around.tracked

    @cached_property
    def mine(self) -> tuple[Transfer, ...]:
        """Transfers in which a tracked address gives or gets something, zero amounts left out."""
        tracked = self.around.tracked
        return tuple(one for one in self.transfers if one.amount and (one.sender in tracked or one.receiver in tracked))

    def outgoing(
            self, *, account: str | None = None, token: str | None = None, to: str | Collection[str] | None = None, amount: int | None = None,
    ) -> list[Transfer]:
        """What left a tracked address (or `account`) and went to an untracked one, in order; each argument narrows it."""
        return [
            one for one in self.mine
            if one.sender in self.around.tracked and one.receiver not in self.around.tracked
            and _matches(one, token, amount) and (account is None or one.sender == account) and _is_in(one.receiver, to)
        ]

    def incoming(
            self, *, account: str | None = None, token: str | None = None, source: str | Collection[str] | None = None,
            amount: int | None = None,
    ) -> list[Transfer]:
        """What an untracked address sent to a tracked one (or to `account`), in order; each argument narrows it."""
        return [
            one for one in self.mine
            if one.receiver in self.around.tracked and one.sender not in self.around.tracked
            and _matches(one, token, amount) and (account is None or one.receiver == account) and _is_in(one.sender, source)
        ]

    def net(self, account: str) -> dict[str, int]:
        """Change of an account's balance by token, NFTs left out, what cancels out left out."""
        change: dict[str, int] = {}
        for one in self.mine:
            if one.token_id is None:
                change[one.token] = change.get(one.token, 0) + one.amount * ((one.receiver == account) - (one.sender == account))
        return {token: amount for token, amount in change.items() if amount}

    def logs_of(self, topic: str | None = None, *, address: str | Collection[str] | None = None) -> Iterator[Log]:
        """Logs with a first topic, of a contract or several, in order."""
        return (log for log in self.logs if (topic is None or log.topic == topic) and _is_in(log.address, address))

    def moves(self, *, token: str | None = None, sender: str | None = None, receiver: str | None = None) -> Iterator[Transfer]:
        """Transfers of anyone, tracked or not, in order."""
        return (
            one for one in self.transfers
            if (token is None or one.token == token) and (sender is None or one.sender == sender)
            and (receiver is None or one.receiver == receiver)
        )

    # ------------------------------------------------------------------ what contracts say
    def token(self, address: str) -> TokenFact | None:
        """What is known of a token contract. None is asked for and may be known when the transaction is decoded again."""
        found = self.around.tokens.get(address)
        if found is None:
            self.unknown_tokens.add(address)
        return found

    def label(self, address: str) -> tuple[str, str]:
        """Symbol and name of a token in lower case, as contracts and lists write them differently; empty where they are not known."""
        known = self.token(address)
        return ('', '') if known is None else (known.symbol.lower(), known.name.lower())

    def ask(self, address: str, data: str | bytes) -> bytes | None:
        """What a contract answers to a call whose answer never changes (the coins of a pool, the token of a vault).

        None: it failed, or is not known yet; then it is asked for, and the transaction is decoded once more with the answer.
        """
        call = data if isinstance(data, bytes) else bytes.fromhex(data.removeprefix('0x'))
        if (address, call) in self.around.answers:
            return self.around.answers[address, call]
        self.questions.add((address, call))
        return None

    def ask_int(self, address: str, data: str | bytes) -> int | None:
        answer = self.ask(address, data)
        return int.from_bytes(answer[:WORD]) if answer is not None and len(answer) >= WORD else None

    def ask_address(self, address: str, data: str | bytes) -> str | None:
        """An address that a contract names, None also for the zero address."""
        number = self.ask_int(address, data)
        return None if not number or number >> 160 else to_address(number)

    def coin_or(self, address: str) -> str:
        """The token that an address in calldata or a log means: the native coin for the words that stand for it."""
        return NATIVE if address in (COIN_SENTINEL, ZERO_ADDRESS) else address


def to_address(word: int) -> str:
    """The low twenty bytes of a word as an address."""
    return f'0x{word & ((1 << 160) - 1):040x}'


def encode_words(selector: str, *words: str | int) -> bytes:
    """Call data of a function whose arguments are addresses (text) and unsigned numbers."""
    parts = [bytes.fromhex(word[2:]).rjust(WORD, b'\0') if isinstance(word, str) else word.to_bytes(WORD) for word in words]
    return bytes.fromhex(selector.removeprefix('0x')) + b''.join(parts)


def _matches(transfer: Transfer, token: str | None, amount: int | None) -> bool:
    return (token is None or transfer.token == token) and (amount is None or transfer.amount == amount)


def _is_in(address: str, wanted: str | Collection[str] | None) -> bool:
    return wanted is None or (address == wanted if isinstance(wanted, str) else address in wanted)


Ask = Callable[[str, bytes], bytes | None]
Transfers = Sequence[Transfer]
