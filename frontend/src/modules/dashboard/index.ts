export { default as AllocationPanel } from './AllocationPanel.vue';
export { default as AssetPanel } from './AssetPanel.vue';
export { default as FirstGuide } from './FirstGuide.vue';
export { default as IssuePanel } from './IssuePanel.vue';
export { default as NetWorthPanel } from './NetWorthPanel.vue';
