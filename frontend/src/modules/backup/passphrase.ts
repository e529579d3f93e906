/** What must be right about the passphrase of a backup before anything is sent. */
export type PassphraseProblem = 'required' | 'short' | 'differ';
export const MIN_PASSPHRASE = 8;

export function checkPassphrase(passphrase: string, repeat: string): { passphrase?: PassphraseProblem; repeat?: PassphraseProblem } {
  if (passphrase === '') return { passphrase: 'required' };
  if (passphrase.length < MIN_PASSPHRASE) return { passphrase: 'short' };
  return passphrase === repeat ? {} : { repeat: 'differ' };
}

const OLD_AFTER_DAYS = 30;

/** Whole days since the last backup when it is time for another; null when it is recent; 'never' without one. */
export function backupAge(lastBackupAt: number, nowSeconds: number): number | 'never' | null {
  if (lastBackupAt <= 0) return 'never';
  const days = Math.floor((nowSeconds - lastBackupAt) / 86_400);
  return days >= OLD_AFTER_DAYS ? days : null;
}
