"""Pickle: jars by their name, farms for them, DILL, the CORN claim."""

from dataclasses import replace

from rotkehlchen.contracts.transaction import TokenFact
from rotkehlchen.decoding.families.reward_pool import PAID, STAKED
from rotkehlchen.decoding.families.vote_escrow import DEPOSIT
from rotkehlchen.decoding.pipeline import decode
from rotkehlchen.decoding.ruleset import Ruleset
from rotkehlchen.integrations.protocols.pickle_finance.rules import CORN_CLAIM, DILL, PICKLE, RULES
from tests.decoding.built import ME, OTHER, ZERO, Built, address

ASSET, JAR, WORD = address(5), address(6), 'pickle finance'


def events(built: Built, name: str = 'pickling Asset') -> list[tuple[str, str, str | None]]:
    tx = built.transaction()
    tx.around = replace(tx.around, tokens={**tx.around.tokens, JAR: TokenFact(18, 'pASSET', name)})
    return [(one.type, one.subtype, one.counterparty) for one in decode(tx, Ruleset({'pickle_finance': RULES})).events]


def test_jar_is_known_by_its_name() -> None:
    built = Built(to=JAR).move(JAR, ME, ZERO, 5).move(ASSET, JAR, ME, 9)
    assert events(built) == [('spend', 'return wrapped', WORD), ('withdrawal', 'redeem wrapped', WORD)]
    assert {one[2] for one in events(built, 'Something')} == {None}


def test_farm_takes_shares_and_pays_pickle() -> None:
    assert events(Built(to=OTHER).move(JAR, ME, OTHER, 5).log(OTHER, STAKED, [ME], [5])) == [('deposit', 'deposit to protocol', WORD)]
    assert events(Built(to=OTHER).move(PICKLE[1], OTHER, ME, 5).log(OTHER, PAID, [ME], [5])) == [('receive', 'reward', WORD)]
    assert events(Built(to=OTHER).move(ASSET, OTHER, ME, 5).log(OTHER, PAID, [ME], [5])) == [('receive', 'none', None)]


def test_dill_and_corn() -> None:
    dill, corn = DILL[1][0].lower(), CORN_CLAIM[1][0].lower()
    assert events(Built(to=dill).move(PICKLE[1], ME, dill, 5).log(dill, DEPOSIT, [ME, 99], [5, 1, 2])) == [('deposit', 'deposit to protocol', WORD)]
    assert events(Built(to=corn).move(ASSET, corn, ME, 5)) == [('receive', 'airdrop', WORD)]
