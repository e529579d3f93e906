/**
 * Sentences of the backend in the language of the page. The backend writes English; a language has a table of whole sentences, in which `{words}`
 * stand for what differs. A sentence that is in none stays as it is.
 */
import { capitalize } from './format/text';

interface Pattern { readonly match: RegExp; readonly names: readonly string[]; readonly text: string }

/** What may stand in some places; anything in the others. */
const SHAPES: Readonly<Record<string, string>> = { number: '\\d+', column: '[^:]+' };
const PLACE = /\{(\w+)\}/g;
let exact = new Map<string, string>();
let patterns: readonly Pattern[] = [];

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const literalLength = (sentence: string): number => sentence.replace(PLACE, '').length;

function toPattern(sentence: string, text: string): Pattern {
  const parts = lower(sentence).split(PLACE);
  const source = parts.map((part, index) => index % 2 === 1 ? `(${SHAPES[part] ?? '.+?'})` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  return { match: new RegExp(`^${source}$`, 's'), names: parts.filter((_, index) => index % 2 === 1), text };
}

/** The table of the language; an empty one for English. */
export function setSentences(table: Readonly<Record<string, string>>): void {
  const entries = Object.entries(table);
  exact = new Map(entries.filter(([sentence]) => !sentence.includes('{')).map(([sentence, text]) => [lower(sentence), text]));
  // The one that says most comes first: what differs could be anything.
  patterns = entries.filter(([sentence]) => sentence.includes('{'))
    .sort(([one], [other]) => literalLength(other) - literalLength(one)).map(([sentence, text]) => toPattern(sentence, text));
}

function find(sentence: string): string | null {
  const known = exact.get(lower(sentence));
  if (known !== undefined) return known;
  for (const { match, names, text } of patterns) {
    const found = match.exec(sentence) ?? match.exec(lower(sentence));
    if (!found) continue;
    return text.replace(PLACE, (_, name: string) => {
      const value = found[names.indexOf(name) + 1] ?? '';
      return name === 'place' ? find(value) ?? value : value;
    });
  }
  return null;
}

/** Where in a file something is: `trades.csv, line 3, column Fee`. */
const IN_FILE = /^(.+, line \d+(?:, column [^:]+)?): (.+)$/s;

/** The sentence in the language of the page; it begins as large as before. What stands before a colon is a column, or a place in a file. */
export function tellSentence(sentence: string): string {
  const [, place, fault] = IN_FILE.exec(sentence) ?? [];
  const known = place !== undefined && fault !== undefined ? find(fault) : null;
  if (place !== undefined && known !== null) return `${find(place) ?? place}: ${known}`;
  const cut = sentence.indexOf(': ');
  const told = find(sentence);
  if (told === null && cut > 0) {
    const rest = find(sentence.slice(cut + 2));
    return rest === null ? sentence : `${sentence.slice(0, cut)}: ${rest}`;
  }
  if (told === null) return sentence;
  return sentence.charAt(0) === lower(sentence).charAt(0) ? told : capitalize(told);
}
