"""Name services built as ENS is: a registry of nodes, resolvers with records, a registrar of tokens and controllers that sell them.

Who changes a record is known from the transaction, or from the record where it names an account. What a name costs is what was sent to the
contract that was called, or to the controller, without what came back. A name that a wrapper holds comes as a token of ERC-1155: the
registration tells of it. Source: docs.ens.domains (registry, resolvers, .eth registrar), github.com/ensdomains/ens-contracts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from rotkehlchen.contracts.protocol import Addresses, Claim, Leg, LogRule, Rank, Rule, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, WORD, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, note

OWNED: Final = '0xce0457fe73731f824cc272376169235128c118b49d344817417c6d108d155e82'  # NewOwner(bytes32,bytes32,address)
GIVEN: Final = '0xd4735d920b0f87494915f556dd9b54c8f309026070caea5c737245152564d266'  # Transfer(bytes32,address)
RESOLVED: Final = '0x335721b01866dc23fbee8b6b2c7b1e14d6f05c28cd35a2c934239f94095602a0'  # NewResolver(bytes32,address)
TEXT: Final = (
    '0xd8c9334b1a9c2f9da342a0a2b32629c1a229b6445dad78947f674b44444a7550',  # TextChanged(bytes32,string,string)
    '0x448bc014f1536726cf8d54ff3d6481ed3cbc683c2591ca204274009afa09b1a1',  # TextChanged(bytes32,string,string,string)
)
CONTENT: Final = (
    '0xe379c1624ed7e714cc0937528a32359d69d5281337765313dba4e081b72d7578',  # ContenthashChanged(bytes32,bytes)
    '0x0424b6fe0d9c3bdbece0e7879dc241bb0c22e900be8b6c168b4ee08bd9bf83bc',  # ContentChanged(bytes32,bytes32)
)
ADDRESS: Final = '0x52d7d861f09ab3d26239d492e8968629f95e9e318cf0b73bfddc441522a15fd2'  # AddrChanged(bytes32,address)
OTHER_ADDRESS: Final = '0x65412581168e88a1e60c6459d7f44ae83ad0832e670826c05a4e2476b57af752'  # AddressChanged(bytes32,uint256,bytes)
NAME: Final = '0xb7d29e911041e8d9b843369e890bcb72c9388692ba48b65ac54e7214c4c348f7'  # NameChanged(bytes32,string)
REGISTERED: Final = (
    '0xca6abbe9d7f11422cb6ca7629fbf6fe9efb1c621f71ce8f02b9f2a230097404f',  # NameRegistered(string,bytes32,address,uint256,uint256)
    '0x69e37f151eb98a09618ddaa80c8cfaf1ce5996867c489f45b555b412271ebf27',  # NameRegistered(string,bytes32,address,uint256,uint256,uint256)
    '0xc2240194853531f1ae318dcef227de79c6ad0fd9d1b0e4fe08568415be2e08a5',  # NameRegistered(string,bytes32,address,uint256,uint256,uint256,bytes32)
    '0x0667086d08417333ce63f40d5bc2ef6fd330e25aaaf317b7c489541f8fe600fa',  # NameRegistered(string,bytes32,address,uint256)
)
RENEWED: Final = (
    '0x3da24c024582931cfaf8267d8ed24d13a82a8068d5bd337d30ec45cea4e506ae',  # NameRenewed(string,bytes32,uint256,uint256)
    '0xfa956c3bce4cb4b01166868ecaf0620566bc7e33fc70b0b9c6aef61e37e50b94',  # NameRenewed(string,bytes32,uint256,uint256,bytes32)
    '0x93bc1a84707231b1d9552157299797c64a1a8c5bc79f05153716630c9c4936fc',  # NameRenewed(string,bytes32,uint256)
)
ETHEREUM_COIN: Final = 60  # SLIP-44: this address is told by a log of its own


@dataclass(frozen=True, slots=True)
class NameService:
    """`resolvers`: those whose records count; on a chain in `any_resolver` all do. `names`: tokens of names; `wrapped`: of wrapped ones."""

    counterparty: str
    registries: Addresses
    controllers: Addresses
    names: Addresses
    resolvers: Addresses = field(default_factory=dict)
    any_resolver: frozenset[int] = frozenset()
    wrapped: Addresses = field(default_factory=dict)


Handler = Callable[[NameService, Transaction, Log], Iterator[Claim]]


def naming_rules(service: NameService) -> tuple[Rule, ...]:
    def rule(name: str, topics: str | tuple[str, ...], handle: Handler, where: Addresses | None) -> LogRule:
        return LogRule(name, topics, partial(handle, service), where)
    resolvers = None if service.any_resolver else service.resolvers
    return (
        rule('owner', (OWNED, GIVEN), owners, service.registries), rule('resolver', RESOLVED, resolves, service.registries),
        rule('record', (*TEXT, *CONTENT, ADDRESS, OTHER_ADDRESS, NAME), records, resolvers),
        rule('register', REGISTERED, registers, service.controllers), rule('renew', RENEWED, renews, service.controllers),
        TransferRule('name', partial(moves, service), tokens=service.names, rank=Rank.GENERIC),
        TransferRule('wrapped_name', partial(moves_wrapped, service), tokens=service.wrapped, rank=Rank.GENERIC),
    )


# ---------------------------------------------------------------------- records
def owners(service: NameService, tx: Transaction, log: Log) -> Iterator[Claim]:
    """A node or a subnode got an owner. Handing a whole node over counts where the registry itself was called."""
    if log.topic == OWNED or tx.to == log.address:
        owner = log.address_at(0)
        yield from _informs(service, tx, log, 'name_owner', owner, owner=owner)


def resolves(service: NameService, tx: Transaction, log: Log) -> Iterator[Claim]:
    yield from _informs(service, tx, log, 'name_resolver', resolver=log.address_at(0))


def records(service: NameService, tx: Transaction, log: Log) -> Iterator[Claim]:
    """A record of a resolver. Names of reverse records come with the registry's logs, unless the resolver itself was called."""
    if service.any_resolver and tx.chain_id not in service.any_resolver:
        return
    if log.topic in TEXT:
        yield from _informs(service, tx, log, 'name_text', key=text_at(log, 0))
    elif log.topic in CONTENT:
        yield from _informs(service, tx, log, 'name_content')
    elif log.topic == ADDRESS:
        target = log.address_at(0)
        yield from _informs(service, tx, log, 'name_address', target, target=target)
    elif log.topic == OTHER_ADDRESS and log.word(0) != ETHEREUM_COIN:
        yield from _informs(service, tx, log, 'name_coin', coin_type=log.word(0))
    elif log.topic == NAME and tx.to == log.address:
        yield from _informs(service, tx, log, 'name_reverse', name=text_at(log, 0))


def _informs(service: NameService, tx: Transaction, log: Log, kind: str, account: str = '', **params: str | int) -> Iterator[Claim]:
    """`account`: whom the log names; whoever sent the transaction if that is nobody tracked."""
    account = account if tx.is_mine(account) else tx.sender
    if tx.is_mine(account):
        told = {'node': log.topics[1], **params}
        yield from note(service.counterparty, account, at=log.position, address=log.address, kind=kind, params=told)


# ---------------------------------------------------------------------- what is paid for
def registers(service: NameService, tx: Transaction, log: Log) -> Iterator[Claim]:
    """(name, label indexed, owner indexed, costs, ..., expiry). A token that comes makes it a purchase."""
    payment, back = _payment(tx, log)
    token = next((one for one in tx.incoming() if one.token_id == log.topic_int(1) and _is_in(service.names, tx, one)), None)
    words: dict[str, Any] = {'kind': 'name_register', 'params': {'name': text_at(log, 0)}, 'address': log.address}
    paid = _net(payment, back)
    if token is not None:
        given = Leg('trade', 'spend', payment, account=payment.sender if payment else token.receiver, token=NATIVE, amount=paid, **words)
        yield Claim(service.counterparty, (given, leg(token, 'trade', 'receive', **words)), back, at=log.position)
    elif payment is not None and paid:
        yield Claim(service.counterparty, (leg(payment, 'spend', amount=paid, **words),), back, 'own')


def renews(service: NameService, tx: Transaction, log: Log) -> Iterator[Claim]:
    """(name, label indexed, cost, ...). Several names that are paid for together are one payment."""
    payment, back = _payment(tx, log)
    paid = _net(payment, back)
    if payment is not None and paid:
        words: dict[str, Any] = {'kind': 'name_renew', 'params': {'name': text_at(log, 0)}}
        yield Claim(service.counterparty, (leg(payment, 'renew', amount=paid, **words),), back, 'own')


def _payment(tx: Transaction, log: Log) -> tuple[Transfer | None, tuple[Transfer, ...]]:
    """Coins that went to the controller or to the contract that was called, and those that came back to the payer."""
    payment = next((one for side in (log.address, tx.to) for one in tx.outgoing(token=NATIVE, to=side)), None)
    back = tx.incoming(account=payment.sender, token=NATIVE, source=payment.receiver) if payment else []
    return payment, tuple(back)


def _net(payment: Transfer | None, back: Sequence[Transfer]) -> int:
    return max(payment.amount - sum(one.amount for one in back), 0) if payment else 0


# ---------------------------------------------------------------------- tokens
def moves(service: NameService, tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    """A name that is given away or comes from somebody."""
    gives, gets = tx.is_mine(transfer.sender), tx.is_mine(transfer.receiver)
    event_type = 'transfer' if gives and gets else 'spend' if gives else 'receive'
    yield Claim(service.counterparty, (leg(transfer, event_type, kind='name_transfer'),), order='own')


def moves_wrapped(service: NameService, tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    """What a wrapper mints and burns is the name itself, which another event tells of."""
    if ZERO_ADDRESS in (transfer.sender, transfer.receiver):
        yield Claim(service.counterparty, (), (transfer,), unbalanced='wrapped_name')
    else:
        yield from moves(service, tx, transfer)


def _is_in(names: Addresses, tx: Transaction, transfer: Transfer) -> bool:
    return transfer.token in {address.lower() for address in names.get(tx.chain_id, ())}


def text_at(log: Log, number: int) -> str:
    """The text whose offset is the word at `number`, '' if it is none. Raises IndexError if it is cut short."""
    start = log.word(number)
    size = log.word(start // WORD)
    return log.data[start + WORD:start + WORD + size].decode('utf-8', 'replace')
