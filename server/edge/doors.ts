import { portal } from "@/lib/base/config/portal";
import type { EdgeContext } from "./context";
import type { Door } from "./door";
import { authzDoors } from "./doors/authz-door";
import { collectorDoors } from "./doors/collector-door";
import { companyPlanDoors } from "./doors/company-plan-door";
import { deviceDoors } from "./doors/device-door";
import { keyChangesDoors } from "./doors/key-changes-door";
import { keysDoors } from "./doors/keys-door";
import { leakedDoors } from "./doors/leaked-door";
import { notesDoors } from "./doors/notes-door";
import { replayDoors } from "./doors/replay-door";
import { sandboxDoors } from "./doors/sandbox-door";
import { spendDoors } from "./doors/spend-door";
import { trackerDoors } from "./doors/tracker-door";
import { tryDoors } from "./doors/try-door";
import { upstreamDoors } from "./doors/upstream-door";
import { usageDoors } from "./doors/usage-door";
import { verifyDoors } from "./doors/verify-door";
import { visitorDoors } from "./doors/visitor-door";

/**
 * Every address the edge answers itself, in the order rooms were added; exact paths win over prefixes, longer prefixes over shorter ones.
 * A door stands in `doors/<name>-door.ts` and exports `<name>Doors(context): Door[]`; add it to the list below.
 */
export function listDoors(context: EdgeContext): Door[] {
  return [
    ...verifyDoors(context),
    ...authzDoors(context),
    ...keyChangesDoors(context),
    ...keysDoors(context),
    ...leakedDoors(context),
    ...companyPlanDoors(context),
    ...usageDoors(context),
    ...(portal.upstreams.sandbox ? [] : sandboxDoors(context)),
    ...upstreamDoors(context),
    ...deviceDoors(context),
    ...spendDoors(context),
    ...notesDoors(context),
    ...collectorDoors(context),
    ...replayDoors(context),
    ...trackerDoors(context),
    ...tryDoors(context),
    ...visitorDoors(context),
  ];
}

/** Addresses under /v1 that the pages answer (Next routes), because they are not hot: passed on like any page. */
export const passedToWeb: readonly string[] = ["/v1/reports", "/v1/reports/*", "/v1/sql"];
