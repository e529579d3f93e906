export { useReportName } from './name';
