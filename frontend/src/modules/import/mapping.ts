/** The user's own reading of a file's columns: a first guess from their names, what is missing, and the words that still need a meaning. */
import type { FieldName, Mapping, ProblemRow } from './types';

/** Parts of column names, the surest first. A column is taken once. */
const WORDS: readonly (readonly [FieldName, readonly RegExp[]])[] = [
  ['in_amount', [/^(received|incoming|bought|buy|in) ?(amount|quantity|qty|volume)$/, /^(to|credit|destination) ?(amount|quantity)$/, /^(received|bought|buy)$/]],
  ['out_amount', [/^(sent|outgoing|sold|sell|spent|out) ?(amount|quantity|qty|volume)$/, /^(from|debit|origin) ?(amount|quantity)$/, /^(sent|sold|sell|spent)$/]],
  ['fee_amount', [/^fees? ?(amount|quantity|paid)$/, /^(fees?|commission|network fee|trading fee)$/]],
  ['in_asset', [/^(received|incoming|bought|buy|in) ?(asset|currency|coin|symbol|cur\.?)$/, /^(to|credit|destination) ?(asset|currency|coin)$/]],
  ['out_asset', [/^(sent|outgoing|sold|sell|spent|out) ?(asset|currency|coin|symbol|cur\.?)$/, /^(from|debit|origin) ?(asset|currency|coin)$/]],
  ['fee_asset', [/^(fees?|commission) ?(asset|currency|coin|symbol|cur\.?)$/]],
  ['time', [/^(timestamp|date ?time|time|date)( ?\(?utc\)?)?$/, /(timestamp|date|time|created|executed|^when$)/]],
  ['type', [/^(transaction |record |event )?(type|kind|operation|action|category)$/, /(type|operation)$/, /^side$/]],
  ['pair', [/^(market|pair|trading pair|currency pair|instrument)$/]],
  ['amount', [/^(amount|quantity|qty|volume|change|units|executed|filled)$/, /^quantity transacted$/]],
  ['asset', [/^(asset|currency|coin|symbol|token|ticker)$/]],
  ['price', [/^(price|rate|unit price|avg\.? price|average price|price per unit|spot price|price at transaction)$/]],
  ['total', [/^(total|subtotal|value|cost|proceeds)$/]],
  ['price_asset', [/^(price|quote|spot price) ?(asset|currency|coin)$/]],
  ['location', [/^(exchange|platform|location|wallet|source name)$/]],
  ['account', [/^(account|account name|address)$/]],
  ['note', [/^(notes?|comments?|description|memo|remark|label)$/]],
  ['transaction', [/^(tx ?id|tx ?hash|transaction ?hash|hash)$/]],
  ['identity', [/^(id|trade ?id|order ?id|transaction ?id|reference|ref)$/]],
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
  // A market names both assets. Without any of it, a price says nothing.
  if (found.pair !== undefined) delete found.asset;
  const priced = found.price !== undefined || found.total !== undefined;
  if (found.amount === undefined || !priced || (found.pair === undefined && found.price_asset === undefined)) for (const field of ORDER) delete found[field];
  // An amount goes with its asset; half of a pair says nothing.
  for (const [amount, asset] of PAIRS) if (found[amount] === undefined ? found[asset] !== undefined : found[asset] === undefined && !isTold(found, amount)) {
    delete found[amount];
    delete found[asset];
  }
  // One amount with a sign, or one for each side: not both.
  if (found.in_amount !== undefined || found.out_amount !== undefined) {
    delete found.amount;
    delete found.asset;
    for (const field of ORDER) delete found[field];
  }
  return found;
}

const ORDER = ['pair', 'price', 'total', 'price_asset'] as const;
/** Whether the market or the price tells the asset of an amount, so that it needs no column of its own. */
const isTold = (columns: Mapping['columns'], amount: FieldName): boolean =>
  amount === 'amount' ? Boolean(columns.pair) : amount === 'fee_amount' && Boolean(columns.pair ?? columns.price_asset);

const PAIRS = [['in_amount', 'in_asset'], ['out_amount', 'out_asset'], ['amount', 'asset'], ['fee_amount', 'fee_asset']] as const;

export const emptyMapping = (columns: readonly string[] = []): Mapping => ({ columns: guessColumns(columns), kinds: {}, default_kind: '', time_format: null, timezone: null, location: 'external' });

export type MappingProblem = 'time' | 'amount' | 'asset' | 'side' | 'market' | 'price';

/** What a mapping lacks, by field; nothing when it can be tried. */
export function checkMapping({ columns }: Mapping): Partial<Record<FieldName, MappingProblem>> {
  const has = (field: FieldName): boolean => Boolean(columns[field]);
  const problems: Partial<Record<FieldName, MappingProblem>> = {};
  if (!has('time')) problems.time = 'time';
  for (const [amount, asset] of PAIRS) {
    if (has(amount) && !has(asset) && !isTold(columns, amount)) problems[asset] = 'asset';
    if (has(asset) && !has(amount)) problems[amount] = 'amount';
  }
  const sides = has('in_amount') || has('out_amount');
  if (!sides && !has('amount')) problems.amount = 'amount';
  else if (sides && has('amount')) problems.amount = 'side';
  const priced = has('price') || has('total');
  if (has('pair') && has('asset')) problems.asset = 'market';
  if (priced && !has('pair') && !has('price_asset')) problems.price_asset = 'price';
  if (!priced && (has('pair') || has('price_asset'))) problems.price = 'price';
  if ((priced || has('pair')) && !has('amount')) problems.amount = 'amount';
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
  [/staking|stake reward/, 'staking reward'], [/^unstak/, 'unstake'], [/^stake$/, 'stake'], [/^(buy|bought|b|long)$|market buy|limit buy/, 'buy'], [/^(sell|sold|s|short)$|market sell|limit sell/, 'sell'],
  [/buy|sell|trade|swap|exchange|convert/, 'trade'], [/withdraw|send|sent/, 'withdrawal'],
  [/deposit|receive/, 'deposit'], [/airdrop/, 'airdrop'], [/interest|earn/, 'interest'], [/mining/, 'mining'], [/reward|referral/, 'reward'], [/cash ?back/, 'cashback'], [/gift/, 'gift'], [/donat/, 'donation'],
  [/fee|commission/, 'fee'], [/transfer/, 'transfer'], [/pay|spend/, 'payment'], [/lost|loss/, 'loss'], [/stolen|theft|hack/, 'theft'], [/fork/, 'fork'],
];

/** Meanings in the order in which they are offered. */
export const MEANINGS = [
  'any', 'trade', 'buy', 'sell', 'deposit', 'withdrawal', 'transfer', 'income', 'reward', 'staking reward', 'interest', 'mining', 'airdrop', 'fork', 'cashback', 'refund', 'grant', 'payment', 'spend', 'fee', 'gift', 'donation', 'loss', 'theft',
  'burn', 'liquidation', 'margin', 'margin fee', 'stake', 'unstake', 'liquid stake', 'liquid unstake', 'receipt', 'pool', 'liquidity', 'loan', 'migrate', 'adjustment', 'spam', 'ignore',
] as const;

export type MeaningWord = typeof MEANINGS[number];
