export { default as AccountTable } from './AccountTable.vue';
export { default as AddAccountsDialog } from './AddAccountsDialog.vue';
export { default as AddJobPanel } from './AddJobPanel.vue';
export { addJobs, type AddRequest } from './adding';
export { useChecksum } from './checksum';
export { detectTokens, refreshBalances, refreshLists, useAccounts } from './queries';
export { sumOf } from './rows';
export type { TrackedAddress } from './types';
