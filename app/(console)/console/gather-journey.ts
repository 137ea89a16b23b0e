import { buildChecklist, type JourneyFacts } from "@/components/journey/checklist-steps";
import type { JourneyView, LastError } from "@/components/journey/journey-view";
import type { CurrentPerson } from "@/lib/access/current-person";
import { dayMs, now } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { listCertifiedApps } from "@/lib/certification/list-certified-apps";
import { listReviews } from "@/lib/certification/list-reviews";
import { listTrackStates } from "@/lib/certification/list-track-states";
import { getPerson } from "@/lib/identity/get-person";
import { checkLivePolicy } from "@/lib/keys/check-live-policy";
import { listApps } from "@/lib/keys/list-apps";
import { listKeys } from "@/lib/keys/list-keys";
import { listCompanyListings } from "@/lib/showcase/list-company-listings";
import { getFirstCalls } from "@/lib/usage/get-first-calls";
import { getUsageSeries } from "@/lib/usage/get-usage-series";
import { listRequests } from "@/lib/usage/list-requests";
import type { LoggedRequest } from "@/lib/usage/schema";
import { openErrorExplainer, problemOf } from "./explain-error";
import { showcaseStage } from "./showcase-stage";

const shownErrors = 5;

/**
 * A developer's own journey, read from what the rooms hold. What they do themselves (sign-up, sandbox, certificate) is theirs; what a company
 * does once (its app, live keys and calls, the showcase) ticks for all its people.
 */
export async function gatherJourney(person: CurrentPerson): Promise<JourneyView> {
  const [facts, calls, lastErrors] = await Promise.all([
    gatherFacts(person),
    // The ledger may be away: the rest of the page is worth having without it.
    callsToday(person.companyId).catch(() => null),
    findLastErrors(person.companyId).catch(() => null),
  ]);
  return { steps: buildChecklist(facts), keyStart: facts.sandboxKey?.start ?? null, calls, lastErrors };
}

async function gatherFacts(person: CurrentPerson): Promise<JourneyFacts> {
  const db = postgres();
  const { companyId } = person;
  const [row, apps, ownSandboxKeys, liveKeys, tracks, reviews, listings, own, company] = await Promise.all([
    getPerson(db, person.id),
    listApps(db, companyId),
    listKeys(db, { companyId, createdById: person.id, environment: "sandbox", withRevoked: true, limit: 100 }),
    listKeys(db, { companyId, environment: "live", withRevoked: true, limit: 100 }),
    listTrackStates(db, person.id),
    listReviews(db, { companyId }),
    listCompanyListings(db, companyId),
    getFirstCalls({ personId: person.id }).catch(() => null),
    getFirstCalls({ companyId }).catch(() => null),
  ]);
  const certified = await listCertifiedApps(
    db,
    apps.map((app) => app.id),
  );
  const certification = tracks.find((state) => state.certification)?.certification ?? null;
  const track = tracks.find((state) => state.attempt?.state === "in_progress") ?? tracks[0];
  const ownKeys = ownSandboxKeys.data;
  const shownKey = ownKeys.find((key) => key.state === "active") ?? ownKeys[0];
  const app = apps[0];
  return {
    signedUpAt: row?.createdAt.toISOString() ?? null,
    app: app ? { id: app.id, name: app.name, createdAt: app.createdAt.toISOString() } : null,
    sandboxKey: shownKey
      ? {
          appId: shownKey.appId,
          start: shownKey.start,
          createdAt: (ownKeys.at(-1) ?? shownKey).createdAt.toISOString(),
        }
      : null,
    calls:
      own && company
        ? {
            firstSandbox: own.first_sandbox_call?.toISOString() ?? null,
            firstSandbox2xx: own.first_sandbox_2xx?.toISOString() ?? null,
            firstLive: company.first_live_call?.toISOString() ?? null,
          }
        : null,
    certification: certification ? { at: certification.issuedAt, code: certification.code } : null,
    track: track
      ? { id: track.track.id, title: track.track.title, open: track.attempt?.state === "in_progress" }
      : null,
    liveKey: liveKeys.data.length ? { createdAt: (liveKeys.data.at(-1)?.createdAt ?? now()).toISOString() } : null,
    missingForLive: checkLivePolicy(portal.keys.livePolicy, {
      emailVerified: Boolean(row?.emailVerified),
      sandboxSucceeded: Boolean(company?.first_sandbox_2xx),
      certified: certification !== null || certified.size > 0,
    }),
    showcase: showcaseStage({ apps, reviews: reviews.data, listings, certified: new Set(certified.keys()) }),
  };
}

/** The company's calls since midnight UTC, hour by hour. */
async function callsToday(companyId: string): Promise<JourneyView["calls"]> {
  const to = now();
  const from = new Date(Math.floor(to.getTime() / dayMs) * dayMs);
  const points = await getUsageSeries({ companyId, from, to, grain: "hour" });
  return {
    total: points.reduce((sum, point) => sum + point.calls, 0),
    refused: points.reduce((sum, point) => sum + point.byStatusClass[4] + point.byStatusClass[5], 0),
    hours: points.map((point) => point.calls),
  };
}

async function findLastErrors(companyId: string): Promise<LastError[]> {
  const [refused, failed, explain] = await Promise.all([
    listRequests({ companyId, statusClass: 4, limit: shownErrors }),
    listRequests({ companyId, statusClass: 5, limit: shownErrors }),
    openErrorExplainer(),
  ]);
  return [...refused.data, ...failed.data]
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, shownErrors)
    .map((request) => toLastError(request, explain));
}

function toLastError(request: LoggedRequest, explain: Awaited<ReturnType<typeof openErrorExplainer>>): LastError {
  const { detail } = request.metadata;
  return {
    id: `${request.source}/${request.id}`,
    at: request.at,
    environment: request.environment,
    method: request.method,
    route: request.route,
    status: request.status,
    detail: typeof detail === "string" ? detail : null,
    docHref: explain({ status: request.status, problem: problemOf(request.metadata) }).href,
  };
}
