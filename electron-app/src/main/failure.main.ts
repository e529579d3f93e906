/** Why there is no backend, as a value; `words.shared.ts` has the sentences. */
import type { FailureKind } from '../shared/channel.shared';

export interface Failure {
  kind: FailureKind;
  /** What goes into the sentence: a path, a version, a number. */
  values: Record<string, string | number>;
  /** What the backend printed about it; empty when it printed nothing. */
  said: string;
}

export class BackendFailure extends Error {
  constructor(readonly failure: Failure) {
    super(`${failure.kind}: ${failure.said === '' ? JSON.stringify(failure.values) : failure.said}`);
  }
}

/** Exit codes that the backend documents (docs/configuration.md). */
export const EXIT = { usage: 2, port: 3, data: 4 } as const;

/** What is wrong, and on the next line what to do. */
const CANNOT_START = /^Cannot start: (.+(?:\n.+)?)$/m;
/** Advice for a terminal; the shell's page has a button in its place. */
const IS_FOR_TERMINALS = /--[a-z]/;
const SYSTEM_REFUSALS = ['EACCES', 'EPERM', 'ENOEXEC', 'EBADARCH'];

/** What an exit before readiness means, or null where another try may help. `said`: the end of standard error. */
export function explainExit(code: number | null, said: string, versions: { wanted: string }): Failure | null {
  const sentence = (CANNOT_START.exec(said)?.[1] ?? '').split('\n').filter((line, row) => row === 0 || !IS_FOR_TERMINALS.test(line)).join('\n');
  if (code === EXIT.data) return { kind: 'data_directory', values: {}, said: sentence };
  if (code === EXIT.port) return { kind: 'port', values: {}, said: sentence };
  // It does not know an option of ours: another version's backend.
  if (code === EXIT.usage) return { kind: 'backend_version', values: { wanted: versions.wanted, found: '?' }, said: lastLines(said, 3) };
  return null;
}

/** What it means that the process could not even be made. */
export function explainSpawnError(error: NodeJS.ErrnoException, path: string): Failure {
  const refused = SYSTEM_REFUSALS.includes(error.code ?? '');
  return { kind: refused ? 'backend_not_executable' : 'backend_missing', values: { detail: path }, said: error.code ?? '' };
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
