import { answerProblem } from "@/lib/access/answer-problem";
import { currentPerson } from "@/lib/access/current-person";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { PortalError } from "@/lib/base/errors";
import { postgres } from "@/lib/base/postgres";
import { listReadableKeys } from "@/lib/keys/list-readable-keys";
import { revealSandboxKey } from "@/lib/keys/reveal-sandbox-key";

/** For one browser, one moment: no cache of any kind keeps it, and no other site's page may load it. */
const headers = {
  "cache-control": "private, no-store",
  "cross-origin-resource-policy": "same-origin",
  vary: "Cookie",
};

/**
 * The reader's own sandbox keys for the examples: `{ keys, chosen: { id, secret } | null }`. `?key=` is the one they chose before; without
 * it, or when it is gone, the newest. Pages are static and the same for everybody: this is the only way a secret comes to one.
 */
export async function GET(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") {
    return answerProblem(new PortalError("forbidden", "Only the portal's own pages ask for this."));
  }
  const person = await currentPerson();
  if (!person) return Response.json({ keys: [], chosen: null }, { headers });
  // Whoever may not make keys is not given one to use either.
  if (!mayChangeApps(person.companyRole)) return Response.json({ keys: [], chosen: null }, { headers });
  const db = postgres();
  const keys = await listReadableKeys(db, person.companyId);
  const wanted = new URL(request.url).searchParams.get("key");
  const id = (keys.find((key) => key.id === wanted) ?? keys[0])?.id;
  const secret = id ? await revealSandboxKey(db, id, person.companyId) : null;
  return Response.json({ keys, chosen: id && secret ? { id, secret } : null }, { headers });
}
