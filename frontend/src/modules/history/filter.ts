/** The filter of the history: words such as `asset:ETH`, kept in the address bar and in saved views. */
export const FILTER_KEYS = ['asset', 'location', 'account', 'type', 'subtype', 'protocol', 'product', 'address', 'tx', 'state', 'accounting', 'spam', 'from', 'to', 'text', 'group'] as const;
export type FilterKey = typeof FILTER_KEYS[number];

export interface Chip { key: FilterKey; value: string }

/** Filters that can stand only once: a second one takes the place of the first. */
const SINGLE: ReadonlySet<FilterKey> = new Set(['asset', 'location', 'from', 'to', 'text', 'accounting', 'spam']);
/** A state that is no marker of an event: its price is looked for when one asks. */
export const MISSING_PRICE = 'missing price';
const LISTS: Partial<Record<FilterKey, string>> = {
  account: 'location_labels', type: 'event_types', subtype: 'event_subtypes', protocol: 'counterparties', product: 'products', address: 'addresses',
  tx: 'tx_refs', state: 'state_markers', group: 'group_identifiers',
};

export const TX_HASH = /^0x[0-9a-fA-F]{64}$/;

/** The key before the colon, and what is behind it. `nameOf`: keys in the reader's language, which are understood, too. */
export function splitWord(typed: string, nameOf: (key: FilterKey) => string = key => key): { key: FilterKey; rest: string } | null {
  const text = typed.trim();
  const at = text.indexOf(':');
  const word = text.slice(0, at).trim().toLowerCase();
  const key = at > 0 ? FILTER_KEYS.find(name => name === word) ?? FILTER_KEYS.find(name => nameOf(name).toLowerCase() === word) : undefined;
  return key === undefined ? null : { key, rest: text.slice(at + 1).trim() };
}

/** Reads one word. Text without a known key is looked for in the descriptions, a hash or an address in its own place; null for nothing. */
export function parseChip(typed: string, nameOf?: (key: FilterKey) => string): Chip | null {
  const text = typed.trim();
  if (text === '') return null;
  const word = splitWord(text, nameOf);
  if (word !== null) return word.rest === '' ? null : { key: word.key, value: word.rest };
  if (TX_HASH.test(text)) return { key: 'tx', value: text };
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return { key: 'address', value: text };
  return { key: 'text', value: text };
}

export const chipText = (chip: Chip): string => `${chip.key}:${chip.value}`;

export function addChip(chips: readonly Chip[], added: Chip): Chip[] {
  const kept = chips.filter(chip => (SINGLE.has(added.key) ? chip.key !== added.key : chipText(chip) !== chipText(added)));
  return [...kept, added];
}

/** `2024`, `2024-05` or `2024-05-01` in local time: the first second of it, or with `end` the last; null when it is no date. */
export function parseDay(text: string, end = false): number | null {
  const match = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), match[2] === undefined ? null : Number(match[2]), match[3] === undefined ? null : Number(match[3])];
  if (year < 1970 || (month !== null && (month < 1 || month > 12)) || (day !== null && (day < 1 || day > 31))) return null;
  const start = new Date(year, (month ?? 1) - 1, day ?? 1);
  if (day !== null && start.getDate() !== day) return null;
  if (!end) return Math.floor(start.getTime() / 1000);
  const next = day !== null ? new Date(year, start.getMonth(), day + 1) : month !== null ? new Date(year, month, 1) : new Date(year + 1, 0, 1);
  return Math.floor(next.getTime() / 1000) - 1;
}

/** Keys with few values. */
export const FIXED: Partial<Record<FilterKey, readonly string[]>> = {
  state: ['customized', 'imported from csv', 'matched', MISSING_PRICE], accounting: ['ignored', 'included'], spam: ['shown'],
};

/** What is wrong with a word, or null. */
export function checkChip(chip: Chip): 'date' | 'value' | null {
  const known = FIXED[chip.key];
  if (known !== undefined) return known.includes(chip.value) ? null : 'value';
  return (chip.key === 'from' || chip.key === 'to') && parseDay(chip.value) === null ? 'date' : null;
}

/** Whether the period ends before it begins: nothing can be found then. */
export function isBackwards(chips: readonly Chip[]): boolean {
  const day = (key: FilterKey): number | null => {
    const value = chips.find(chip => chip.key === key)?.value;
    return value === undefined ? null : parseDay(value, key === 'to');
  };
  const [from, to] = [day('from'), day('to')];
  return from !== null && to !== null && to < from;
}

/** The filter as the API takes it. `hidden`: what was put aside as spam, and nothing else; otherwise it is left out unless it is asked for. */
export function toRequest(chips: readonly Chip[], hidden = false): Record<string, unknown> {
  const request: Record<string, unknown> = hidden ? { hidden, exclude_ignored_assets: false } : { hidden };
  for (const { key, value } of chips) {
    const list = LISTS[key];
    if (key === 'state' && value === MISSING_PRICE) request['missing_price'] = true;
    else if (list !== undefined) request[list] = [...(request[list] as string[] | undefined ?? []), value];
    else if (key === 'from') request['from_timestamp'] = parseDay(value) ?? 0;
    else if (key === 'to') request['to_timestamp'] = parseDay(value, true);
    else if (key === 'accounting') request['ignored_in_accounting'] = value === 'ignored';
    else if (key === 'spam' && !hidden) delete request['hidden'];
    else if (key !== 'spam') request[key === 'text' ? 'notes_substring' : key] = value;
  }
  return request;
}

export const toQuery = (chips: readonly Chip[]): string[] => chips.map(chipText);

/** Reads what the address bar says; words that make no sense are left out. */
export function fromQuery(query: unknown): Chip[] {
  const words = (Array.isArray(query) ? query : [query]).filter((word): word is string => typeof word === 'string');
  return words.map(word => parseChip(word)).filter(chip => chip !== null).filter(chip => checkChip(chip) === null);
}
