import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.errors import InputError
from rotkehlchen.storage.page import Page, like_pattern

COLUMNS = {'name': 'name COLLATE NOCASE', 'time': 'made_at'}


def test_page_without_anything_gives_all_in_the_default_order() -> None:
    assert Page().to_sql(COLUMNS, 'id') == ' ORDER BY id LIMIT -1 OFFSET 0'


def test_page_orders_by_each_attribute_and_then_by_the_default() -> None:
    page = Page(10, 5, (('time', False), ('name', True)))
    assert page.to_sql(COLUMNS, 'id') == ' ORDER BY made_at DESC, name COLLATE NOCASE ASC, id LIMIT 10 OFFSET 5'


def test_page_ordered_by_another_attribute_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        Page(order=(('id; DROP TABLE x', True),)).to_sql(COLUMNS, 'id')
    assert caught.value.field == 'order_by_attributes.0'


@given(st.text(alphabet='a%_\\b', max_size=8), st.text(alphabet='a%_\\b', max_size=8))
def test_like_pattern_finds_exactly_what_contains_the_text(text: str, wanted: str) -> None:
    connection = sqlite3.connect(':memory:')
    found = connection.execute("SELECT ? LIKE ? ESCAPE '\\'", (text, like_pattern(wanted))).fetchone()[0]
    connection.close()
    assert bool(found) == (wanted in text)
