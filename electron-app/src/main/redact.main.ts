/**
 * Takes secrets out of what is logged, and whatever tells of the user out of what is sent.
 *
 * Two strengths. `redactSecrets` runs on every line before it reaches the disk: known secrets by value, and what looks like
 * one. `redactPersonal` runs on a log that the user saves to send it: addresses, hashes, hosts' paths, folders and names, too.
 */
import { homedir, hostname, userInfo } from 'node:os';

const HIDDEN = '[removed]';

/** Order matters: the most telling shapes first. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/([?&#/]token=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/(["']?\b[\w-]*(?:password|passphrase|passwd|secret|api[_-]?key|apikey|private[_-]?key|mnemonic|seed|token|credential)s?["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;}&]+)/gi, `$1${HIDDEN}`],
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)(?!(?:Bearer|Basic|Token)\s).+/gi, `$1$2${HIDDEN}`],
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, HIDDEN],
  [/\bAGE-SECRET-KEY-1[A-Z0-9]+/gi, HIDDEN],
  [/\b[xyzuvt]prv[1-9A-HJ-NP-Za-km-z]{50,}/g, HIDDEN],
  [/\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b/g, HIDDEN],
  [/\b[0-9a-f]{32}\b/gi, HIDDEN], // keys of many services, in a path without its scheme, too
  // Twelve or more short words in a row are nobody's log line, but may be a recovery key.
  [/\b(?:[a-z]{3,8}[ ,]+){11,23}[a-z]{3,8}\b/gi, HIDDEN],
  // Of an address on the web only the host stays: keys of nodes stand in paths and queries.
  [/\b(https?|wss?):\/\/(?:[^\s/@"'<>]+@)?([A-Za-z0-9.[\]:-]+)(?:[/?#][^\s"'<>]*)?/gi, '$1://$2'],
];

const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/\b0x[0-9a-fA-F]{64,}\b/g, '[hash]'],
  [/\b[0-9a-fA-F]{64,}\b/g, '[hash]'],
  [/\b0x[0-9a-fA-F]{40}\b/g, '[address]'],
  [/\b[xyzuvt]pub[1-9A-HJ-NP-Za-km-z]{50,}/g, '[key]'],
  [/\b[a-z]{2,12}1[02-9ac-hj-np-z]{38,}\b/gi, '[address]'],
  [/\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/g, '[account]'],
  [/\b[\w.-]+\.eth\b/g, '[name]'],
  [/\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b/g, '[mail]'],
  [/\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b/g, '[address]'],
  [/\b[1-9A-HJ-NP-Za-km-z]{40,90}\b/g, '[key]'],
  [/\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[1-9A-HJ-NP-Za-km-z]{25,90}\b/g, '[key]'],
  [/\b(?!127\.)(?:\d{1,3}\.){3}\d{1,3}\b/g, '[network address]'],
  // Eight groups, or fewer around '::'; a time of day is neither.
  [/(?<![\w:])(?!::1(?![\w:]))(?=[0-9a-f:]*[0-9a-f])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?:%\w+)?(?![\w:])/gi, '[network address]'],
  // A name may have spaces where a slash tells its end.
  [/([\\/](?:users|home)[\\/])(?:[^\\/\s"']+(?: [^\\/\s"']+){1,3}(?=[\\/])|[^\\/\s"']+)/gi, '$1[name]'],
  [/((?:profile|user)\s+)(?:"[^"]*"|'[^']*'|\S+)/gi, '$1[name]'],
];

function apply(text: string, rules: readonly (readonly [RegExp, string])[]): string {
  return rules.reduce((kept, [shape, instead]) => kept.replace(shape, instead), text);
}

/** Known secrets of this start are removed by value, whatever they look like. */
export class Redactor {
  private readonly known = new Set<string>();

  learn(secret: string): void {
    if (secret.length >= 8) this.known.add(secret);
  }

  secrets(text: string): string {
    let kept = text;
    for (const secret of this.known) {
      kept = kept.replaceAll(secret, HIDDEN).replaceAll(encodeURIComponent(secret), HIDDEN).replaceAll(Buffer.from(secret).toString('base64'), HIDDEN);
    }
    return apply(kept, SECRETS);
  }

  personal(text: string, person: { home: string; user: string; host: string } = thisPerson()): string {
    let kept = this.secrets(text);
    if (person.home.length > 1) kept = kept.replaceAll(person.home, '~');
    for (const name of [person.user, person.host]) {
      if (name.length > 2) kept = kept.replace(new RegExp(`\\b${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`, 'gi'), '[name]');
    }
    return apply(kept, PERSONAL);
  }
}

function thisPerson(): { home: string; user: string; host: string } {
  let user = '';
  try {
    user = userInfo().username;
  }
  catch {
    // A user id without an entry has no name to remove.
  }
  return { home: homedir(), user, host: hostname() };
}
