"""Figures for the form E1kv: current income, realised gains and losses at 27.5 %, old stock apart; before 2022 speculation for the form E1."""

from collections.abc import Sequence
from typing import Final

from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, YearFigures
from rotkehlchen.contracts.tax_form import (
    SUMMARY,
    Receipt,
    Sums,
    Year,
    disposal_form,
    other_forms,
    read_year,
    receipt_form,
    sum_up,
    to_cents,
    total_of,
    unknown_notes,
    without_noise,
)
from rotkehlchen.contracts.tax_law import get_figure
from rotkehlchen.core.money import ZERO
from rotkehlchen.integrations.jurisdictions.austria.rules import FIRST_YEAR, RATES, SPECULATION_LIMIT


class Report:
    def forms(self, figures: YearFigures) -> Sequence[Form]:
        year = read_year(figures)
        taxable = [one for one in year.disposals if not one.is_free]
        free = [one for one in year.disposals if one.is_free]
        current = [one for one in year.income if one.line.taxable_amount]
        at_zero = [one for one in year.income if not one.line.taxable_amount]
        is_new = figures.year.first.year >= FIRST_YEAR
        first = _capital_form(figures, year, sum_up(taxable), sum_up(free), current) if is_new else _speculation_form(figures, year, sum_up(taxable))
        lists = [receipt_form(figures, current if is_new else year.income, 'income', 'Laufende Einkünfte' if is_new else 'Einkünfte aus Leistungen')]
        if is_new and at_zero:
            lists.append(receipt_form(
                figures, at_zero, 'free_on_receipt', 'Staking, Airdrops: erst beim Verkauf besteuert (§ 27b Abs. 2 EStG)',
                ('Their cost is zero: all of the price is gain when they are sold.',)))
        return [
            first,
            disposal_form(figures, taxable, 'Veräußerungen, steuerpflichtig', form_id='taxable_disposals'),
            disposal_form(figures, free, 'Altbestand und abgelaufene Spekulationsfrist, steuerfrei', form_id='tax_free', held=('', 'free')),
            *lists,
            *other_forms(figures, year),
        ]


def _capital_form(figures: YearFigures, year: Year, sums: Sums, free: Sums, current: Sequence[Receipt]) -> Form:
    rate, income = get_figure(RATES, figures.year.first), total_of(current)
    base = max(ZERO, income + sums.gain)
    rows: list[tuple[Cell, ...]] = [(line, words, to_cents(amount)) for line, words, amount in (
        ('', 'Laufende Einkünfte aus Kryptowährungen (27,5 %)', income),
        ('', 'Überschüsse aus realisierten Wertsteigerungen (27,5 %)', sums.gains),
        ('', 'Verluste aus realisierten Wertsteigerungen', sums.losses),
        ('', 'Bemessungsgrundlage nach Verlustausgleich, nicht unter null', base),
        ('', 'Steuer zum besonderen Satz, vor Anrechnung einbehaltener KESt', base * rate),
        ('', 'Nicht zu erklären: Altbestand, Gewinn oder Verlust', free.gain),
    )]
    return Form(
        'e1kv', f'E1kv {figures.year.label}: Kryptowährungen', SUMMARY, rows, None, (
            'A loss can be set off against other capital income taxed at 27.5 % in the same year; it is not carried into the next one.',
            'Numbers of the fields are not printed here: they could not be checked.',
            *unknown_notes(figures, year.disposals, current)), 'Beilage E1kv zur Einkommensteuererklärung')


def _speculation_form(figures: YearFigures, year: Year, sums: Sums) -> Form:
    rows: list[tuple[Cell, ...]] = [(line, words, to_cents(amount)) for line, words, amount in (
        ('', 'Veräußerungserlöse innerhalb eines Jahres', sums.proceeds), ('', 'Anschaffungskosten', sums.cost),
        ('', 'Einkünfte aus Spekulationsgeschäften (§ 31 EStG)', sums.gain),
        ('', 'Freigrenze § 31 Abs. 3 EStG', SPECULATION_LIMIT),
        ('', 'Davon steuerpflichtig, wenn es keine anderen Spekulationsgeschäfte gab', sums.gain if without_noise(sums.gain) > SPECULATION_LIMIT else ZERO),
    )]
    return Form(
        'speculation', f'Spekulationsgeschäfte {figures.year.label}', SUMMARY, rows, None, (
            'Losses of speculation can only be set off against gains of speculation of the same year.',
            *unknown_notes(figures, year.disposals, year.income)), 'Einkommensteuererklärung E1')


REPORT: Final[TaxReport] = Report()
