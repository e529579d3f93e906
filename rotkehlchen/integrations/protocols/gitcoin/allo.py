"""Grants Stack on the Allo protocol, versions 1 and 2: projects and profiles, applications, donations, payouts, funding of pools.

Rounds and strategies are contracts of their own for each round: whatever has these logs counts. Sources: docs.allo.gitcoin.co,
github.com/allo-protocol/allo-contracts, github.com/allo-protocol/allo-v2.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule, Rule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, nearest, note
from rotkehlchen.decoding.families.donation import Donation, donation_rule

GITCOIN: Final = 'gitcoin'
VOTED: Final = '0x4182eb95d486b42fddcea225162f9a5f93b06dfebeddf5819d0f57f2c6af3e1b'  # Voted(address,uint256,address,address,bytes32,address)
VOTED_NUMBERED: Final = '0x0064caa73f1d59b69adbeb65654b0f0953597994e4241ee2460b560b8d65aaa2'  # Voted(address,uint256,address,address,bytes32,uint256,address)
# Voted(address,uint256,address,address,address,bytes32,uint256,address)
VOTED_FOR: Final = '0xbf35c030178a1e678c8296a4e5083e9021a24c1a1defa5bfbdfde74bcecfa376'
ALLOCATED: Final = '0x463ffc2cf8b1596445c417388ed30e53eb67cf6668cb2be7f0addf8a78c8441b'  # Allocated(address,uint256,address,address)
ALLOCATED_FOR: Final = '0xdc9d40760308557d1377c2fe7c984ace9eb02d23b60a5f6f26be62c52431bc38'  # Allocated(address,uint256,address,address,address)
PAID: Final = (
    '0x7a0b32f604a8c94326322861039a44b7ed78624cf220ba8b586a2447af0d9c9b',  # FundsDistributed(uint256,address,address,bytes32)
    '0xa6b66f665010d2f7435f110111aaa34b56564074f66081bef606d996fc8caa6f',  # FundsDistributed(uint256,address,address,address)
    '0xb5b51454adfa840bd593658325a60a50b0216f12eb5d2937efe6cea935675b7d',  # Distributed(address,address,uint256,address)
)
FUNDED: Final = '0xbf59838198f4ea92f663f5c1fc697f151a1b746b7dff86d564f250a55cbb4851'  # PoolFunded(uint256,uint256,uint256)
APPLIED: Final = (
    '0xec793fe704d340d962cd02d81ad54045e7ceea713aca4e31c7c5c43e3dcb192a',  # NewProjectApplication(bytes32,(uint256,string))
    '0xca792622046325e9cd4e24b490cb000ef72acea3a15284efc14ee709307a5e00',  # NewProjectApplication(bytes32,uint256,(uint256,string))
    '0xa197306e3dd5494a61a695381aa809a53b8e377a685e84e404a85d5a8da6cc62',  # Registered(address,bytes,address)
    '0xcec1da3f7f0b8a344dd1025d06e2ddd48b14880395997ad97cbdb439acc761d4',  # UpdatedRegistration(address,bytes,address,uint8)
)
CREATED: Final = (
    '0x63c92f9505d420bff631cb9df33be952bdc11e2118da36a850b43e6bcc4ce4de',  # ProjectCreated(uint256,address)
    '0x1e28352ff00d67474b59b87e6817d6ba65daa0130446266db8640214d8b80609',  # ProfileCreated(bytes32,uint256,string,(uint256,string),address,address)
)
UPDATED: Final = (
    '0xf92c2639c25d6a22c38e6d6b293f74a9b22491273b1dbb67fc1255222696be5b',  # MetadataUpdated(uint256,(uint256,string))
    '0xa366054a574e4f861cb295fd23b5440c5119c1ba329c36f5dfeb5643537cb0f3',  # ProfileMetadataUpdated(bytes32,(uint256,string))
    '0x54cd733148631b9ff1cb945f2d0dcd33c0692e154763bfa2f35e2d10a76c432f',  # ProfileNameUpdated(bytes32,string,address)
)
ALLO: Final = '0x1133eA7Af70876e64665ecD07C0A0476d09465a1'  # at the same address on most chains
REGISTRY: Final = '0x4AAcca72145e1dF2aeC137E1f3C5E3D75DB8b5f3'
PROJECTS: Final = {
    1: ('0x03506eD3f57892C85DB20C36846e9c808aFe9ef4', REGISTRY), 10: ('0x8e1bD5Da87C14dd8e08F7ecc2aBf9D1d558ea174', REGISTRY),
    42161: ('0x73AB205af1476Dc22104A6B8b3d4c273B58C6E27', REGISTRY), 137: ('0x5C5E2D94b107C7691B08E43169fDe76EAAB6D48b', REGISTRY),
    8453: (REGISTRY,), 534352: (REGISTRY,), 42220: (REGISTRY,), 43114: (REGISTRY,),
}


def votes(tx: Transaction, log: Log) -> Donation:
    """(token, amount, voter indexed, grant, ...): the checkout of several rounds is the voter there and tells for whom it votes."""
    token, amount = tx.coin_or(log.address_at(0)), log.word(1)
    donor, recipient = (log.address_at(2), log.address_at(3)) if log.topic == VOTED_FOR else (log.topic_address(1), log.address_at(2))
    return Donation(log, recipient, token, amount, donor)


def allocates(tx: Transaction, log: Log) -> Donation | None:
    """(profile indexed, amount, token, sender[, for whom]): who gets it, the transfer that follows tells."""
    amount, token = log.word(0), tx.coin_or(log.address_at(1))
    donor = log.address_at(3 if log.topic == ALLOCATED_FOR else 2)
    paid = _next_coins(tx, log, amount) if token == NATIVE else next(
        (one for one in tx.moves(token=token) if one.position > log.position and one.amount == amount), None)
    return Donation(log, paid.receiver, token, amount, donor) if paid is not None else None


def _next_coins(tx: Transaction, log: Log, amount: int) -> Transfer | None:
    """Coins have no place among the logs: the first donation of an amount is its first transfer, and so on."""
    same = [one for one in tx.logs if one.topic == log.topic and one.word(0) == amount]
    ways = (tx.to, log.address, ALLO.lower())
    moves = [one for one in tx.moves(token=NATIVE) if one.amount == amount and one.source != 'value' and one.receiver not in ways]
    number = same.index(log)
    return moves[number] if number < len(moves) else None


def pays_out(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The matching of a round: (amount, grantee, token indexed, ...) or (profile indexed, recipient, amount, sender)."""
    is_second = log.topic == PAID[2]
    recipient, amount = (log.address_at(0), log.word(1)) if is_second else (log.address_at(1), log.word(0))
    found = nearest(log, tx.incoming(account=recipient, amount=amount)) if tx.is_mine(recipient) else None
    if found is not None:
        yield Claim(GITCOIN, (leg(found, 'receive', 'donate', address=log.address, kind='grant_matching'),), order='own')


def funds(tx: Transaction, log: Log) -> Iterator[Claim]:
    """(pool indexed, amount, fee): what somebody gives for a round to share out."""
    amount, fee = log.word(0), log.word(1)
    whole = nearest(log, tx.outgoing(amount=amount + fee))
    if whole is not None:
        legs = (Leg('spend', 'donate', whole, amount=amount, kind='grant_fund'), Leg('spend', 'fee', whole, amount=fee, kind='grant_fund_fee'))
        yield Claim(GITCOIN, legs if fee else legs[:1], order='own')
    elif (given := nearest(log, tx.outgoing(amount=amount))) is not None:
        yield Claim(GITCOIN, (leg(given, 'spend', 'donate', kind='grant_fund'),), order='own')


def informs(subtype: str, tx: Transaction, log: Log) -> Iterator[Claim]:
    """Whoever sent the transaction applied for, made or changed something: told of the coin of Ethereum on every chain."""
    if tx.is_mine(tx.sender):
        params = {'project': log.topics[1]}
        yield from note(GITCOIN, tx.sender, subtype=subtype, at=log.position, address=log.address, kind=f'grant_{subtype}', params=params, asset='ETH')


RULES: tuple[Rule, ...] = (
    donation_rule('vote', GITCOIN, (VOTED, VOTED_NUMBERED, VOTED_FOR), votes, None),
    donation_rule('allocation', GITCOIN, (ALLOCATED, ALLOCATED_FOR), allocates, None),
    LogRule('payout', PAID, pays_out), LogRule('fund', FUNDED, funds, dict.fromkeys(PROJECTS, (ALLO,))),
    LogRule('application', APPLIED, partial(informs, 'apply')), LogRule('project', CREATED, partial(informs, 'create'), PROJECTS),
    LogRule('project_change', UPDATED, partial(informs, 'update'), PROJECTS),
)
