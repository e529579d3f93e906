"""Descriptions of events: every pair has words, every protocol's template can be filled, and names of tokens cannot lead anybody astray."""

import string
from decimal import Decimal
from typing import Any

import pytest

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.transaction import ZERO_ADDRESS
from rotkehlchen.core.event import PAIRS, HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.event_text import ENGLISH, EventText, Words, clean, languages, load_words

ADDRESS = '0x52908400098527886E0F7030069857D2E4169EE7'
TEMPLATES = {'gauge_claim': 'Claim {amount} {asset} from {gauge} for {account} at {address} on {counterparty}'}
LABELS = {'curve': 'Curve.fi', 'gas': 'Gas'}
TEXT = EventText(TEMPLATES, LABELS)


def event(event_type: str = 'trade', subtype: str = 'spend', amount: str = '1.5', **more: Any) -> HistoryEvent:
    return HistoryEvent('g', 0, TimestampMs(0), 'ethereum', 'me', event_type, subtype, AssetId('ETH'), Decimal(amount), **more)


@pytest.mark.parametrize('pair', PAIRS)
def test_every_pair_is_told_in_words(pair: tuple[str, str]) -> None:
    for amount in ('0', '1.50'):
        text = TEXT.render(event(*pair, amount=amount, address=ADDRESS), 'ETH')
        assert text
        assert text[0].isupper()
        assert '{' not in text
        assert text == text.strip()
        assert 'none' not in text


@pytest.mark.parametrize(('made', 'text'), [
    (event(counterparty='curve'), 'Swap 1.5 ETH on Curve.fi'),
    (event(counterparty='unheard of'), 'Swap 1.5 ETH on unheard of'),
    (event('spend', 'fee', '0.002', counterparty='gas', kind='gas'), 'Pay 0.002 ETH for gas'),
    (event('receive', 'none', address=ADDRESS), f'Receive 1.5 ETH from {ADDRESS}'),
    (event('receive', 'reward', kind='gauge_claim', counterparty='curve', address=ADDRESS, params={'gauge': 'the 3pool gauge'}),
     f'Claim 1.5 ETH from the 3pool gauge for me at {ADDRESS} on Curve.fi'),
    (event('receive', 'reward', kind='gauge_claim'), 'Claim 1.5 ETH from for me at unknown on'),
    (event('receive', 'none', address=ZERO_ADDRESS), 'Receive 1.5 ETH, newly minted'),
    (event('spend', 'none', address=ZERO_ADDRESS, counterparty='curve'), 'Burn 1.5 ETH on Curve.fi'),
    (event('transfer', 'none', address=ZERO_ADDRESS), f'Transfer 1.5 ETH to {ZERO_ADDRESS}'),
    (event('informational', 'approve', '0', address=ADDRESS), f'Take back the allowance of {ADDRESS} to spend ETH'),
    (event('informational', 'approve', str(2**256 - 1), address=ADDRESS), f'Allow {ADDRESS} to spend any amount of ETH'),
    (event(amount='0.000000000000000001'), 'Swap 0.000000000000000001 ETH'),
])
def test_event_is_told_with_its_own_values(made: HistoryEvent, text: str) -> None:
    assert TEXT.render(made, 'ETH') == text


@pytest.mark.parametrize(('name', 'shown'), [
    ('US\u202eDC', 'USDC'), ('\u2066USDC\u2069', 'USDC'), ('US\u200bDC', 'USDC'), ('A\nB', 'AB'), ('A\x00B', 'AB'), ('\ue000A', 'A'),
    ('<b>A</b>', '<b>A</b>'), ('{amount}', '{amount}'), ('{0.__class__}', '{0.__class__}'), ('Zoë 😀', 'Zoë 😀'), ('a  b', 'a b'),
])
def test_name_of_a_token_is_text_and_nothing_else(name: str, shown: str) -> None:
    assert TEXT.render(event(), name) == f'Swap 1.5 {shown}'
    assert clean(name) == shown


def test_every_template_of_a_protocol_can_be_filled() -> None:
    directory = CounterpartyDirectory(Registry())
    text, texts = EventText(directory.texts(ENGLISH), directory.labels), directory.texts(ENGLISH)
    assert texts
    for kind, template in texts.items():
        names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
        assert all(name.isidentifier() for name in names), f'{kind}: {template}'
        told = text.render(event(kind=kind, address=ADDRESS, params=dict.fromkeys(names, 'given')), 'ETH')
        assert told, kind
        assert '{' not in told, kind


def test_other_words_have_another_fingerprint() -> None:
    made = [EventText({}, {}), EventText({'a': 'b'}, {}), EventText({}, {'a': 'b'}), EventText({'a': 'c'}, {})]
    assert len({text.fingerprint for text in made}) == len(made)
    assert EventText({'a': '1', 'b': '2'}, {}).fingerprint == EventText({'b': '2', 'a': '1'}, {}).fingerprint


def others() -> list[str]:
    return [language for language in languages() if language != ENGLISH]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def templates_of(words: Words) -> dict[str, str]:
    return {
        **words.by_type, **words.kinds, 'counterparty': words.counterparty, 'any_amount': words.any_amount, 'allowance_ends': words.allowance_ends,
    }


def test_there_is_german() -> None:
    assert languages()[0] == ENGLISH
    assert 'de' in others()


@pytest.mark.parametrize('language', others())
def test_a_language_says_all_that_english_says_with_the_same_values(language: str) -> None:
    directory = CounterpartyDirectory(Registry())
    english = templates_of(load_words(ENGLISH)) | dict(directory.texts(ENGLISH))
    theirs = templates_of(load_words(language)) | dict(directory.texts(language))
    assert theirs.keys() == english.keys()
    for key, template in theirs.items():
        assert placeholders(template) == placeholders(english[key]), key
        assert template != english[key], key


def test_kind_that_nobody_translated_is_told_in_english() -> None:
    directory = CounterpartyDirectory(Registry())
    assert directory.texts('xx') == directory.texts(ENGLISH)


@pytest.mark.parametrize(('made', 'text'), [
    (event(counterparty='curve'), '1,5 ETH tauschen (Curve.fi)'),
    (event('spend', 'fee', '0.002', counterparty='gas', kind='gas'), '0,002 ETH für Gas zahlen'),
    (event('receive', 'none', address=ADDRESS), f'1,5 ETH von {ADDRESS} empfangen'),
    (event('receive', 'none'), '1,5 ETH empfangen'),
    (event('informational', 'approve', '0', address=ADDRESS), f'Erlaubnis für {ADDRESS} zurücknehmen, ETH auszugeben'),
    (event('informational', 'approve', str(2**256 - 1), address=ADDRESS), f'{ADDRESS} erlauben, beliebig viel ETH auszugeben'),
    (event('receive', 'reward', kind='gauge_claim', params={'gauge': 'x'}), 'Claim 1,5 ETH from x for me at unbekannt on'),  # nobody said it in German
])
def test_event_is_told_in_german(made: HistoryEvent, text: str) -> None:
    assert EventText(TEMPLATES, LABELS, 'de').render(made, 'ETH') == text
