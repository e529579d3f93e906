"""Pictures of assets: the shipped one, the user's own in its place, and back."""

import base64
from pathlib import Path

from tests.api.conftest import Client

PNG = b'\x89PNG\r\n\x1a\n' + bytes(80) + b'\0\0\0\0IEND\xaeB`\x82'


def test_a_picture_of_ones_own_takes_the_place_of_the_shipped_one_until_it_is_removed(user: Client, tmp_path: Path) -> None:
    file = tmp_path / 'coin.png'
    file.write_bytes(PNG)

    def pictures(*, only_own: bool) -> dict[str, str | None]:
        found: dict[str, str | None] = user.result('POST', '/assets/icons', {'identifiers': ['ETH', 'BTC'], 'only_own': only_own})
        return found

    shipped = pictures(only_own=False)
    assert shipped['ETH'] is not None
    assert pictures(only_own=True) == {'ETH': None, 'BTC': None}

    user.result('PUT', '/assets/icon/modify', {'asset': 'ETH', 'file': str(file)})
    own = 'data:image/png;base64,' + base64.b64encode(PNG).decode()
    assert pictures(only_own=True) == {'ETH': own, 'BTC': None}
    assert pictures(only_own=False) == {**shipped, 'ETH': own}

    user.result('PATCH', '/assets/icon/modify', {'asset': 'ETH'})
    assert pictures(only_own=False) == shipped
