import { gatherOwnChanges } from "@/app/(site)/changelog/gather-own-changes";
import { makeOwnFeedToken } from "@/app/(site)/changelog/own-feed-token";
import type { OwnChangelog } from "@/components/changelog/own-changelog";
import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";

/** For one browser, one moment: no cache of any kind keeps it, and no other site's page may load it. */
const headers = { "cache-control": "private, no-store", "cross-origin-resource-policy": "same-origin", vary: "Cookie" };

/**
 * Which entries of the changelog touch what the reader's company called in the last 90 days: `{ signedIn, changes: { [slug]: [{ operationId,
 * apps }] }, feed }`. `feed` is the signed address of the company's own feed.
 */
export async function GET(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") {
    return answerProblem(new PortalError("forbidden", "Only the portal's own pages ask for this."));
  }
  const person = await currentPerson();
  if (!person) return Response.json({ signedIn: false } satisfies OwnChangelog, { headers });
  const { companyId, id: personId } = person;
  const own = await gatherOwnChanges(companyId);
  const view: OwnChangelog = {
    signedIn: true,
    changes: Object.fromEntries(own.map(({ slug, called }) => [slug, called])),
    feed: paths.ownChangelogFeed(makeOwnFeedToken({ companyId, personId })),
  };
  return Response.json(view, { headers });
}
