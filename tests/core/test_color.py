import pytest

from rotkehlchen.core.color import PALETTE, compute_contrast, default_background, most_readable_on, parse_color
from rotkehlchen.core.errors import InputError


def test_contrast_of_black_on_white_is_21() -> None:
    assert compute_contrast('000000', 'ffffff') == pytest.approx(21)


def test_contrast_of_a_published_example_agrees() -> None:
    assert compute_contrast('767676', 'FFFFFF') == pytest.approx(4.54, abs=0.005)  # the lightest grey that passes AA on white


@pytest.mark.parametrize('background', PALETTE)
def test_palette_with_its_text_color_is_readable(background: str) -> None:
    assert compute_contrast(background, most_readable_on(background)) >= 4.5


def test_default_background_for_a_name_ignores_letter_case() -> None:
    assert default_background('Savings') == default_background('SAVINGS')


@pytest.mark.parametrize('raw', ['#1565C0', '1565C', '15 65C', 'red', '\uff11565C0', '', None, 156500])
def test_parse_color_malformed_is_refused(raw: object) -> None:
    with pytest.raises(InputError):
        parse_color(raw)
