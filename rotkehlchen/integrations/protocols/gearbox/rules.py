"""Gearbox: pools (ERC-4626 with a referral), farms on top of them, zappers through both, staking of GEAR, collateral of credit accounts.

A pool's shares and a farm's tokens stand one to one; a zapper hands on either. Source: github.com/Gearbox-protocol/core-v3.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import retype, unwrap, wrap
from rotkehlchen.decoding.families.told import told
from rotkehlchen.decoding.families.vault import DEPOSIT, WITHDRAW, find_near

REFERRED: Final = '0xd01c12ea61a25b0a57aa9b86b06dacf8f140567dd44ec9db66ef7955f6a956d2'  # Refer(address,uint256,uint256)
STAKED: Final = '0x40c1c5eea44ed2915f467af4c276c820af0ea61e60cec94ae218e26ce88c9d58'  # DepositGear(address,uint256)
UNSTAKED: Final = '0x9ea817ed5ccb5a1eafcd6d01a896035676615d5bf2b59a1798801a35e00d4aa1'  # ClaimGearWithdrawal(address,address,uint256)
LENT: Final = '0xd2491a9b4fe81a7cd4511e8b7b7743951b061dad5bed7da8a7795b080ee08c7e'  # AddLiquidity(address,address,uint256,uint256)
UNLENT: Final = '0xd8ae9b9ba89e637bcb66a69ac91e8f688018e81d6f92c57e02226425c8efbdf6'  # RemoveLiquidity(address,address,uint256)
ADDED: Final = '0xa32435755c235de2976ed44a75a2f85cb01faf0c894f639fe0c32bb9455fea8f'  # AddCollateral(address,address,uint256)
TAKEN: Final = '0xe7655dfddd0226889710c711da4e725dd44525fb5717b2321017a97d32793ab8'  # WithdrawCollateral(address,address,uint256,address)
FARM_DEPOSIT, FARM_WITHDRAW, FARM_EXIT, FARM_CLAIM = '0xb6b55f25', '0x2e1a7d4d', '0xe9fad8ee', '0x4e71d92d'  # (uint256), (uint256), (), ()
WORD: Final = 'gearbox'

STAKES: Final = {1: ('0x2fcbD02d5B1D52FC78d4c02890D7f4f47a459c33',)}
POOLS: Final = {
    1: (
        '0xda00000035fef4082f78def6a8903bee419fbf8e', '0xda0002859b2d05f66a753d8241fcde8623f26f4f', '0xda00010eda646913f273e10e7a5d1f659242757d',
        '0x05a811275fe9b4de503b3311f51edf6a856d936e', '0x4d56c9cba373ad39df69eb18f076b7348000ae09', '0xe7146f53dbcae9d6fa3555fe502648deb0b2f823',
        '0x8ef73f036feec873d0b2fd20892215df5b8bdd72',
    ),
    10: ('0x5520daa93a187f4ec67344e6d2c4fc9b080b6a35', '0x42db77b3103c71059f4b997d6441cfb299fd0d94'),
    42161: (
        '0x890a69ef363c9c7bdd5e36eb95ceb569f63acbf6', '0xa76c604145d7394dec36c49af494c144ff327861', '0x04419d3509f13054f60d253e0c79491d9e683399',
    ),
}
FARMS: Final = {
    1: ('0x9ef444a6d7f4a5adcd68fd5329aa5240c90e14d2',),
    10: ('0x73302b63ad4a16c498f26db89cb27f37a72e4e04', '0x704c4c9f0d29257e5b0e526b20b48effc8f758b2'),
    42161: ('0x608f9e2e8933ce6b39a8cddbc34a1e3e8d21ce75', '0x6773ff780dd38175247795545ee37add6ab6139a'),
}


def deposits(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Assets for shares of the pool or tokens of its farm, from a zapper or directly."""
    if not _is_pool(tx, log.address):
        return
    hands, assets, shares = (log.topic_address(1), log.address), log.word(0), log.word(1)
    paid = find_near(tx.outgoing(to=hands), log, assets)
    minted = find_near((one for one in tx.incoming() if one.sender in (ZERO_ADDRESS, *hands) and one is not paid), log, shares)
    yield from wrap(WORD, [paid] if paid else [], [minted] if minted else [], order='own')


def withdraws(tx: Transaction, log: Log) -> Iterator[Claim]:
    if not _is_pool(tx, log.address):
        return
    zapper, receiver, assets, shares = log.topic_address(1), log.topic_address(2), log.word(0), log.word(1)
    burnt = find_near(tx.outgoing(to=(ZERO_ADDRESS, zapper, log.address)), log, shares)
    back = find_near((one for one in tx.incoming() if one.receiver == receiver or one.sender in (zapper, receiver)), log, assets)
    yield from unwrap(WORD, [burnt] if burnt else [], [back] if back else [], order='own')


def lends(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Pools before version 3: a diesel token of its own for what was lent, from a gateway where it was the coin."""
    paid = find_near(tx.outgoing(to=(log.address, tx.to)), log, log.word(0))
    minted = _diesel(tx, tx.incoming(account=log.topic_address(2), source=ZERO_ADDRESS))
    yield from wrap(WORD, [paid] if paid else [], minted)


def unlends(tx: Transaction, log: Log) -> Iterator[Claim]:
    back = [one for one in tx.incoming() if one.sender in (log.address, tx.to) and one.kind != 'erc721']
    yield from unwrap(WORD, _diesel(tx, tx.outgoing(to=(ZERO_ADDRESS, tx.to))), back[:1])


def _diesel(tx: Transaction, moves: list[Transfer]) -> list[Transfer]:
    return [one for one in moves if tx.label(one.token)[1].startswith('diesel')][:1]


def farms(tx: Transaction) -> Iterator[Claim]:
    """Shares into a farm and out of it, and what it pays."""
    if not _is_farm(tx, tx.to):
        return
    minted, burnt = tx.incoming(token=tx.to, source=ZERO_ADDRESS), tx.outgoing(token=tx.to, to=ZERO_ADDRESS)
    staked, back = tx.outgoing(to=tx.to), tx.incoming(source=tx.to)
    yield from wrap(WORD, staked, minted, order='own')
    pool_shares = [one for one in back if burnt and one.amount == burnt[0].amount][:1]
    yield from unwrap(WORD, burnt, pool_shares, order='own')
    yield from retype(WORD, [one for one in back if one not in pool_shares], 'receive', 'reward')


def adds(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Collateral for a credit account, which is a contract of the protocol."""
    account, token, amount = log.topic_address(1), log.topic_address(2), log.word(0)
    sides = (account, log.address, tx.to)
    paid = find_near(tx.outgoing(token=token, to=sides), log, amount)
    coin = find_near(tx.outgoing(token=NATIVE, to=sides), log, amount) if token == tx.wrapped_native else None
    moved: Transfer | None = paid or coin
    yield from retype(WORD, [moved] if moved else [], 'deposit', 'deposit to protocol')


def _is_pool(tx: Transaction, address: str) -> bool:
    if address in POOLS.get(tx.chain_id, ()) or any(True for _ in tx.logs_of(REFERRED, address=address)):
        return True
    symbol, _ = tx.label(address)
    return symbol.startswith('d') and symbol.endswith('v3')


def _is_farm(tx: Transaction, address: str) -> bool:
    if address in FARMS.get(tx.chain_id, ()):
        return True
    is_touched = any(one.token == address or address in (one.sender, one.receiver) for one in tx.mine)
    return is_touched and tx.label(address)[0].startswith('farmd')


RULES = (
    LogRule('deposit', DEPOSIT, deposits), LogRule('withdraw', WITHDRAW, withdraws), LogRule('collateral', ADDED, adds),
    LogRule('lend', LENT, lends), LogRule('unlend', UNLENT, unlends),
    CallRule('farm', farms, None, (FARM_DEPOSIT, FARM_WITHDRAW, FARM_EXIT, FARM_CLAIM)),
    told('collateral_back', WORD, TAKEN, None, 'withdrawal', 'withdraw from protocol', 'in'),
    told('stake', WORD, STAKED, STAKES, 'staking', 'deposit asset', 'out'), told('unstake', WORD, UNSTAKED, STAKES, 'staking', 'remove asset', 'in'),
)
