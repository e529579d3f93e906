/** One file on its way: the form that is sent, what may happen with it now, and its rows that were left out. */
import type { FileChoice, LeftOut, Preview } from './types';

export const emptyChoice = (): FileChoice => ({ source: '', timezone: null, decimal: null, timestampFormat: '', mapping: null });

export function formOf(file: File, choice: FileChoice): FormData {
  const form = new FormData();
  form.set('file', file);
  if (choice.mapping !== null) form.set('mapping', JSON.stringify(choice.mapping));
  else form.set('source', choice.source);
  if (choice.timezone !== null) form.set('timezone', choice.timezone);
  if (choice.decimal !== null) form.set('decimal', choice.decimal);
  if (choice.timestampFormat.trim() !== '') form.set('timestamp_format', choice.timestampFormat.trim());
  return form;
}

/** Questions that the user has not answered yet. */
export function openQuestions(facts: Preview, choice: FileChoice): Preview['needs'] {
  return facts.needs.filter(need => (need === 'timezone' ? choice.timezone === null : need === 'decimal' ? choice.decimal === null : need === 'time_format' ? choice.timestampFormat.trim() === '' : true));
}

export type Readiness = 'asks' | 'ready' | 'nothing' | 'nothingNew';

export function readinessOf(preview: Preview, choice: FileChoice): Readiness {
  if (openQuestions(preview, choice).length > 0) return 'asks';
  if (preview.groups === 0) return 'nothing';
  return preview.new_groups === 0 ? 'nothingNew' : 'ready';
}

export interface LeftOutRow { line: number; message: string; column: string | null; isProblem: boolean }

/** Rows that are left out, problems first, then by line. */
export function leftOutRows({ skipped, problems }: LeftOut): LeftOutRow[] {
  return [
    ...problems.map(({ line, message, column }) => ({ line, message, column, isProblem: true })),
    ...skipped.map(({ line, message }) => ({ line, message, column: null, isProblem: false })),
  ];
}

/** Time zones: the computer's own and UTC first. */
export function zoneOptions(own: string, all: readonly string[]): { value: string; label: string }[] {
  const first = [...new Set(['UTC', own])].filter(zone => zone !== '');
  return [...first, ...all.filter(zone => !first.includes(zone))].map(value => ({ value, label: value.replaceAll('_', ' ') }));
}

/** How a delimiter is named on screen. */
export const delimiterName = (delimiter: string): 'comma' | 'semicolon' | 'tab' | 'bar' | 'other' =>
  (({ ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const)[delimiter] ?? 'other');
