import { answerProblem } from "@/lib/access/answer-problem";
import { checkOrigin } from "@/lib/access/check-origin";
import { currentPerson } from "@/lib/access/current-person";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { visitorHeader } from "@/lib/base/cookies";
import { env } from "@/lib/base/env";
import { PortalError } from "@/lib/base/errors";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { createApp } from "@/lib/keys/create-app";
import { decideDeviceRequest } from "@/lib/keys/decide-device-request";
import { findDeviceRequest } from "@/lib/keys/find-device-request";
import { createAppInput } from "@/lib/keys/schema";

/** A person's yes or no to a coding agent, from the form of `/device` only. */
export async function POST(request: Request): Promise<Response> {
  try {
    checkOrigin(request, env());
    const person = await currentPerson();
    if (!person) throw new PortalError("unauthorized", "Sign in first.");
    if (!mayChangeApps(person.companyRole)) throw new PortalError("forbidden", "Your role may look, not change.");
    const form = await request.formData();
    const text = (name: string) => String(form.get(name) ?? "");
    const code = text("code");
    const found = await findDeviceRequest(postgres(), code, person.id);
    if (found.outcome !== "found") return go(paths.device({ problem: "gone" }));
    const visitorId = request.headers.get(visitorHeader) ?? undefined;
    const who = { personId: person.id, companyId: person.companyId, ...(visitorId ? { visitorId } : {}) };
    const decision = { requestId: found.request.id, ...who };
    if (text("decision") !== "approve") {
      await decideDeviceRequest(postgres(), { ...decision, approve: false });
      return go(paths.device({ done: "denied" }));
    }
    let appId = text("appId");
    if (appId === "new") {
      const input = createAppInput.safeParse({ name: text("name"), description: "" });
      if (!input.success) return go(paths.device({ code: found.request.userCode, problem: "name" }));
      appId = (await createApp(postgres(), who, input.data)).id;
    }
    const decided = await decideDeviceRequest(postgres(), { ...decision, approve: true, appId });
    return go(paths.device(decided ? { done: "approved" } : { problem: "gone" }));
  } catch (error) {
    return answerProblem(error);
  }
}

const go = (location: string) =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
