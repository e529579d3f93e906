export { default as AllocationPanel } from './AllocationPanel.vue';
export { default as AssetPanel } from './AssetPanel.vue';
export { default as FirstSteps } from './FirstSteps.vue';
export { default as IssuePanel } from './IssuePanel.vue';
export { default as NetWorthPanel } from './NetWorthPanel.vue';
export { default as TaxGuide } from './TaxGuide.vue';
