export { default as OpeningForm } from './OpeningForm.vue';
export { useCheck } from './queries';
export { default as ReconciliationPanel } from './ReconciliationPanel.vue';
