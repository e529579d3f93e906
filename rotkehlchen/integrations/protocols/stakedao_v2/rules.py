"""Stake DAO v2: reward vaults (ERC-4626, named `sd-...-vault`), Votemarket's rewards for votes, and La Poste, which carries them between chains."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, LogRule, Rank, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, retype, unwrap, wrap

WORD: Final = 'stakedao-v2'
CHAINS: Final = (1, 10, 56, 100, 137, 146, 252, 8453, 42161)
TOKEN_FACTORY: Final[Addresses] = dict.fromkeys(CHAINS, ('0x96006425Da428E45c282008b00004a00002B345e',))
BUNDLERS: Final[Addresses] = dict.fromkeys(CHAINS, ('0x67346f8b9B7dDA4639600C190DDaEcDc654359c8',))
ERC4626_DEPOSIT: Final = '0xdcbc1c05240f31ff3ad067ef1ee35ce4997762752e3a095284754544f4c709d7'  # Deposit(address,address,uint256,uint256)
ERC4626_WITHDRAW: Final = '0xfbde797d201c681b91056529119e0b02407c7bb96a4a2c75c01fc9667232c8db'  # Withdraw(address,address,address,uint256,uint256)
CLAIMED: Final = '0x318e0a24a7fc05b12e358902d9d58475434a01768f87a4319fb35dc5b533e986'  # campaign and account indexed


def is_vault(tx: Transaction, token: str) -> bool:
    return tx.label(token)[0].startswith('sd-')


def deposit(tx: Transaction, log: Log) -> Iterator[Claim]:
    shares = tx.incoming(account=log.topic_address(2), token=log.address, source=ZERO_ADDRESS)
    if shares and is_vault(tx, log.address):
        yield from wrap(WORD, [one for one in tx.outgoing(account=log.topic_address(1)) if one.amount == log.word(0)][:1], shares)


def withdraw(tx: Transaction, log: Log) -> Iterator[Claim]:
    shares = tx.outgoing(account=log.topic_address(3), token=log.address, to=ZERO_ADDRESS)
    if shares and is_vault(tx, log.address):
        came = [one for one in tx.incoming(account=log.topic_address(2)) if one.amount == log.word(0)]
        yield from unwrap(WORD, shares, came[:1])


def claim(tx: Transaction, log: Log) -> Iterator[Claim]:
    came = [one for one in tx.incoming(account=log.topic_address(2), source=log.address) if one.position < log.position]
    return retype(WORD, came[-1:], 'receive', 'reward')


def pay_for_proof(tx: Transaction) -> Iterator[Claim]:
    """The coin that carries a message to the other chain."""
    return retype(WORD, tx.outgoing(token=NATIVE, to=tx.to), 'deposit', 'fee')


def carry(tx: Transaction, one: Transfer) -> Iterator[Claim]:
    """La Poste locks or releases tokens."""
    arrives = tx.is_mine(one.receiver)
    meaning = ('withdrawal', 'bridge') if arrives else ('deposit', 'bridge')
    yield Claim(WORD, (leg(one, *meaning, kind='bridge_in' if arrives else 'bridge_out'),), order='own')


RULES = (
    LogRule('deposit', ERC4626_DEPOSIT, deposit, rank=Rank.CONTRACT), LogRule('withdraw', ERC4626_WITHDRAW, withdraw, rank=Rank.CONTRACT),
    LogRule('claim', CLAIMED, claim), CallRule('pay_for_proof', pay_for_proof, BUNDLERS), TransferRule('carry', carry, where=TOKEN_FACTORY),
)
