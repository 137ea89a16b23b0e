import { findPlanProblems } from "./plan-schema";
import { type Portal, type PortalInput, portalSchema } from "./schema";

/** Checks the portal's settings where they are written; throws an Error that names each bad field. */
export function definePortal(input: PortalInput): Portal {
  const result = portalSchema.safeParse(input);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "(whole)"}: ${issue.message}`);
    throw new Error(`portal.config.ts: ${problems.join("; ")}`);
  }
  const portal = result.data;
  const problems = findPlanProblems(portal);
  if (problems.length > 0) throw new Error(`portal.config.ts: ${problems.join("; ")}`);
  return portal;
}
