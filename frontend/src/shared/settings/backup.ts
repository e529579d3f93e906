/** When a backup is due. */
const OLD_AFTER_DAYS = 30;

/** Whole days since the last backup when it is time for another; null when it is recent; 'never' without one. */
export function backupAge(lastBackupAt: number, nowSeconds: number): number | 'never' | null {
  if (lastBackupAt <= 0) return 'never';
  const days = Math.floor((nowSeconds - lastBackupAt) / 86_400);
  return days >= OLD_AFTER_DAYS ? days : null;
}
