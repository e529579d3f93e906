"""The stablecoin of Curve: rewards of who keeps its peg, and savings. Its loans are those of any controller, see Curve Lend."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import retype
from rotkehlchen.decoding.families.vault import erc4626_rules

PROVIDE: Final = '0x8d685bd3f45d861c759ed7a46ea3d30eb5cc6ce9fe06c526931f94c963bca7d2'  # Provide(uint256)
WITHDRAW: Final = '0x5b6b431d4476a211bb7d41c20d1aab9ae2321deee0d20be3d9fc9b1093fa6e3d'  # Withdraw(uint256)
PROFIT: Final = '0x357d905f1831209797df4d55d79c5c5bf1d9f7311c976afd05e13d881eab9bc8'  # Profit(uint256)
CRVUSD: Final = '0xf939e0a03fb07f59a73314e73794be0e57ac1b4e'
SAVINGS: Final = {1: ('0x0655977FEb2f289A4aB78af67BAB0d17aAb84367',)}
WORD: Final = 'curve'


def keeps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Whoever calls a peg keeper when it is needed gets a share of what it earns, in the pool's token."""
    if any(log.address in (one.sender, one.receiver) for one in tx.moves(token=CRVUSD)):
        yield from retype(WORD, tx.incoming(source=log.address), 'receive', 'reward')


RULES = (LogRule('peg', (PROVIDE, WITHDRAW, PROFIT), keeps), *erc4626_rules(WORD, SAVINGS, 'savings_'))
