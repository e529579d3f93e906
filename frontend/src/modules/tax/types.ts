/** Reports on the client. What the API tells is typed in `shared/api`. */
import type { OpenedReportLine, ReportLine, WhatIf } from '@/shared/api';

export type { HeldLot as Lot, Jurisdiction, OpenedReportLine, Report, ReportFinding as Finding, ReportForm as Form, ReportLine as Line, ReportList } from '@/shared/api';
export type LinePart = OpenedReportLine['parts'][number];
export type Sale = WhatIf['sales'][number];

/** Which lines, in which order. */
export interface LineWish {
  event_type?: string;
  asset?: string;
  kind?: string;
  flags?: string[];
  counted?: boolean;
  order_by_attributes?: string[];
  ascending?: boolean[];
}
export interface LinePage { entries: ReportLine[]; entries_found: number; entries_total: number; entries_limit: number }

/** What a report is made of: a tax year of a jurisdiction, or a period. */
export interface Wish {
  jurisdiction?: string;
  year?: string;
  choices?: Record<string, unknown>;
  method?: Record<string, unknown>;
  scope?: Record<string, unknown>;
  from_timestamp?: number;
  to_timestamp?: number;
  profit_currency?: string;
  settings?: Record<string, unknown>;
  name?: string;
  fetch_prices?: boolean;
}
