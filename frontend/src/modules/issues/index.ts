export { fixOf, type Fix } from './fix';
export { default as IssueList } from './IssueList.vue';
export { useDismissIssue, useIssues } from './queries';
