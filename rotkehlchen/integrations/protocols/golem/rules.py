"""Golem: GNT exchanged for GLM. The old token tells of it by no transfer. Source: github.com/golemfactory (GNT, GNTMigration)."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction
from rotkehlchen.decoding.claim import leg

WORD: Final = 'golem'
GNT: Final = '0xa74476443119a942de498590fe1f2454d7d4ac0d'
GLM: Final = '0x7dd9c5cba05e151c895fde1cf355c9a1d5da6429'
MIGRATE: Final = '0x18df02dcc52b9c494f391df09661519c0069bd8540141946280399408205ca1a'  # Migrate(address,address,uint256)


def migrates(tx: Transaction, log: Log) -> Iterator[Claim]:
    account, amount = log.topic_address(1), log.word(0)
    got = tx.incoming(account=account, token=GLM, source=ZERO_ADDRESS)
    if got and not tx.outgoing(account=account, token=GNT):
        given = Leg('migrate', 'spend', account=account, token=GNT, amount=amount, address=log.address)
        yield Claim(WORD, (given, leg(got[0], 'migrate', 'receive')), unbalanced='burn_untold')


RULES = (LogRule('migrate', MIGRATE, migrates, {1: (GNT,)}),)
