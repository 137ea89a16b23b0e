import { currentPerson } from "@/lib/access/current-person";
import { currentVisitor } from "@/lib/access/current-visitor";
import { portal } from "@/lib/base/config/portal";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { followListing } from "@/lib/showcase/follow-listing";
import { classifyAudience } from "@/lib/visits/classify-audience";
import { hasPrivacySignal } from "@/lib/visits/has-privacy-signal";

type Props = { params: Promise<{ listingId: string }> };

/** A click out of the showcase: counted, then on to the listing's own address, and only there. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const person = await currentPerson();
  return follow(request, (await params).listingId, {
    visitorId: asksForPrivacy(request) ? undefined : currentVisitor(request),
    personId: person?.id,
    companyId: person?.companyId,
    counted: isClick(request),
  });
}

/** Link checkers ask with HEAD: the same way, not counted. */
export async function HEAD(request: Request, { params }: Props): Promise<Response> {
  return follow(request, (await params).listingId, { counted: false });
}

async function follow(
  request: Request,
  listingId: string,
  follower: Parameters<typeof followListing>[1]["follower"],
): Promise<Response> {
  const signature = new URL(request.url).searchParams.get("s") ?? "";
  const outcome = await followListing(postgres(), { listingId, signature, follower });
  const location =
    outcome.kind === "leave" ? outcome.url : outcome.kind === "show" ? paths.listing(outcome.slug) : paths.showcase;
  return new Response(null, {
    status: 302,
    headers: {
      location,
      "cache-control": "no-store",
      // The site learns which portal sent somebody, and nothing of the address they came from.
      "referrer-policy": "origin",
      "x-robots-tag": "noindex, nofollow",
    },
  });
}

function asksForPrivacy(request: Request): boolean {
  return portal.visits.respectPrivacySignals && hasPrivacySignal(Object.fromEntries(request.headers));
}

/** Whether somebody's own hand asked for it: no bot, no AI agent, no page loaded ahead of a click. */
function isClick(request: Request): boolean {
  const ahead = `${request.headers.get("sec-purpose") ?? ""} ${request.headers.get("purpose") ?? ""}`;
  return !/prefetch|prerender/i.test(ahead) && classifyAudience(request.headers.get("user-agent") ?? "") === "human";
}
