export { default as LotsTab } from './LotsTab.vue';
export { useReportName } from './name';
export { default as ReportsTab } from './ReportsTab.vue';
export { default as ReportView } from './ReportView.vue';
