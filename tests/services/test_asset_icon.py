"""Pictures that users give their assets: whole ones of known kinds, and nothing that runs."""

import pytest

from rotkehlchen.core.errors import InputError
from rotkehlchen.services.assets.icon import MAX_BYTES, check_picture

PNG = b'\x89PNG\r\n\x1a\n' + bytes(80) + b'\0\0\0\0IEND\xaeB`\x82'
JPEG = b'\xff\xd8\xff\xe0' + bytes(80) + b'\xff\xd9'
GIF = b'GIF89a' + bytes(80) + b';'
WEBP = b'RIFF' + (84).to_bytes(4, 'little') + b'WEBP' + bytes(80)


@pytest.mark.parametrize(('content', 'suffix'), [(PNG, 'png'), (JPEG, 'jpg'), (GIF, 'gif'), (WEBP, 'webp'), (b'<svg xmlns="x"><path d="M0 0"/></svg>', 'svg')])
def test_whole_pictures_are_taken(content: bytes, suffix: str) -> None:
    assert check_picture(content) == suffix


@pytest.mark.parametrize(('content', 'told'), [
    (PNG[:60], 'cut off'), (JPEG[:40], 'cut off'), (GIF[:40], 'cut off'), (WEBP[:60], 'cut off'), (b'', 'is not a PNG'), (b'hello', 'is not a PNG'),
    (b'<svg><script>1</script></svg>', 'holds scripts'), (PNG + bytes(MAX_BYTES), 'at most'),
])
def test_others_are_refused(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        check_picture(content)
