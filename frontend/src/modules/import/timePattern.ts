/** How a file writes its times: the usual patterns (of strptime, which the backend reads), and which of them fit what stands there. */

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'] as const;
const PARTS: Readonly<Record<string, string>> = {
  d: '(?<d>0?[1-9]|[12]\\d|3[01])', m: '(?<m>0?[1-9]|1[0-2])', Y: '(?<Y>(?:19|20)\\d{2})', y: '(?<y>\\d{2})', H: '(?<H>[01]?\\d|2[0-3])', I: '(?<I>0?[1-9]|1[0-2])', M: '(?<M>[0-5]\\d)',
  S: '(?<S>[0-5]\\d)', p: '(?<p>[AaPp][Mm])', b: `(?<b>${MONTHS.map(month => month.slice(0, 3)).join('|')})`, B: `(?<B>${MONTHS.join('|')})`,
};
const DATES = ['%d.%m.%Y', '%d.%m.%y', '%d/%m/%Y', '%m/%d/%Y', '%d/%m/%y', '%m/%d/%y', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y.%m.%d', '%d %b %Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y', '%d-%b-%Y'];
const TIMES = ['', ' %H:%M', ' %H:%M:%S', ' %I:%M %p', ' %I:%M:%S %p'];
const PATTERNS = DATES.flatMap(date => [...TIMES, ...TIMES.slice(1).map(time => `,${time}`)].map(time => date + time));
/** What is read without a pattern: ISO 8601, and seconds or milliseconds since 1970. */
const KNOWN = /^(?:\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d+(?:\.\d+)?)$/;

const expressions = new Map(PATTERNS.map(pattern => [pattern, new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/%(\w)/g, (_, letter: string) => PARTS[letter] ?? '')}$`, 'i')]));

/** The moment that a cell means by a pattern, with the clock's own figures as UTC; null where it does not fit. */
export function readTime(cell: string, pattern: string): Date | null {
  const found = expressions.get(pattern)?.exec(cell.trim())?.groups;
  if (found === undefined) return null;
  const number = (name: string): number => Number(found[name] ?? 0);
  const named = (found['b'] ?? found['B'])?.toLowerCase().slice(0, 3);
  const month = named === undefined ? number('m') - 1 : MONTHS.findIndex(one => one.startsWith(named));
  const year = found['Y'] === undefined ? 2000 + number('y') : number('Y');
  const hour = found['I'] === undefined ? number('H') : (number('I') % 12) + (found['p']?.toLowerCase() === 'pm' ? 12 : 0);
  const moment = new Date(Date.UTC(year, month, number('d'), hour, number('M'), number('S')));
  return moment.getUTCDate() === number('d') ? moment : null;
}

/** The patterns that fit all of these cells; none where they are read without one. Several: day and month may be either. */
export function fittingPatterns(cells: readonly string[]): string[] {
  const filled = cells.map(cell => cell.trim()).filter(cell => cell !== '');
  if (filled.length === 0 || filled.every(cell => KNOWN.test(cell))) return [];
  return PATTERNS.filter(pattern => filled.every(cell => readTime(cell, pattern) !== null));
}
