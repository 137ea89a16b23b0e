import { postgres } from "@/lib/base/postgres";
import type { SandboxCallFact } from "@/lib/certification/schema";
import { listKeys } from "@/lib/keys/list-keys";
import { listRequests } from "@/lib/usage/list-requests";

/** A key that makes more calls than this during an attempt is no longer somebody's hands. */
const pageLimit = 200;
const mostPages = 5;

/** What a person did in the sandbox since then: the calls made with sandbox keys they created, of the company they work in. */
export async function gatherTaskCalls(who: {
  personId: string;
  companyId: string;
  since: Date;
}): Promise<SandboxCallFact[]> {
  const { data: own } = await listKeys(postgres(), {
    companyId: who.companyId,
    createdById: who.personId,
    environment: "sandbox",
    withRevoked: true,
    limit: 100,
  });
  const calls = await Promise.all(own.map((key) => callsOf(who.companyId, key.id, who.since)));
  return calls.flat();
}

async function callsOf(companyId: string, keyId: string, since: Date): Promise<SandboxCallFact[]> {
  const found: SandboxCallFact[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { data, nextCursor } = await listRequests({
      companyId,
      keyId,
      environment: "sandbox",
      limit: pageLimit,
      cursor,
    });
    found.push(
      ...data.map(({ source, id, method, route, status, at }) => ({
        id: `${source}/${id}`,
        method,
        route,
        status,
        at: new Date(at),
      })),
    );
    const oldest = found.at(-1);
    if (!nextCursor || !oldest || oldest.at < since) break;
    cursor = nextCursor;
  }
  return found.filter((call) => call.at >= since);
}
