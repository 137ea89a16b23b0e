import { cache } from "react";
import { postgres } from "@/lib/base/postgres";
import { listValidTracks } from "@/lib/certification/list-valid-tracks";
import type { DocReader } from "@/lib/docs/schema";
import { getPlan } from "@/lib/plans/get-plan";
import { currentPerson } from "./current-person";

/** The reader of this request as gates of docs pages ask, read once per request; null: not signed in. Makes a page dynamic. */
export const currentDocReader = cache(async (): Promise<DocReader | null> => {
  const person = await currentPerson();
  if (!person) return null;
  const { id: personId, companyId, companyRole, staffRole } = person;
  const [plan, certifications] = await Promise.all([
    getPlan(postgres(), companyId).then(
      ({ id }) => id,
      () => null,
    ),
    listValidTracks(postgres(), { personId, companyId }),
  ]);
  return { staffRole, companyRole, plan, certifications };
});
