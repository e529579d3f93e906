/** What must be right about the passphrase of a backup before anything is sent. */
export type PassphraseProblem = 'required' | 'short' | 'differ';
export const MIN_PASSPHRASE = 8;

export function checkPassphrase(passphrase: string, repeat: string): { passphrase?: PassphraseProblem; repeat?: PassphraseProblem } {
  if (passphrase === '') return { passphrase: 'required' };
  if (passphrase.length < MIN_PASSPHRASE) return { passphrase: 'short' };
  return passphrase === repeat ? {} : { repeat: 'differ' };
}
