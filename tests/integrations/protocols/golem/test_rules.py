"""Golem: old tokens for new ones, of which only the new ones are told by a transfer."""

from rotkehlchen.integrations.protocols.golem.rules import GLM, GNT, MIGRATE
from tests.decoding.built import ME, OTHER, ZERO, Built

COIN = 10**18


def test_migration_is_told_of_both_tokens() -> None:
    built = Built(to=GNT).move(GLM, ZERO, ME, COIN).log(GNT, MIGRATE, [ME, OTHER], [COIN])
    assert built.events('golem') == [('migrate', 'spend', GNT, '1', 'golem'), ('migrate', 'receive', GLM, '1', 'golem')]
    assert not built.decode('golem').findings


def test_without_the_new_token_nothing_was_migrated() -> None:
    assert Built(to=GNT).log(GNT, MIGRATE, [ME, OTHER], [COIN]).events('golem') == []
