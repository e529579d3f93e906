from typing import Any

import pytest

from rotkehlchen.core.color import compute_contrast
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.tag import TagService
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.tag import Tag, TagRepository


@pytest.fixture
def tags(user_database: Database) -> TagService:
    return TagService(TagRepository(user_database), Notifier())


def names(tags: TagService) -> list[str]:
    return [tag.name for tag in tags.all()]


def use(database: Database, tag: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO account (chain, address, added_at) VALUES ('eth', '0x1', 1)")
        connection.execute("INSERT INTO account_tag (chain, address, tag) VALUES ('eth', '0x1', ?)", (tag,))
        connection.execute(
            "INSERT INTO manual_balance (asset, label, amount, location, category) VALUES ('BTC', 'x', '1', 'external', 'asset')",
        )
        connection.execute('INSERT INTO manual_balance_tag (balance_id, tag) VALUES (1, ?)', (tag,))


def used(database: Database) -> list[Any]:
    with database.read() as connection:
        return connection.execute('SELECT tag FROM account_tag UNION ALL SELECT tag FROM manual_balance_tag').fetchall()  # type: ignore[no-any-return]


def test_new_profile_has_the_reserved_tag(tags: TagService) -> None:
    assert names(tags) == ['Contract']


def test_add_without_colors_chooses_readable_ones(tags: TagService) -> None:
    tags.add('  Long   term ', 'kept', None, None)
    tag = next(tag for tag in tags.all() if tag.name == 'Long term')
    assert tag.description == 'kept'
    assert compute_contrast(tag.background_color, tag.foreground_color) >= 4.5


def test_add_with_one_color_chooses_the_other_to_fit(tags: TagService) -> None:
    tags.add('a', None, 'FFFF00', None)
    tags.add('b', None, None, 'ffffff')
    assert Tag('a', None, 'FFFF00', '000000') in tags.all()
    assert Tag('b', None, '000000', 'ffffff') in tags.all()


@pytest.mark.parametrize('name', ['größe', 'GRÖSSE', 'Größe'])
def test_add_same_name_in_other_letter_case_is_a_conflict(tags: TagService, name: str) -> None:
    tags.add('GRÖSSE', None, None, None)
    with pytest.raises(ConflictError):
        tags.add(name, None, None, None)


def test_rename_is_followed_by_accounts_and_balances(tags: TagService, user_database: Database) -> None:
    tags.add('old', None, None, None)
    use(user_database, 'old')
    tags.edit('OLD', new_name='new')
    assert used(user_database) == [('new',), ('new',)]
    tags.edit('new', new_name='NEW')
    assert used(user_database) == [('NEW',), ('NEW',)]
    assert names(tags) == ['Contract', 'NEW']


def test_edit_keeps_what_is_not_given_and_clears_a_null_description(tags: TagService) -> None:
    tags.add('a', 'text', '111111', 'EEEEEE')
    tags.edit('a', background_color='222222')
    assert Tag('a', 'text', '222222', 'EEEEEE') in tags.all()
    tags.edit('a', description=None)
    assert Tag('a', None, '222222', 'EEEEEE') in tags.all()


def test_rename_to_a_taken_name_is_a_conflict_and_changes_nothing(tags: TagService) -> None:
    tags.add('a', None, None, None)
    tags.add('b', None, None, None)
    with pytest.raises(ConflictError):
        tags.edit('a', new_name='B', background_color='222222')
    assert names(tags) == ['a', 'b', 'Contract']


def test_delete_takes_the_tag_off_everything_and_counts(tags: TagService, user_database: Database) -> None:
    tags.add('a', None, None, None)
    use(user_database, 'a')
    assert tags.delete('A') == 2
    assert used(user_database) == []
    with pytest.raises(NotFoundError):
        tags.delete('a')


def test_reserved_tag_can_be_recolored_only(tags: TagService) -> None:
    tags.edit('contract', background_color='123456')
    with pytest.raises(ConflictError):
        tags.delete('Contract')
    with pytest.raises(ConflictError):
        tags.edit('Contract', new_name='x')
    with pytest.raises(ConflictError):
        tags.add('CONTRACT', None, None, None)
    assert names(tags) == ['Contract']


def test_resolve_gives_stored_names_once_and_names_the_unknown(tags: TagService) -> None:
    tags.add('Savings', None, None, None)
    assert tags.resolve(['savings', 'SAVINGS', 'contract']) == ['Savings', 'Contract']
    with pytest.raises(InputError) as caught:
        tags.resolve(['savings', 'nothing'], 'balances.0.tags')
    assert caught.value.field == 'balances.0.tags.1'
