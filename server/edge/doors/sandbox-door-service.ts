import { type ErrorCode, PortalError, toProblem } from "@/lib/base/errors";
import { parseFields } from "@/lib/base/field-errors";
import type { Db } from "@/lib/base/postgres";
import { advanceClock } from "@/lib/sandbox/advance-clock";
import { deleteSnapshot } from "@/lib/sandbox/delete-snapshot";
import { getWorld } from "@/lib/sandbox/get-world";
import type { Sandbox } from "@/lib/sandbox/open-sandbox";
import { resetWorld } from "@/lib/sandbox/reset-world";
import { restoreSnapshot } from "@/lib/sandbox/restore-snapshot";
import {
  advanceClockInput,
  type SandboxAnswer,
  snapshotName,
  triggerInput,
  type WorldView,
} from "@/lib/sandbox/schema";
import { takeSnapshot } from "@/lib/sandbox/take-snapshot";
import type { EdgeRequest } from "../door";

const prefix = "/_sandbox";

/** Addresses that are about the world itself and no operation of the API. */
export const isServicePath = (path: string) => path === prefix || path.startsWith(`${prefix}/`);

type Call = { request: EdgeRequest; path: string; body: unknown };
type Service = { method: string; path: RegExp; answer(args: string[], body: unknown): Promise<[number, unknown]> };

function listServices(db: Db, sandbox: Sandbox, appId: string): Service[] {
  const name = (args: string[]) => parseName(args[0]);
  return [
    {
      method: "GET",
      path: /^$/,
      answer: async () => [200, { ...showWorld(await getWorld(db, appId)), events: sandbox.events }],
    },
    {
      method: "POST",
      path: /^\/reset$/,
      answer: async () => {
        await resetWorld(db, appId);
        return [200, showWorld(await getWorld(db, appId))];
      },
    },
    { method: "GET", path: /^\/clock$/, answer: async () => [200, showClock((await getWorld(db, appId)).clock)] },
    {
      method: "POST",
      path: /^\/clock\/advance$/,
      answer: async (_, body) => [200, showClock(await advanceClock(db, appId, parseFields(advanceClockInput, body)))],
    },
    {
      method: "GET",
      path: /^\/snapshots$/,
      answer: async () => [200, { data: (await getWorld(db, appId)).snapshots }],
    },
    {
      method: "PUT",
      path: /^\/snapshots\/([^/]+)$/,
      answer: async (args) => [200, await takeSnapshot(db, appId, name(args))],
    },
    {
      method: "POST",
      path: /^\/snapshots\/([^/]+)\/restore$/,
      answer: async (args) => {
        if (!(await restoreSnapshot(db, appId, name(args)))) throw noSnapshot();
        return [200, showWorld(await getWorld(db, appId))];
      },
    },
    {
      method: "DELETE",
      path: /^\/snapshots\/([^/]+)$/,
      answer: async (args) => {
        if (!(await deleteSnapshot(db, appId, name(args)))) throw noSnapshot();
        return [204, undefined];
      },
    },
    {
      method: "POST",
      path: /^\/webhooks\/trigger$/,
      answer: async (_, body) => [202, await sandbox.trigger(db, appId, parseFields(triggerInput, body))],
    },
  ];
}

/** Answers a call about an app's world: its state, reset, snapshots, clock, and webhooks on demand. */
export async function answerService(db: Db, sandbox: Sandbox, appId: string, call: Call): Promise<SandboxAnswer> {
  const path = call.path.slice(prefix.length).replace(/\/$/, "");
  const method = call.request.method === "HEAD" ? "GET" : call.request.method;
  try {
    const there = listServices(db, sandbox, appId).filter((service) => service.path.test(path));
    if (!there.length)
      throw new PortalError(
        "not_found",
        "There is no such address under /sandbox/_sandbox. The docs of the sandbox list them.",
      );
    const service = there.find((candidate) => candidate.method === method);
    if (!service) {
      const allow = there.map((candidate) => candidate.method).join(", ");
      throw new PortalError("method_not_allowed", `This address answers ${allow}.`, { headers: { allow } });
    }
    const [status, body] = await service.answer(service.path.exec(path)?.slice(1) ?? [], call.body);
    return { status, headers: {}, body, errors: [] };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    return {
      status: error.status,
      headers: { ...error.headers, "content-type": "application/problem+json; charset=utf-8" },
      body: toProblem(error, call.request.requestId),
      errors: error.errors,
    };
  }
}

function parseName(segment = ""): string {
  const read = snapshotName.safeParse(segment);
  if (read.success) return read.data;
  const code: ErrorCode = "invalid_fields";
  throw new PortalError(code, "A snapshot's name has 1 to 40 of a-z, 0-9, - and _.", {
    errors: [{ pointer: "path name", detail: read.error.issues[0]?.message ?? "is not a name" }],
  });
}

const noSnapshot = () => new PortalError("not_found", "Your sandbox has no snapshot of this name.");

const showClock = ({ now, aheadMs }: WorldView["clock"]) => ({ now, aheadSeconds: Math.round(aheadMs / 1_000) });

function showWorld({ clock, ...world }: WorldView) {
  return { clock: showClock(clock), ...world };
}
