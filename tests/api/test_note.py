from tests.api.conftest import Client


def test_notes_are_written_found_changed_and_deleted(user: Client) -> None:
    body = {'title': 'a', 'content': 'x\ny', 'location': 'DASHBOARD', 'is_pinned': False}
    identifier = user.result('PUT', '/notes', body)
    query = {'limit': 10, 'offset': 0, 'order_by_attributes': ['is_pinned', 'last_update_timestamp'], 'ascending': [False, False],
             'location': 'DASHBOARD', 'title_substring': ''}
    found = user.result('POST', '/notes', query)
    assert (found['entries_found'], found['entries_total'], found['entries_limit']) == (1, 1, -1)
    entry = found['entries'][0]
    assert {name: entry[name] for name in body} == body
    assert user.result('PATCH', '/notes', {**entry, 'title': 'b'}) is True
    assert user.result('POST', '/notes', {})['entries'][0]['title'] == 'b'
    assert user.result('DELETE', '/notes', {'identifier': identifier}) is True
    user.error('DELETE', '/notes', {'identifier': identifier}, status=404)
    assert user.result('POST', '/notes', {})['entries'] == []


def test_notes_with_bad_paging_name_the_field(user: Client) -> None:
    for body, field in (
        ({'limit': -2}, 'limit'), ({'offset': -1}, 'offset'), ({'limit': 1.5}, 'limit'), ({'limit': '１'}, 'limit'),  # noqa: RUF001
        ({'order_by_attributes': ['title'], 'ascending': [True, False]}, 'ascending'),
        ({'order_by_attributes': ['nothing']}, 'order_by_attributes.0'), ({'from_timestamp': 'now'}, 'from_timestamp'),
    ):
        assert user.error('POST', '/notes', body)['params']['field'] == field
