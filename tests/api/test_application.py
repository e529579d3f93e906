"""What the application makes of the table of routes."""

import builtins
from typing import Any

import pytest
from flask import Flask

from rotkehlchen.api import guard
from rotkehlchen.api.application import LateRule, create_application
from rotkehlchen.api.table import load_routes
from rotkehlchen.services.container import AppServices

VALUES = {'IntegerConverter': 7, 'UnicodeConverter': 'a b/ü', 'PathConverter': 'x/y'}


@pytest.fixture
def application(services: AppServices) -> Flask:
    return create_application(services, load_routes(), guard.Policy(4242, None))


def test_start_compiles_nothing_that_makes_urls(services: AppServices, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = builtins.compile

    def watch(source: Any, filename: str, *more: Any, **options: Any) -> Any:
        compiled.append(filename)
        return real(source, filename, *more, **options)
    monkeypatch.setattr(builtins, 'compile', watch)
    create_application(services, load_routes(), guard.Policy(4242, None))
    assert '<werkzeug routing>' not in compiled
    Flask('any').add_url_rule('/<a>/<b>', 'any')
    assert '<werkzeug routing>' in compiled, 'the library compiles elsewhere by now'


def test_urls_are_made_as_the_library_makes_them(application: Flask) -> None:
    plain = Flask('plain', static_folder=None)
    for rule in application.url_map.iter_rules():
        plain.add_url_rule(rule.rule, rule.endpoint, methods=['GET'])
    ours, theirs = application.url_map.bind('127.0.0.1'), plain.url_map.bind('127.0.0.1')
    for rule in application.url_map.iter_rules():
        assert type(rule) is LateRule
        values: dict[str, Any] = {name: VALUES.get(type(rule._converters[name]).__name__, 'x') for name in rule.arguments}
        for more in ({}, {'unknown': 'ü 1'}):
            assert ours.build(rule.endpoint, {**values, **more}) == theirs.build(rule.endpoint, {**values, **more})
