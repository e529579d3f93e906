export { useNoticeCollector, useNotices } from './notices';
export { default as RunningTasks } from './RunningTasks.vue';
export { default as TaskDrawer } from './TaskDrawer.vue';
