import { acquisitionCostReport } from "./acquisition-cost";
import { activityReport } from "./activity";
import { attributedConversionsReport } from "./attributed-conversions";
import { attributionReport } from "./attribution";
import { beforeAfterReport } from "./before-after";
import { contentReport } from "./content";
import { conversionsReport } from "./conversions";
import type { Report } from "./define-report";
import { feedSubscribersReport } from "./feed-subscribers";
import { funnelReport } from "./funnel";
import { funnelPeopleReport } from "./funnel-people";
import { gridReport } from "./grid";
import { journeyReport } from "./journey";
import { referralsReport } from "./referrals";
import { retentionReport } from "./retention";
import { timeToFirstCallReport } from "./time-to-first-call";
import { touchpointsReport } from "./touchpoints";

/** Every report by name: what `/v1/reports` lists. */
export const reports = new Map<string, Report>(
  // A list of reports with different parameters has no common exact type; each is run with what its own schema made.
  [
    journeyReport,
    gridReport,
    funnelReport,
    funnelPeopleReport,
    attributionReport,
    attributedConversionsReport,
    acquisitionCostReport,
    timeToFirstCallReport,
    retentionReport,
    referralsReport,
    contentReport,
    feedSubscribersReport,
    beforeAfterReport,
    touchpointsReport,
    conversionsReport,
    activityReport,
  ].map((report) => [report.name, report as unknown as Report]),
);
