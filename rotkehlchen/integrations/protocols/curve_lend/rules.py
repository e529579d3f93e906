"""Curve Lend: loans of any controller, and the vaults that lend to them. Gauges of these vaults are the gauges of Curve."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.families.llamma import controller_rules, is_lending
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW, erc4626_deposits, erc4626_withdraws

CONTROLLER: Final = '0xf77c4791'  # controller() of a vault
WORD: Final = 'curve'


def _moves(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Deposits and withdrawals of a vault, which has a controller; the assets go to that and come from it, not the vault."""
    assets = log.word(0)
    passes_by = not any(one.amount == assets for one in tx.transfers if log.address in (one.sender, one.receiver) and one.token != log.address)
    if (is_lending(tx) and passes_by) or tx.ask_address(log.address, CONTROLLER) is not None:
        yield from (erc4626_deposits if log.topic == DEPOSIT else erc4626_withdraws)(WORD, tx, log)


RULES = (*controller_rules(WORD, None), LogRule('vault', (DEPOSIT, WITHDRAW), _moves))
