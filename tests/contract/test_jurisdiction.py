"""What every jurisdiction's folder keeps to, found on disk: years without gaps, policies that exist, forms that are whole whatever the lines are."""

import ast
import datetime
import itertools
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from rotkehlchen.contracts.gain import Basis, Finding, Kind, Line, LotPart, Method, OpenLot, Portfolio, Scope
from rotkehlchen.contracts.jurisdiction import Form, Policy, SwapTreatment, TaxReport, TaxRules, YearFigures
from rotkehlchen.contracts.manifest import Manifest
from rotkehlchen.contracts.registry import SHIPPED, Registry
from rotkehlchen.contracts.tax_law import METHODS
from rotkehlchen.core.errors import InputError
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs

REGISTRY = Registry()
FOLDERS = [pytest.param(one, id=one.id) for one in REGISTRY.manifests('jurisdiction')]
YEARS = range(2013, 2028)
TYPES = {
    'text': str, 'date': datetime.date, 'time': datetime.datetime, 'amount': Decimal, 'money': Decimal | int, 'number': int,
}
every_folder = pytest.mark.parametrize('manifest', FOLDERS)


def rules_of(manifest: Manifest) -> TaxRules:
    rules: TaxRules = REGISTRY.load('jurisdiction', manifest.id, 'rules').RULES
    return rules


def report_of(manifest: Manifest) -> TaxReport:
    report: TaxReport = REGISTRY.load('jurisdiction', manifest.id, 'report').REPORT
    return report


@every_folder
def test_every_day_is_in_one_year_and_years_follow_each_other(manifest: Manifest) -> None:
    rules = rules_of(manifest)
    year = rules.tax_year(datetime.date(2012, 12, 31))
    labels = [year.label]
    while year.last < datetime.date(2028, 12, 31):
        after = rules.tax_year(year.last + datetime.timedelta(days=1))
        assert after.first == year.last + datetime.timedelta(days=1)
        assert 365 <= (after.last - after.first).days + 1 <= 366
        assert rules.tax_year(after.first) == rules.tax_year(after.last) == after
        ZoneInfo(after.zone)
        labels.append(after.label)
        year = after
    assert len(set(labels)) == len(labels)


@every_folder
@pytest.mark.parametrize('number', YEARS)
def test_every_year_has_a_policy_for_every_choice(manifest: Manifest, number: int) -> None:
    rules = rules_of(manifest)
    for day in (datetime.date(number, 1, 1), datetime.date(number, 6, 30), datetime.date(number, 12, 31)):
        year = rules.tax_year(day)
        names = [one.name for one in rules.choices]
        for values in itertools.product(*(one.values for one in rules.choices)):
            check_policy(rules.policy(year, dict(zip(names, values, strict=True))), year.zone)
        default = rules.policy(year, {one.name: one.values[0] for one in rules.choices})
        assert default == rules.policy(year, {})


def check_policy(policy: Policy, zone: str) -> None:
    assert policy.method in get_args(Method)
    assert policy.behind_specific in METHODS - {'specific'}
    assert policy.scope in get_args(Scope)
    assert policy.swap in get_args(SwapTreatment)
    assert policy.zone == zone
    assert min(policy.ahead_days, policy.recent_days, policy.loss_deferred_days) >= 0
    assert policy.free_after_years is None or policy.free_after_years > 0
    assert policy.long_after_years is None or policy.long_after_years > 0


@every_folder
def test_every_choice_has_values_and_refuses_others(manifest: Manifest) -> None:
    rules = rules_of(manifest)
    assert len({one.name for one in rules.choices}) == len(rules.choices)
    for choice in rules.choices:
        assert len(set(choice.values)) == len(choice.values) > 0
        assert choice.name != 'method' or set(choice.values) <= METHODS
        if choice.name == 'zone':
            assert {ZoneInfo(one).key for one in choice.values} == set(choice.values)
            assert choice.values[0] == rules.tax_year(datetime.date(2024, 6, 1)).zone
        elif not choice.is_by_location:
            with pytest.raises(InputError):
                rules.policy(rules.tax_year(datetime.date(2024, 6, 1)), {choice.name: 'another'})


@every_folder
def test_currency_is_a_code(manifest: Manifest) -> None:
    assert re.fullmatch('[A-Z]{3}', rules_of(manifest).currency) or manifest.id == 'generic'


@every_folder
@pytest.mark.parametrize('number', YEARS)
def test_forms_are_whole_on_no_lines_and_on_all_kinds(manifest: Manifest, number: int) -> None:
    rules, report = rules_of(manifest), report_of(manifest)
    year = rules.tax_year(datetime.date(number, 7, 15))
    for lines in ([], list(mixed(number))):
        figures = YearFigures(year, rules.currency or 'EUR', lambda lines=lines: iter(lines), lots(number), findings(number))  # type: ignore[misc]
        forms = report.forms(figures)
        assert forms == report.forms(figures)
        assert len({one.id for one in forms}) == len(forms)
        for form in forms:
            check_form(form)
        assert forms[-1].id == 'unknown'
        assert len(forms[-1].rows) == len(figures.findings)
        if lines:
            assert any('not known' in note for note in forms[0].notes), 'the summary must tell what its sums leave out'


def check_form(form: Form) -> None:
    assert re.fullmatch('[a-z][a-z0-9_]*', form.id)
    assert form.title.strip() == form.title
    assert form.title
    for row in form.rows:
        assert len(row) == len(form.columns), form.id
        for cell, (heading, kind) in zip(row, form.columns, strict=True):
            assert cell is None or isinstance(cell, TYPES[kind]), (form.id, heading, cell)  # type: ignore[arg-type]
            assert not isinstance(cell, bool | float)
            if kind == 'money' and isinstance(cell, Decimal):
                exponent = cell.as_tuple().exponent
                assert isinstance(exponent, int)
                assert exponent >= -2, f'{form.id}: {heading} is not rounded: {cell}'
    assert form.totals is None or len(form.totals) == len(form.columns)
    assert all(note and note.strip() == note for note in form.notes)


def mixed(number: int) -> Iterator[Line]:
    """One line of each kind, known and unknown, whole and in odd shares, with every flag."""
    third = Decimal(1) / 3
    when = TimestampMs(int(datetime.datetime(number, 7, 15, 12, tzinfo=datetime.UTC).timestamp()) * 1000)
    before = TimestampMs(when - 86_400_000 * 100)
    parts = tuple(
        LotPart(third, Decimal('33.333'), basis, before if basis == 'lot' else None, is_free=index % 3 == 0, is_long_term=index % 2 == 0)
        for index, basis in enumerate(get_args(Basis)) if basis != 'missing'
    )
    unknown = (LotPart(third, None, 'missing'),)
    for index, kind in enumerate(get_args(Kind)):
        for known in (True, False):
            yield Line(
                index=index * 2 + known, event_id=index, group=f'g{index}', timestamp=when, category='trade', kind=kind, location='kraken', account=None,
                asset=AssetId('ETH'), taxable_amount=Decimal(1), free_amount=third, price=None, gain_taxable=Decimal('1.23456') if known else None,
                gain_free=Decimal(0), event_type='trade', event_subtype='spend', proceeds=Decimal('100.01') if known else None,
                cost=Decimal('66.666') if known else None, parts=parts if known else unknown,
                portfolio=Portfolio(Decimal(3000), Decimal('1000.123'), Decimal(0)) if known else None,
            )
    for flag in ('carried', 'loss_deferred', 'exempt', 'no_gain'):
        yield Line(
            index=90, event_id=None, group='h', timestamp=when, category='margin position' if flag == 'exempt' else 'trade', kind='disposal', location='eth',
            account='0x1', asset=AssetId('BTC'), taxable_amount=third, free_amount=Decimal(0), price=Decimal(3), gain_taxable=Decimal(-5),
            gain_free=Decimal(0), event_type='trade', event_subtype='spend', proceeds=Decimal(1), cost=Decimal('7.7'),
            parts=(LotPart(third, Decimal('7.7'), 'average', gain=Decimal(-5)),), flags=frozenset({flag}),
        )
    yield Line(
        index=99, event_id=None, group='i', timestamp=when, category='trade', kind='disposal', location='eth', account=None, asset=AssetId('BTC'),
        taxable_amount=Decimal(1), free_amount=Decimal(0), price=None, gain_taxable=None, gain_free=None, event_type='trade', event_subtype='spend',
        proceeds=Decimal(12), is_counted=True,
    )


def lots(number: int) -> list[OpenLot]:
    when = TimestampMs(int(datetime.datetime(number, 1, 1, tzinfo=datetime.UTC).timestamp()) * 1000)
    return [OpenLot(AssetId('ETH'), 'kraken:a', Decimal('0.1'), cost, when, None, 'kraken', 'a') for cost in (Decimal('1.005'), None)]


def findings(number: int) -> list[Finding]:
    when = TimestampMs(int(datetime.datetime(number, 7, 1, tzinfo=datetime.UTC).timestamp()) * 1000)
    return [
        Finding('missing_acquisition', when, AssetId('ETH'), 7, 'g7', {'missing': '1.5', 'found': '0'}),
        Finding('missing_price', when, AssetId('X'), None, 'g8'), Finding('something_new', when, AssetId('X'), None, 'g9', {'missing': 3}),
    ]


@every_folder
def test_folder_imports_no_other_and_does_no_input_or_output(manifest: Manifest) -> None:
    own = f'rotkehlchen.integrations.jurisdictions.{manifest.id}'
    for file in manifest.folder.glob('*.py'):
        for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ''] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith('rotkehlchen.integrations') or name.startswith(f'{own}.') or name == own, (file.name, name)
                assert name.split('.')[0] not in {'requests', 'sqlite3', 'socket', 'os', 'time', 'pathlib', 'random'}, (file.name, name)


def test_nothing_outside_names_a_folder() -> None:
    package = SHIPPED.parent
    for file in package.rglob('*.py'):
        if 'jurisdictions' not in file.parts:
            assert 'integrations.jurisdictions.' not in file.read_text(encoding='utf-8'), file


def test_deleting_a_folder_breaks_nothing(tmp_path: Path) -> None:
    for one in REGISTRY.manifests('jurisdiction'):
        root = tmp_path / one.id
        shutil.copytree(SHIPPED / 'jurisdictions', root / 'jurisdictions', ignore=shutil.ignore_patterns(one.id, '__pycache__'))
        registry = Registry(root)
        left = {manifest.id for manifest in registry.manifests('jurisdiction')}
        for identifier in left:
            assert registry.load('jurisdiction', identifier, 'rules').RULES.tax_year(datetime.date(2024, 6, 1)).label
            assert registry.load('jurisdiction', identifier, 'report').REPORT
        assert left == {manifest.id for manifest in REGISTRY.manifests('jurisdiction')} - {one.id}


@every_folder
def test_folder_is_told_in_the_guide(manifest: Manifest) -> None:
    """What is assumed and what is not covered stands in docs/tax.md, under the name of the country."""
    guide = (Path(__file__).parent.parent.parent / 'docs' / 'tax.md').read_text(encoding='utf-8')
    assert f'\n## {manifest.name}\n' in guide
