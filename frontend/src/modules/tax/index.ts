export { default as LotsTab } from './LotsTab.vue';
export { default as ReportsTab } from './ReportsTab.vue';
export { default as ReportView } from './ReportView.vue';
