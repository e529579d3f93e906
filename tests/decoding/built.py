"""Transactions made up for tests: the JSON that a node would give, from a few words.

    case = Built(to=POOL).out(USDC, ME, POOL, 5 * 10**6).log(POOL, SWAP, [ME], [1, 2]).into(DAI, POOL, ME, 7)
    assert case.events('acme') == [('trade', 'spend', 'USDC', '5', 'acme'), ...]

Addresses are of nobody: `address(1)` and so on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, EvmFacts, Surroundings, TokenFact, Transaction
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.core.money import to_text
from rotkehlchen.core.time import TimestampS
from rotkehlchen.decoding.facts import APPROVAL, TRANSFER, parse_transaction
from rotkehlchen.decoding.pipeline import Decoded, decode
from rotkehlchen.decoding.ruleset import Ruleset

ZERO = ZERO_ADDRESS
ETHEREUM = EvmFacts(1, 'ethereum', 'ETH', wrapped_native='0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2')


def address(number: int) -> str:
    return f'0x{0xA11CE << 140 | number:040x}'


ME, OTHER = address(1), address(2)


def word(value: int | str | bytes) -> bytes:
    """A word: a number (negative too), an address, or bytes padded on the right."""
    if isinstance(value, bytes):
        return value.ljust(32, b'\0')
    number = int(value, 16) if isinstance(value, str) else value
    return (number % (1 << 256)).to_bytes(32)


def words(*values: int | str | bytes) -> bytes:
    return b''.join(word(value) for value in values)


@dataclass
class Built:
    """`tokens`: decimals by contract, 18 where nothing is said. `symbols`: by contract. `answers`: what contracts say, by (contract, call data in hex)."""

    to: str = OTHER
    sender: str = ME
    value: int = 0
    input: bytes = b''
    chain: EvmFacts = ETHEREUM
    tracked: Sequence[str] = (ME,)
    tokens: dict[str, int] = field(default_factory=dict)
    answers: dict[tuple[str, str], bytes | None] = field(default_factory=dict)
    succeeded: bool = True
    logs: list[dict[str, Any]] = field(default_factory=list)
    internal: list[dict[str, str]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    symbols: dict[str, str] = field(default_factory=dict)

    def log(self, contract: str, topic: str, topics: Iterable[int | str] = (), data: Iterable[int | str | bytes] = ()) -> 'Built':
        """A log; `topics` are the indexed arguments."""
        self.logs.append({
            'address': contract, 'logIndex': hex(10 + len(self.logs)), 'topics': [topic, *('0x' + word(one).hex() for one in topics)],
            'data': '0x' + words(*data).hex(),
        })
        return self

    def move(self, token: str, sender: str, receiver: str, amount: int) -> 'Built':
        """An ERC-20 transfer, or an internal transfer of the coin where `token` is NATIVE."""
        if token == NATIVE:
            self.internal.append({'from': sender, 'to': receiver, 'value': str(amount), 'isError': '0'})
            return self
        return self.log(token, TRANSFER, [sender, receiver], [amount])

    def nft(self, token: str, sender: str, receiver: str, number: int) -> 'Built':
        return self.log(token, TRANSFER, [sender, receiver, number])

    def approve(self, token: str, owner: str, spender: str, amount: int) -> 'Built':
        return self.log(token, APPROVAL, [owner, spender], [amount])

    def transaction(self) -> Transaction:
        raw = {
            'hash': '0x' + '11' * 32, 'from': self.sender, 'to': self.to or None, 'value': hex(self.value), 'input': '0x' + self.input.hex(),
            'gasPrice': '0x0', 'nonce': '0x5', **self.extra,
        }
        receipt = {'status': hex(self.succeeded), 'gasUsed': '0x5208', 'effectiveGasPrice': '0x0', 'logs': self.logs, 'contractAddress': None}
        tokens = {log['address'].lower(): TokenFact(18) for log in self.logs}
        tokens |= {token.lower(): TokenFact(decimals) for token, decimals in self.tokens.items()}
        tokens |= {token.lower(): replace(tokens.get(token.lower(), TokenFact(18)), symbol=symbol) for token, symbol in self.symbols.items()}
        answers = {(to.lower(), bytes.fromhex(data.removeprefix('0x'))): result for (to, data), result in self.answers.items()}
        around = Surroundings(self.chain, frozenset(one.lower() for one in self.tracked), tokens, answers)
        return parse_transaction(raw, receipt, self.internal, TimestampS(1_700_000_000), around)

    def decode(self, *protocols: str) -> Decoded:
        """With the rules of these protocols alone; of none: what is left without any."""
        registry = Registry()
        return decode(self.transaction(), Ruleset({one: registry.load('protocol', one).RULES for one in protocols}))

    def events(self, *protocols: str) -> list[tuple[str, str, str, str, str | None]]:
        """(type, subtype, asset, amount, counterparty) of each event. A token stands as its contract in lower case."""
        return [
            (one.type, one.subtype, one.asset.rpartition(':')[2].lower() if ':' in one.asset else one.asset, to_text(one.amount), one.counterparty)
            for one in self.decode(*protocols).events
        ]


def checksum(raw: str) -> str:
    return to_checksum_address(raw)
