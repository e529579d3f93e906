"""Circle's Cross-Chain Transfer Protocol, versions 1 and 2: USDC burnt on one chain and minted on another.

Chains have numbers of their own there, domains. Sources: developers.circle.com (CCTP contracts, domains), github.com/circlefin/evm-cctp-contracts.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule, Rule
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Log, Transaction, to_address
from rotkehlchen.decoding.claim import nearest
from rotkehlchen.decoding.families.bridge import Crossing, arrives, bridge_leg, out_rule

CCTP: Final = 'cctp'
# DepositForBurn(uint64,address,uint256,address,bytes32,uint32,bytes32,bytes32)
BURNT: Final = '0x2fa9ca894982930190727e75500a97d8dc500233a5065e0f3126c48fbe0343c0'
# DepositForBurn(address,uint256,address,bytes32,uint32,bytes32,bytes32,uint256,uint32,bytes)
BURNT_V2: Final = '0x0c8c1cbdc5190613ebd485511d4e2812cfa45eecb79d845893331fedad5130a5'
MINTED: Final = '0x1b2a7ff080b8cb6ff436ce0372e399692bbfb6d4ae5766fd8d58a7b8cc6142e6'  # MintAndWithdraw(address,uint256,address)
MINTED_V2: Final = '0x50c55e915134d457debfa58eb6f4342956f8b0616d51a89a3659360178e1ab63'  # MintAndWithdraw(address,uint256,address,uint256)
RECEIVED: Final = '0x58200b4c34ae05ee816d710053fff3fb75af4395915d3d2a771b24aa10e3cc5d'  # MessageReceived(address,uint32,uint64,bytes32,bytes)
RECEIVED_V2: Final = '0xff48c13eda96b1cceacc6b9edeedc9e9db9d6226afbc30146b720c19d3addb1c'  # MessageReceived(address,uint32,bytes32,bytes32,uint32,bytes)

V2: Final = '0x28b5a0e9C621a5BadaA536219b3a228C8168cf5d'
MESSENGERS: Final = {
    1: (V2, '0xBd3fa81B58Ba92a82136038B25aDec7066af3155'), 10: (V2, '0x2B4069517957735bE00ceE0fadAE88a26365528f'),
    42161: (V2, '0x19330d10D9Cc8751218eaf51E8885D058642E08A'), 8453: (V2, '0x1682Ae6375C4E4A97e4B583BC394c861A46D8962'),
    137: (V2, '0x9daF8c91AEFAE50b9c0E69629D3F6Ca40cA3B3FE'), 43114: (V2, '0x6B25532e1060CE10cc3B0A99e5683b91BFDe6982'),
    130: (V2, '0x4e744b28E787c3aD0e810eD65A24461D4ac5a762'), 59144: (V2,), 146: (V2,), 480: (V2,), 143: (V2,), 999: (V2,), 57073: (V2,), 1329: (V2,),
}
DOMAINS: Final = {
    0: 1, 1: 43114, 2: 10, 3: 42161, 6: 8453, 7: 137, 10: 130, 11: 59144, 13: 146, 14: 480, 15: 143, 16: 1329, 19: 999, 21: 57073,
}
DOMAIN_OF: Final = {chain: domain for domain, chain in DOMAINS.items()}


def burns(tx: Transaction, log: Log) -> Crossing:
    """Version 1: (nonce indexed, token indexed, amount, depositor indexed, recipient, domain, ...); 2: no nonce, the other indexes move up."""
    is_first = log.topic == BURNT
    message = f'{DOMAIN_OF[tx.chain_id]}:{log.topic_int(1)}' if is_first else ''
    token, account = (log.topic_address(2), log.topic_address(3)) if is_first else (log.topic_address(1), log.topic_address(2))
    return Crossing(account, log.word(0), token, DOMAINS.get(log.word(2)), to_address(log.word(1)), message)


def mints(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(recipient indexed, amount, token indexed, fee in version 2). The amount is that of the mint; else the one mint of the token counts."""
    chain, message = _source(tx, log)
    crossing = Crossing(log.topic_address(1), log.word(0), log.topic_address(2), chain, message=message)
    found = list(arrives(tx, log, CCTP, crossing))
    yield from found or _any_mint(tx, log, crossing)


def _any_mint(tx: Transaction, log: Log, crossing: Crossing) -> Iterator[Claim]:
    found = nearest(log, tx.incoming(account=crossing.account, token=crossing.token, source=ZERO_ADDRESS)) if tx.is_mine(crossing.account) else None
    if found is not None:
        yield Claim(CCTP, (bridge_leg(tx, crossing, found, is_out=False),), order='own')


def _source(tx: Transaction, log: Log) -> tuple[int | None, str]:
    """The chain where it was burnt and the message, told by the log of the message that follows."""
    received = next((one for one in tx.logs if one.topic in (RECEIVED, RECEIVED_V2) and one.position > log.position), None)
    if received is None:
        return None, ''
    domain = received.word(0)
    return DOMAINS.get(domain), f'{domain}:{received.topic_int(2)}' if received.topic == RECEIVED else ''


RULES: tuple[Rule, ...] = (
    out_rule('burn', (BURNT, BURNT_V2), burns, CCTP, MESSENGERS), LogRule('mint', (MINTED, MINTED_V2), mints, MESSENGERS),
)
