/** The three jobs that people come with, their steps, and which of these are done. Pure. */
import type { IconName } from '@/shared/ui';

export type JobKey = 'own' | 'history' | 'report';

export interface Step {
  key: string;
  to: string;
  done: boolean;
  /** The job can be done without it. */
  optional?: boolean;
}

export interface Job { key: JobKey; icon: IconName; steps: Step[]; done: boolean }

/** What is there; times in seconds, 0 for never. */
export interface Facts {
  hasAccounts: boolean;
  hasManual: boolean;
  hasAssets: boolean;
  unknownPrices: number;
  syncedAt: number;
  importedAt: number;
  checkedAt: number;
  /** The newest report, and how much of it is open. */
  report: { id: number; open: number } | null;
  backupAt: number;
}

export function jobsOf(facts: Facts): Job[] {
  const changedAt = Math.max(facts.syncedAt, facts.importedAt);
  const reportPath = facts.report === null ? '/taxes' : `/taxes/reports/${String(facts.report.id)}?tab=open`;
  const jobs: Omit<Job, 'done'>[] = [
    { key: 'own', icon: 'wallet', steps: [
      { key: 'address', to: '/accounts?add=1', done: facts.hasAccounts, optional: facts.hasManual },
      { key: 'manual', to: '/balances/manual?add=1', done: facts.hasManual, optional: facts.hasAccounts },
      { key: 'prices', to: '/assets/prices', done: facts.hasAssets && facts.unknownPrices === 0 },
    ] },
    { key: 'history', icon: 'history', steps: [
      { key: 'import', to: '/import', done: facts.importedAt > 0, optional: facts.syncedAt > 0 },
      { key: 'sync', to: facts.hasAccounts ? '/history?sync=1' : '/accounts?add=1', done: facts.syncedAt > 0, optional: !facts.hasAccounts || facts.importedAt > 0 },
      { key: 'check', to: '/reconcile', done: changedAt > 0 && facts.checkedAt >= changedAt },
    ] },
    { key: 'report', icon: 'receipt', steps: [
      { key: 'make', to: '/taxes', done: facts.report !== null },
      { key: 'open', to: reportPath, done: facts.report !== null && facts.report.open === 0 },
      { key: 'backup', to: '/backups', done: facts.backupAt > 0 },
    ] },
  ];
  return jobs.map(job => ({ ...job, done: job.steps.every(step => step.done || step.optional === true) }));
}

/** The first step that is left, or null. */
export const nextStep = (job: Job): Step | null => job.steps.find(step => !step.done && step.optional !== true) ?? null;
