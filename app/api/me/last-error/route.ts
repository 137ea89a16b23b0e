import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { PortalError } from "@/lib/base/errors";
import { findLastError } from "./find-last-error";

/** For one browser, one moment: no cache of any kind keeps it, and no other site's page may load it. */
const headers = { "cache-control": "private, no-store", "cross-origin-resource-policy": "same-origin", vary: "Cookie" };

/**
 * The last error of the reader's own keys that a page explains: `?page=/docs/errors` answers `{ error }`, null when there is none, for who is
 * signed out, and while the ledger is away. What a page explains is looked up here; the address only names the page.
 */
export async function GET(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") {
    return answerProblem(new PortalError("forbidden", "Only the portal's own pages ask for this."));
  }
  const person = await currentPerson();
  const page = new URL(request.url).searchParams.get("page") ?? "";
  const error = person ? await findLastError(person, page).catch(() => null) : null;
  return Response.json({ error }, { headers });
}
