export { default as ImportPanel } from './ImportPanel.vue';
export { useRuns } from './queries';
export type { ImportRun } from './types';
