export { default as EventForm } from './EventForm.vue';
export { default as EventSheet } from './EventSheet.vue';
export { default as EventsTab } from './EventsTab.vue';
export { isHistoryIssue } from './issue';
export { default as IssuesTab } from './IssuesTab.vue';
export { useHistoryTask, useStatus } from './queries';
export { default as SyncChains } from './SyncChains.vue';
export type { Entry, HistoryEvent } from './types';
export { default as UnmatchedTab } from './UnmatchedTab.vue';
