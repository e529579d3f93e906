"""The standard bridges of OP Mainnet and Base, on both sides: bridge contracts, portal and messengers.

A bridge tells of each movement under an old and a new name: the second one finds nothing left to explain. Before Bedrock, the native
coin of OP Mainnet was a token of its own at 0xDeadDeAd...0000, whose movements no native transfer tells of.
Sources: specs.optimism.io (bridges, messengers, withdrawals), github.com/ethereum-optimism/optimism.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction
from rotkehlchen.decoding.claim import account_of, note
from rotkehlchen.decoding.families.bridge import Crossing, arrives, contract_rule, leaves, minted, system_deposit

ETH_OUT: Final = (
    '0x35d79ab81f2b2017e19afb5c5571778877782d7a8786f5907f93b0f4702f4f23',  # ETHDepositInitiated(address,address,uint256,bytes)
    '0x2849b43074093a05396b6f2a937dee8565b15a48a7b3d4bffb732a5017380af5',  # ETHBridgeInitiated(address,address,uint256,bytes)
)
ETH_IN: Final = (
    '0x2ac69ee804d9a7a0984249f508dfab7cb2534b465b6ce1580f99a38ba9c5e631',  # ETHWithdrawalFinalized(address,address,uint256,bytes)
    '0x31b2166ff604fc5672ea5df08a78081d2bc6d746cadce880747f3643d819e83d',  # ETHBridgeFinalized(address,address,uint256,bytes)
)
TOKEN_OUT: Final = (
    '0x718594027abd4eaed59f95162563e0cc6d0e8d5b86b1c7be8b1b0ac3343d0396',  # ERC20DepositInitiated(address,address,address,address,uint256,bytes)
    '0x7ff126db8024424bbfd9826e8ab82ff59136289ea440b04b39a0df1b03b9cabf',  # ERC20BridgeInitiated(address,address,address,address,uint256,bytes)
    '0x73d170910aba9e6d50b102db522b1dbcd796216f5128b445aa2135272886497e',  # WithdrawalInitiated(address,address,address,address,uint256,bytes)
)
TOKEN_IN: Final = (
    '0x3ceee06c1e37648fcbb6ed52e17b3e1f275a1f8c7b22a84b2b84732431e046b3',  # ERC20WithdrawalFinalized(address,address,address,address,uint256,bytes)
    '0xd59c65b35445225835c83f50b6ede06a7be047d22e357073e250d9af537518cd',  # ERC20BridgeFinalized(address,address,address,address,uint256,bytes)
    '0xb0444523268717a02698be47d0803aa7468c00acbed2f8bd93a0459cde61dd89',  # DepositFinalized(address,address,address,address,uint256,bytes)
)
LAYER_TWO_NAMES: Final = (TOKEN_OUT[2], TOKEN_IN[2])  # these name the other chain's token first
PORTAL_OUT: Final = '0xb3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32'  # TransactionDeposited(address,address,uint256,bytes)
PROVEN: Final = '0x67a6208cfcc0801d50f6cbe764733f4fddf66ac0b04442061a8a8c0cb6b63f62'  # WithdrawalProven(bytes32,address,address)
OLD_COIN: Final = '0xdeaddeaddeaddeaddeaddeaddeaddeaddead0000'
DEPOSIT_TYPE: Final = 0x7E  # a transaction that the first layer put in

LAYER_TWO: Final = (
    '0x4200000000000000000000000000000000000007', '0x4200000000000000000000000000000000000010', '0x4200000000000000000000000000000000000016',
)
PORTALS: Final = {'optimism': '0xbEb5Fc579115071764c7423A4f12eDde41f106Ed', 'base': '0x49048044D57e1C92A77f79988d21Fa8fAF74E97e'}
# Standard bridge, messenger, Lido's bridge; for Optimism also the bridges of DAI and SNX. On layer two those of DAI, wstETH, SNX.
CHAINS: Final[dict[str, tuple[int, Addresses]]] = {
    'optimism': (10, {
        1: (
            PORTALS['optimism'], '0x99C9fc46f92E8a1c0deC1b1747d010903E884bE1', '0x25ace71c97B33Cc4729CF772ae268934F7ab5fA1',
            '0x76943C0D61395d8F2edF9060e1533529cAe05dE6', '0x10E6593CDda8c58a1d0f14C5164B376352a55f2F',
            '0x39Ea01a0298C315d149a490E34B59Dbf2EC7e48F',
        ),
        10: (
            *LAYER_TWO, '0x467194771dAe2967Aef3ECbEDD3Bf9a310C76C65', '0x8E01013243a96601a86eb3153F0d9Fa4fbFb6957',
            '0x136b1EC699c62b0606854056f02dC7Bb80482d63',
        ),
    }),
    'base': (8453, {
        1: (
            PORTALS['base'], '0x3154Cf16ccdb4C6d922629664174b904d80F2C35', '0x866E82a600A1414e583f7F13623F1aC5d58b0Afa',
            '0x9de443AdC5A411E83F1878Ef24C3F52C61571e72',
        ),
        8453: (*LAYER_TWO, '0xac9D11cD4D7eF6e54F14643a393F68Ca014287AB'),
    }),
}

WORDS: Final = {other: word for word, (other, _) in CHAINS.items()}


def coin_crosses(other: int, tx: Transaction, log: Log) -> Crossing:
    """(from, to indexed, amount, data): `from` is who gave it on the chain where it left."""
    sender, recipient = log.topic_address(1), log.topic_address(2)
    is_out = log.topic in ETH_OUT
    return Crossing(sender if is_out else recipient, log.word(0), NATIVE, _other(tx, other), recipient if is_out else sender)


def token_crosses(other: int, tx: Transaction, log: Log) -> Crossing:
    """(this token, other token, from indexed, to, amount, data), or the tokens the other way round."""
    token = log.topic_address(2 if log.topic in LAYER_TWO_NAMES else 1)
    sender, recipient = log.topic_address(3), log.address_at(0)
    is_out = log.topic in TOKEN_OUT
    return Crossing(sender if is_out else recipient, log.word(1), token, _other(tx, other), recipient if is_out else sender)


def _other(tx: Transaction, other: int) -> int:
    return other if tx.chain_id == 1 else 1


def sends(counterparty: str, other: int, tx: Transaction, log: Log) -> Iterator[Claim]:
    crossing = (coin_crosses if log.topic in ETH_OUT else token_crosses)(other, tx, log)
    yield from leaves(tx, log, counterparty, _as_coin(crossing))


def receives(counterparty: str, other: int, tx: Transaction, log: Log) -> Iterator[Claim]:
    crossing = (coin_crosses if log.topic in ETH_IN else token_crosses)(other, tx, log)
    found = list(arrives(tx, log, counterparty, _as_coin(crossing)))
    yield from found or (minted(tx, log, counterparty, crossing) if crossing.token == OLD_COIN else ())


def _as_coin(crossing: Crossing) -> Crossing:
    return replace(crossing, token=NATIVE) if crossing.token == OLD_COIN else crossing


def deposits(counterparty: str, other: int, tx: Transaction, log: Log) -> Iterator[Claim]:
    """A call of the portal itself. Its data begins with what is minted on the other side, 32 bytes."""
    account, minted_there = log.topic_address(1), log.word(2)
    if minted_there:
        yield from leaves(tx, log, counterparty, Crossing(account, minted_there, NATIVE, other, log.topic_address(2)))


def proves(counterparty: str, other: int, tx: Transaction, log: Log) -> Iterator[Claim]:
    account = account_of(tx)
    if account:
        params = {'from_chain': other, 'to_chain': 1, 'message': log.topics[1]}
        yield from note(counterparty, account, at=log.position, address=log.address, kind='bridge_prove', params=params)


def arrives_by_itself(tx: Transaction) -> Iterator[Claim]:
    """A deposit through the portal arrives as a transaction of its own."""
    counterparty = WORDS.get(tx.chain_id)
    if counterparty:
        yield from system_deposit(tx, counterparty, (DEPOSIT_TYPE,))


def _chain_rules(counterparty: str, other: int, where: Addresses) -> Iterator[Rule]:
    yield LogRule(f'{counterparty}_out', (*ETH_OUT, *TOKEN_OUT), partial(sends, counterparty, other), where)
    yield LogRule(f'{counterparty}_in', (*ETH_IN, *TOKEN_IN), partial(receives, counterparty, other), where)
    yield LogRule(f'{counterparty}_portal', PORTAL_OUT, partial(deposits, counterparty, other), {1: (PORTALS[counterparty],)})
    yield LogRule(f'{counterparty}_prove', PROVEN, partial(proves, counterparty, other), {1: (PORTALS[counterparty],)})
    yield contract_rule(f'{counterparty}_contract', counterparty, where, {1: other, other: 1})


RULES: tuple[Rule, ...] = (
    *(rule for word, (other, where) in CHAINS.items() for rule in _chain_rules(word, other, where)),
    CallRule('forced', arrives_by_itself, None),
)
