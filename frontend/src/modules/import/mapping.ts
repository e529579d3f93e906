/** The user's own reading of a file's columns: a first guess from their names, what is missing, and the words that still need a meaning. */
import { fittingPatterns } from './timePattern';
import type { AssetField, FieldName, Mapping, ProblemRow } from './types';

/** Parts of column names, the surest first. A column is taken once. */
const WORDS: readonly (readonly [FieldName, readonly RegExp[]])[] = [
  ['in_amount', [/^(received|incoming|bought|buy|in) ?(amount|quantity|qty|volume)$/, /^(to|credit|destination) ?(amount|quantity)$/, /^(received|bought|buy)$/, /^(eingang|zugang|erhalten)( menge)?$/]],
  ['out_amount', [/^(sent|outgoing|sold|sell|spent|out) ?(amount|quantity|qty|volume)$/, /^(from|debit|origin) ?(amount|quantity)$/, /^(sent|sold|sell|spent)$/, /^(ausgang|abgang|gesendet)( menge)?$/]],
  ['fee_amount', [/^fees? ?(amount|quantity|paid)$/, /^(fees?|commission|network fee|trading fee|gebühr(en)?|spesen|provision)( [a-z]{3})?$/]],
  ['in_asset', [/^(received|incoming|bought|buy|in) ?(asset|currency|coin|symbol|cur\.?)$/, /^(to|credit|destination) ?(asset|currency|coin)$/]],
  ['out_asset', [/^(sent|outgoing|sold|sell|spent|out) ?(asset|currency|coin|symbol|cur\.?)$/, /^(from|debit|origin) ?(asset|currency|coin)$/]],
  ['fee_asset', [/^(fees?|commission) ?(asset|currency|coin|symbol|cur\.?)$/, /^gebührenwährung$/]],
  ['price_asset', [/^(quote|total|price|settlement|counter) ?(asset|currency|coin|symbol|cur\.?)$/, /^(spot price currency)$/]],
  ['time', [/^(timestamp|date ?time|time|date|datum|zeit|zeitpunkt)( ?\(?utc\)?)?$/, /(timestamp|date|time|created|executed|^when$|datum|zeit|handelstag|valuta)/]],
  ['type', [/^(transaction |record |event )?(type|kind|operation|action|category|side)$/, /(type|operation)$/, /^(art|typ|transaktionsart|vorgang|buchungsart|aktion)$/]],
  ['pair', [/^(pair|market|trading pair|instrument|handelspaar|markt)$/]],
  ['total', [/^(total|subtotal|cost|value|proceeds|funds|quote amount|gesamt|gesamtbetrag|summe|betrag|wert|gegenwert)( ?\(?[a-z]{3}\)?)?$/, /^(total|cost) (amount|value)$/]],
  ['price', [/^(price|rate|unit price|spot price|avg\.? price|average price|price at transaction|price per (unit|coin)|kurs|preis|stückpreis)( ?\(?[a-z]{3}\)?)?$/]],
  ['amount', [/^(amount|quantity|qty|volume|size|change|units|executed|filled|quantity transacted|menge|anzahl|stück)$/]],
  ['asset', [/^(asset|currency|coin|symbol|token|ticker|base asset|kryptowährung|währung)$/]],
  ['location', [/^(exchange|platform|location|wallet|source name|plattform|börse|ort)$/]],
  ['account', [/^(account|account name|address|konto|adresse)$/]],
  ['note', [/^(notes?|comments?|description|memo|remark|label|notiz|kommentar|bemerkung|verwendungszweck)$/]],
  ['transaction', [/^(tx ?id|tx ?hash|transaction ?hash|hash)$/]],
  ['identity', [/^(id|trade ?id|order ?id|transaction ?id|reference|ref|referenz|auftragsnummer)$/]],
];

const fold = (column: string): string => column.toLowerCase().replaceAll(/[_\-./]+/g, ' ').replaceAll(/\s+/g, ' ').trim();

export function guessColumns(columns: readonly string[]): Mapping['columns'] {
  const free = new Map(columns.map(column => [column, fold(column)]));
  const found: Mapping['columns'] = {};
  for (const [field, patterns] of WORDS) {
    const hit = patterns.flatMap(pattern => [...free].filter(([, text]) => pattern.test(text)))[0];
    if (hit === undefined) continue;
    found[field] = hit[0];
    free.delete(hit[0]);
  }
  // One amount, or one for each side: not both.
  if (found.in_amount !== undefined || found.out_amount !== undefined) for (const field of SINGLE) delete found[field];
  if (found.total === undefined && found.price === undefined) delete found.pair;
  if (found.pair !== undefined) for (const field of ['asset', 'price_asset'] as const) delete found[field];
  else if (found.total !== undefined && found.price_asset === undefined && currencyIn(found.total) === null) delete found.total;
  if (found.pair === undefined && found.price !== undefined && found.price_asset === undefined && currencyIn(found.price) === null) delete found.price;
  if (found.amount === undefined || (found.asset ?? found.pair) === undefined) for (const field of SINGLE) delete found[field];
  // An amount goes with its asset; half of a pair says nothing.
  for (const [amount, asset] of PAIRS) {
    if (found.pair !== undefined && (asset === 'asset' || asset === 'fee_asset')) continue;
    if (asset === 'fee_asset' && found[amount] !== undefined && (found.total !== undefined || found.price !== undefined || currencyIn(found[amount]) !== null)) continue;
    if ((found[amount] === undefined) !== (found[asset] === undefined)) {
      delete found[amount];
      delete found[asset];
    }
  }
  return found;
}

/** The currency that a column's name ends with, as in 'Total (EUR)'. */
export function currencyIn(column: string): string | null {
  return /(?:^|[^A-Za-z])([A-Z]{3})\)?$/.exec(column)?.[1] ?? null;
}

/** Assets for all rows that the names of amounts say. */
function guessAssets(columns: Mapping['columns']): Mapping['assets'] {
  const assets: Mapping['assets'] = {};
  const total = columns.total ?? columns.price;
  if (total !== undefined && columns.price_asset === undefined && columns.pair === undefined) assets.price_asset = currencyIn(total) ?? '';
  const fee = columns.fee_amount === undefined || columns.fee_asset !== undefined ? null : currencyIn(columns.fee_amount);
  if (fee !== null) assets.fee_asset = fee;
  return assets;
}

const SINGLE = ['amount', 'asset', 'pair', 'total', 'price', 'price_asset'] as const;
const PAIRS = [['in_amount', 'in_asset'], ['out_amount', 'out_asset'], ['amount', 'asset'], ['fee_amount', 'fee_asset']] as const;

const cellsOf = (samples: readonly Record<string, string>[], column: string | undefined): string[] => (column === undefined ? [] : samples.map(sample => sample[column] ?? ''));

/** The patterns that fit the samples of the column of times. */
export const patternsOf = (columns: Mapping['columns'], samples: readonly Record<string, string>[]): string[] => fittingPatterns(cellsOf(samples, columns.time));

/** The one pattern that fits; where several do, the user is asked. */
export function guessPattern(columns: Mapping['columns'], samples: readonly Record<string, string>[]): string | null {
  const fitting = patternsOf(columns, samples);
  return fitting.length === 1 ? fitting[0] ?? null : null;
}

/** `samples`: the first rows, which show how times are written. */
export function emptyMapping(columns: readonly string[] = [], samples: readonly Record<string, string>[] = []): Mapping {
  const guessed = guessColumns(columns);
  return { columns: guessed, assets: guessAssets(guessed), kinds: {}, default_kind: '', time_format: guessPattern(guessed, samples), timezone: null, location: 'external', fee_in_total: false };
}

export type MappingProblem = 'time' | 'amount' | 'asset' | 'side' | 'price' | 'market';

/** What a mapping lacks, by field; nothing when it can be tried. */
export function checkMapping({ columns, assets }: Mapping): Partial<Record<FieldName, MappingProblem>> {
  const has = (field: FieldName): boolean => Boolean(columns[field]);
  const knows = (field: AssetField): boolean => has(field) || Boolean(assets[field]);
  const wants = (field: AssetField): boolean => has(field) || assets[field] !== undefined;
  const problems: Partial<Record<FieldName, MappingProblem>> = {};
  const worth = has('total') || has('price');
  if (!has('time')) problems.time = 'time';
  for (const [amount, asset] of PAIRS) {
    const isGiven = has('pair') ? asset === 'asset' || asset === 'fee_asset' : asset === 'fee_asset' && worth && assets.fee_asset === undefined;
    if (has(amount) && !knows(asset) && !isGiven) problems[asset] = 'asset';
    if (wants(asset) && !has(amount)) problems[amount] = 'amount';
  }
  if (worth && !knows('price_asset') && !has('pair')) problems.price_asset = 'asset';
  if ((wants('price_asset') || has('pair')) && !worth) problems.price = 'price';
  if (has('pair')) for (const field of ['asset', 'price_asset'] as const) if (wants(field)) problems[field] = 'market';
  const sides = has('in_amount') || has('out_amount');
  if (sides && has('amount')) problems.amount = 'side';
  else if (!has('amount') && (!sides || worth || has('pair'))) problems.amount = 'amount';
  return problems;
}

/** Words of the column of kinds: those that the samples show, and those that the backend could make nothing of. */
export function wordsOf(mapping: Mapping, samples: readonly Record<string, string>[], problems: readonly ProblemRow[]): string[] {
  const column = mapping.columns.type;
  if (!column) return [];
  const shown = samples.map(sample => sample[column] ?? '');
  const unknown = problems.filter(problem => problem.code === 'unknown_kind').map(problem => String(problem.params['kind'] ?? ''));
  const words = [...shown, ...unknown, ...Object.keys(mapping.kinds)].map(word => word.trim().toLowerCase()).filter(word => word !== '');
  return [...new Set(words)].sort();
}

/** What a word most likely means; null when nobody can say. */
export function guessKind(word: string): string | null {
  const text = word.toLowerCase();
  const found = KINDS.find(([pattern]) => pattern.test(text));
  return found?.[1] ?? null;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/staking|stake reward/, 'staking reward'], [/^unstak/, 'unstake'], [/^stake$/, 'stake'], [/verkauf|\bsell\b|\bsold\b|^s(hort)?$/, 'sell'], [/kauf|\bbuy\b|\bbought\b|^(b|long)$/, 'buy'], [/buy|sell|trade|swap|exchange|convert|tausch/, 'trade'],
  [/withdraw|send|sent|auszahlung|entnahme|ausgang/, 'withdrawal'], [/deposit|receive|einzahlung|eingang/, 'deposit'], [/airdrop/, 'airdrop'], [/interest|earn|zins/, 'interest'], [/mining/, 'mining'],
  [/reward|referral|prämie|bonus/, 'reward'], [/cash ?back/, 'cashback'], [/gift|geschenk|schenkung/, 'gift'], [/donat|spende/, 'donation'], [/fee|commission|gebühr/, 'fee'], [/transfer|übertrag/, 'transfer'], [/pay|spend|zahlung/, 'payment'],
  [/lost|loss|verlust/, 'loss'], [/stolen|theft|hack|diebstahl/, 'theft'], [/fork/, 'fork'],
];

/** Meanings in the order in which they are offered. */
export const MEANINGS = [
  'any', 'buy', 'sell', 'trade', 'deposit', 'withdrawal', 'transfer', 'income', 'reward', 'staking reward', 'interest', 'mining', 'airdrop', 'fork', 'cashback', 'refund', 'grant', 'payment', 'spend', 'fee', 'gift', 'donation', 'loss', 'theft',
  'burn', 'liquidation', 'margin', 'margin fee', 'stake', 'unstake', 'liquid stake', 'liquid unstake', 'receipt', 'pool', 'liquidity', 'loan', 'migrate', 'adjustment', 'spam', 'ignore',
] as const;

export type MeaningWord = typeof MEANINGS[number];
