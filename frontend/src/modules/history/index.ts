export { default as EventForm } from './EventForm.vue';
export { default as EventSheet } from './EventSheet.vue';
export { default as EventsTab } from './EventsTab.vue';
export { default as UnmatchedTab } from './UnmatchedTab.vue';
export { useHistoryTask, useStatus } from './queries';
