export { useAttention } from './attention';
export { default as RunningTasks } from './RunningTasks.vue';
export { default as TaskDrawer } from './TaskDrawer.vue';
