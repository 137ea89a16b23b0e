import { createHash } from "node:crypto";
import type { Db } from "@/lib/base/postgres";
import type { KnownError, OperationPlan, SandboxAnswer } from "../schema";
import { dress, refuse } from "./refuse";
import type { Scenario } from "./scenario-words";
import { lockWorld, saveWorld, takeNumber } from "./world";

/**
 * Answers as the scenario says. An error changes nothing in the world; a time-out and a malformed answer come after the work is done, as
 * they do in life: who repeats the call with its Idempotency-Key finds out.
 */
export async function play(
  db: Db,
  appId: string,
  plan: OperationPlan,
  scenario: Scenario,
  run: () => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const wanted = scenario.error === undefined ? undefined : plan.errors.get(scenario.error);
  if (scenario.error !== undefined && !wanted) return refuseError(plan, scenario.error);
  const happens = scenario.errorRate === undefined || (await strikes(db, appId, plan, scenario.errorRate));
  const delayed = scenario.latencyMs ? { delayMs: scenario.latencyMs } : {};
  if (!happens) return { ...(await run()), ...delayed };
  return { ...(await answerPlayed(plan, scenario, wanted, run)), ...delayed };
}

async function answerPlayed(
  plan: OperationPlan,
  { timeout, malformed, rateLimitSeconds, errorRate }: Scenario,
  wanted: KnownError | undefined,
  run: () => Promise<SandboxAnswer>,
): Promise<SandboxAnswer> {
  const fault = timeout ? ("timeout" as const) : malformed ? ("malformed" as const) : undefined;
  const alone = errorRate !== undefined && !fault && !wanted && rateLimitSeconds === undefined;
  const played =
    rateLimitSeconds !== undefined
      ? rateLimited(plan, rateLimitSeconds)
      : wanted
        ? answerError(plan, wanted)
        : alone
          ? answerFault(plan)
          : await run();
  return fault ? { ...played, fault } : played;
}

/** The document's own example of the error. */
function answerError(plan: OperationPlan, { status, mediaType, body }: KnownError): SandboxAnswer {
  const { type, detail } = (body ?? {}) as { type?: unknown; detail?: unknown };
  return {
    status,
    headers: { "content-type": `${mediaType}; charset=utf-8` },
    body: structuredClone(body),
    operation: { id: plan.id, method: plan.method, route: plan.route },
    errors: [{ pointer: "header Sandbox-Scenario", detail: "asked for this error, or a value of the call did" }],
    explained: { doc: typeof type === "string" ? type : "", detail: typeof detail === "string" ? detail : "" },
  };
}

function answerFault(plan: OperationPlan): SandboxAnswer {
  const known = [...plan.errors.values()].find(({ status }) => status >= 500);
  return known ? answerError(plan, known) : refuse(plan, 500, "A scenario made this call fail. Try it again.");
}

function rateLimited(plan: OperationPlan, seconds: number): SandboxAnswer {
  const problem = {
    type: "/docs/errors#rate_limited",
    title: "Too many requests",
    status: 429,
    detail: "A scenario plays that the limit is reached. Retry-After says when to come back.",
  };
  const answer = dress(problem, [], plan.errorSample(429));
  return {
    ...answer,
    headers: { ...answer.headers, "retry-after": String(seconds), ratelimit: `"burst";r=0;t=${seconds}` },
    operation: { id: plan.id, method: plan.method, route: plan.route },
  };
}

function refuseError(plan: OperationPlan, name: string): SandboxAnswer {
  const known = [...new Set(plan.errors.keys())].join(", ") || "none";
  return refuse(plan, 400, `${plan.method} ${plan.route} has no error named ${name}. It has: ${known}.`, [
    { pointer: "header Sandbox-Scenario", detail: `error must be one of ${known}` },
  ]);
}

/** Whether this call is one of the failing share: a function of the world's seed, the operation and how often it was asked with a rate. */
async function strikes(db: Db, appId: string, plan: OperationPlan, rate: number): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const world = await lockWorld(tx, appId);
    const n = takeNumber(world, `rate ${plan.id}`);
    await saveWorld(tx, world);
    const roll = createHash("sha256").update(`${world.seed}\0${plan.id}\0${n}`).digest().readUIntBE(0, 6);
    return roll / 2 ** 48 < rate;
  });
}
