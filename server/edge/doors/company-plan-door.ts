import type { ServerResponse } from "node:http";
import { authenticateToken } from "@/lib/access/authenticate-token";
import { requireScope } from "@/lib/access/require-scope";
import { PortalError } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import { getCompany } from "@/lib/identity/get-company";
import { assignPlan } from "@/lib/plans/assign-plan";
import { listAssignments } from "@/lib/plans/list-assignments";
import { assignPlanInput } from "@/lib/plans/schema";
import type { EdgeContext } from "../context";
import { type Door, type EdgeRequest, readJson, sendJson } from "../door";

/** `/v1/companies/{id}/plan`, scope `manage`: which plan a company is on and was on, and putting it on another. */
export function companyPlanDoors({ db }: EdgeContext): Door[] {
  const enter = async (request: EdgeRequest) => {
    const token = requireScope(await authenticateToken(db, request.raw.headers.authorization), "manage");
    const companyId = /^\/v1\/companies\/([^/]+)\/plan$/.exec(request.path)?.[1];
    if (!companyId) throw new PortalError("not_found");
    if (!(await getCompany(db, companyId))) throw new PortalError("not_found", "There is no such company");
    return { tokenId: token.tokenId, companyId };
  };
  const answer = async (response: ServerResponse, companyId: string) => {
    const { planId, assignments } = await listAssignments(db, companyId);
    sendJson(response, 200, { data: { companyId, planId, assignments } });
  };
  return [
    {
      methods: ["GET"],
      path: "/v1/companies/*",
      async handle(request, response) {
        const { companyId } = await enter(request);
        await answer(response, companyId);
      },
    },
    {
      methods: ["PUT"],
      path: "/v1/companies/*",
      async handle(request, response) {
        const { companyId, tokenId } = await enter(request);
        const { planId, reason, from } = parseFields(assignPlanInput, await readJson(request));
        const change = { planId, reason, from: from === undefined ? undefined : new Date(from) };
        await assignPlan(db, companyId, change, { kind: "token", id: tokenId });
        await answer(response, companyId);
      },
    },
  ];
}
