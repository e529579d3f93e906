/** What an event was told from: the parts of a stored transaction that its sources name. */

export type Fact = Record<string, unknown>;

export interface SourceFact {
  /** `log:12`, `log:12.0` (a part of one), `internal:3`, `value`, `fee` or what else a rule named. */
  source: string;
  kind: 'log' | 'internal' | 'value' | 'other';
  /** Of a log: its index in the block; of an internal transfer: its place among those of the transaction. */
  index: number | null;
  /** The contract that logged it, or the sender of a transfer. */
  address: string | null;
  fact: Fact | null;
}

const asRecord = (value: unknown): Fact | null => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fact : null);
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (fact: Fact | null, name: string): string | null => (typeof fact?.[name] === 'string' ? fact[name] : null);

/** @param raw `transaction`, `receipt` and `internal` as the backend keeps them; anything else names no facts */
export function findFact(raw: unknown, source: string): SourceFact {
  const stored = asRecord(raw);
  const numbered = /^(log|internal):(\d+)(?:\.\d+)?$/.exec(source);
  if (numbered?.[1] === 'log') {
    const index = Number(numbered[2]);
    const fact = asList(asRecord(stored?.['receipt'])?.['logs']).map(asRecord).find(log => Number(textOf(log, 'logIndex') ?? NaN) === index) ?? null;
    return { source, kind: 'log', index, address: textOf(fact, 'address'), fact };
  }
  if (numbered) {
    const index = Number(numbered[2]);
    const fact = asRecord(asList(stored?.['internal'])[index]);
    return { source, kind: 'internal', index, address: textOf(fact, 'from'), fact };
  }
  if (source !== 'value') return { source, kind: 'other', index: null, address: null, fact: null };
  const sent = asRecord(stored?.['transaction']);
  const fact = sent === null ? null : Object.fromEntries(['from', 'to', 'value', 'input'].filter(name => name in sent).map(name => [name, sent[name]]));
  return { source, kind: 'value', index: null, address: textOf(fact, 'from'), fact };
}
