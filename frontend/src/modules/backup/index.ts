export { default as CheckPanel } from './CheckPanel.vue';
export { default as CopiesPanel } from './CopiesPanel.vue';
export { default as ExportPanel } from './ExportPanel.vue';
export { default as RestoreForm } from './RestoreForm.vue';
