"""Superfluid: tokens wrapped into super tokens and back, and streams, which move no token when they begin, change or end.

Any contract with these logs is a super token. Sources: docs.superfluid.finance, github.com/superfluid-finance/protocol-monorepo.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import nearest, note, unwrap, wrap

SUPERFLUID: Final = 'superfluid'
UPGRADED: Final = '0x25ca84076773b0455db53621c459ddc84fe40840e4932a62706a032566f399df'  # TokenUpgraded(address,uint256)
DOWNGRADED: Final = '0x3bc27981aebbb57f9247dc00fde9d6cd91e4b230083fec3238fedbcba1f9ab3d'  # TokenDowngraded(address,uint256)
FLOWS: Final = '0x57269d2ebcccecdcc0d9d2c0a0b80ead95f344e28ec20f50f709811f209d4e0e'  # FlowUpdated(address,address,address,int96,int256,int256,bytes)


def upgrades(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, amount): what the super token got, and what it minted."""
    minted = nearest(log, tx.incoming(token=log.address, source=ZERO_ADDRESS, amount=log.word(0)), log.topic_address(1))
    given = nearest(log, [one for one in tx.outgoing(to=log.address) if one.token != log.address])
    yield from wrap(SUPERFLUID, _one(given), _one(minted), address=log.address)


def downgrades(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(account indexed, amount): what was burnt, and what the super token gave."""
    burnt = nearest(log, tx.outgoing(token=log.address, to=ZERO_ADDRESS, amount=log.word(0)), log.topic_address(1))
    back = nearest(log, [one for one in tx.incoming(source=log.address) if one.token != log.address])
    yield from unwrap(SUPERFLUID, _one(burnt), _one(back), address=log.address)


def flows(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(token indexed, sender indexed, receiver indexed, rate in smallest units a second, ...)"""
    sender, receiver = log.topic_address(2), log.topic_address(3)
    account = next((one for one in (sender, receiver) if tx.is_mine(one)), None)
    if account is not None:
        rate = log.signed(0)
        params = {'rate': str(rate), 'sender': sender, 'receiver': receiver}
        yield from note(
            SUPERFLUID, account, at=log.position, token=log.topic_address(1), address=log.address, kind='stream' if rate else 'stream_end', params=params)


def _one(transfer: Transfer | None) -> Sequence[Transfer]:
    return () if transfer is None else (transfer,)


RULES = (LogRule('upgrade', UPGRADED, upgrades), LogRule('downgrade', DOWNGRADED, downgrades), LogRule('stream', FLOWS, flows))
