/** How well a typed text fits an entry: whole words before beginnings, beginnings before parts, parts before letters in order and slips of the hand. */

export interface Entry {
  label: string;
  /** More words that find it; they count less than the label. */
  words?: string | undefined;
  /** Points of its own, a few at most: what is used often, or stands first in the menu. */
  boost?: number | undefined;
}

/** Lower case, without accents. */
export const fold = (text: string): string => text.toLocaleLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss');

const split = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Whether one slip (a letter wrong, missing, doubled or swapped) makes `a` of `b`. */
function isSlip(a: string, b: string): boolean {
  if (a === b) return true;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
    || (restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
}

const MIN_SLIP = 4;

function slips(word: string, parts: readonly string[]): boolean {
  return word.length >= MIN_SLIP && parts.some(part => part[0] === word[0] && [word.length - 1, word.length, word.length + 1].some(length => isSlip(word, part.slice(0, length))));
}

/** Its letters stand in `text` in order, and near each other. */
function inOrder(word: string, text: string): boolean {
  let at = text.indexOf(word[0] ?? '');
  const first = at;
  for (const letter of word.slice(1)) {
    if (at < 0) return false;
    at = text.indexOf(letter, at + 1);
  }
  return at >= 0 && at - first < word.length * 2;
}

interface Folded { label: string; parts: string[]; words: string; wordParts: string[] }

function scoreWord(word: string, { label, parts, words, wordParts }: Folded): number | null {
  if (label === word) return 100;
  if (parts[0] === word) return 85;
  if (label.startsWith(word)) return 80;
  if (parts.includes(word)) return 70;
  const at = parts.findIndex(part => part.startsWith(word));
  if (at >= 0) return 62 - Math.min(at, 5);
  if (label.includes(word)) return 40;
  if (wordParts.includes(word)) return 38;
  if (wordParts.some(part => part.startsWith(word))) return 34;
  if (word.length > 2 && words.includes(word)) return 24;
  if (word.length > 1 && parts.map(part => part[0]).join('').startsWith(word)) return 30;
  if (slips(word, parts)) return 18;
  if (slips(word, wordParts)) return 14;
  return word.length > 2 && inOrder(word, label) ? 10 : null;
}

const folded = new WeakMap<Entry, Folded>();

function foldedOf(entry: Entry): Folded {
  const known = folded.get(entry);
  if (known !== undefined) return known;
  const [label, words] = [fold(entry.label), fold(entry.words ?? '')];
  const made = { label, parts: split(label), words, wordParts: split(words) };
  folded.set(entry, made);
  return made;
}

/** Points of an entry for a typed text, or null when some word of it is nowhere in the entry. Without text everything fits. */
export function scoreOf(typed: string, entry: Entry): number | null {
  const text = fold(typed).trim();
  if (text === '') return entry.boost ?? 0;
  const its = foldedOf(entry);
  const typedWords = text.split(/\s+/);
  let sum = 0;
  for (const word of typedWords) {
    const points = scoreWord(word, its);
    if (points === null) return null;
    sum += points;
  }
  const together = typedWords.length > 1 && its.label.includes(text) ? 20 : 0;
  return sum / typedWords.length + together + (entry.boost ?? 0) - Math.min(its.label.length, 60) / 20;
}

export interface Ranked<T> { entry: T; score: number }

/** The entries that fit, the best first; equals stay in their order. */
export function rank<T extends Entry>(typed: string, entries: readonly T[], most: number): Ranked<T>[] {
  const found: Ranked<T>[] = [];
  for (const entry of entries) {
    const score = scoreOf(typed, entry);
    if (score !== null) found.push({ entry, score });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, most);
}
