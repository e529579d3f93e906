export { default as TagPanel } from './TagPanel.vue';
