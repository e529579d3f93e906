"""Compound: the markets of version 2 and 3, and votes."""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import note
from rotkehlchen.decoding.families.comptroller import comptroller_rules
from rotkehlchen.integrations.protocols.compound import comet

COMP: Final = '0xc00e94cb662c3520282e6f5717214004a7f26888'
COMPTROLLERS: Final = {1: ('0x3d9819210A31b4961b30EF54be2aeD79B9c9Cd3B',)}
MARKETS: Final = {1: (
    '0x6C8c6b02E7b2BE14d4fA6022Dfd6d75921D90E4E', '0x5d3a536E4D6DbD6114cc1Ead35777bAB948E3643',  # cBAT, cDAI
    '0x4Ddc2D193948926D02f9B1fE9e1daa0718270ED5', '0x158079Ee67Fce2f58472A96584A73C7Ab9AC95c1',  # cETH, cREP
    '0xF5DCe57282A584D2746FaF1593d3121Fcac444dC', '0x12392F67bdf24faE0AF363c24aC620a2f67DAd86',  # cSAI, cTUSD
    '0x35A18000230DA775CAc24873d00Ff85BccdeD550', '0x39AA39c021dfbaE8faC545936693aC917d5E7563',  # cUNI, cUSDC
    '0xf650C3d88D12dB855b8bf7D11Be6C55A4e07dCC9', '0xC11b1268C1A384e55C48c2391d8d480264A3A7F4',  # cUSDT, cWBTC
    '0xccF4429DB6322D5C611ee964527D42E5d685DD6a', '0xB3319f5D18Bc0D84dD1b4825Dcde5d5f7266d407',  # cWBTC2, cZRX
    '0x70e36f6BF80a52b3B46b3aF8e106CC0ed743E8e4', '0xFAce851a4921ce59e912d19329929CE6da6EB0c7',  # cCOMP, cLINK
    '0x95b4eF2869eBD94BEb4eEE400a99824BF5DC325b', '0x4B0181102A0112A2ef11AbEE5563bb4a3176c9d7',  # cMKR, cSUSHI
    '0xe65cdB6479BaC1e22340E4E755fAE7E509EcD06c', '0x80a2AE356fc9ef4305676f7a3E2Ed04e12C33946',  # cAAVE, cYFI
    '0x041171993284df560249B57358F931D9eB7b925D', '0x7713DD9Ca933848F6819F38B8352D9A15EA73F67',  # cUSDP, cFEI
)}
GOVERNORS: Final = {1: (
    '0xc0dA01a04C3f3E0be433606045bB7017A7323E38', '0xc0Da02939E1441F497fd74F78cE7Decb17B66529', '0x309a862bbC1A00e45506cB8A802D1ff10004c8C0',
)}
VOTES: Final = (
    '0xb8e138887d0aa13bab447e82de9d5c1777041ecd21ca36ba824ff1e6c07ddda4',  # VoteCast(address,uint256,uint8,uint256,string)
    '0x877856338e13f63d0c36822ff0ef736b80934cd90574a3a5bc9262c39d217c46',  # VoteCast(address,uint256,bool,uint256)
)


def votes(tx: Transaction, log: Log) -> Iterator[Claim]:
    voter = log.topic_address(1) if len(log.topics) > 1 else log.address_at(0)
    if tx.is_mine(voter):
        yield from note('compound', voter, subtype='governance', at=log.position, address=log.address, kind='vote')


RULES = (*comptroller_rules('compound', MARKETS, COMPTROLLERS, COMP), LogRule('vote', VOTES, votes, GOVERNORS), *comet.RULES)
