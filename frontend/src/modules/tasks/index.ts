export { useAttention } from './attention';
export { default as TaskDrawer } from './TaskDrawer.vue';
