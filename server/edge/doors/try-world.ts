import { demoAppId, demoWorldId } from "@/lib/base/demo-readers";
import type { Sandbox } from "@/lib/sandbox/open-sandbox";
import type { TryCaller } from "./try-caller";

/** Whose world a call is answered in. The shared key opens none by itself: only Try it, which says for whom. */
export function worldOf(appId: string, caller: TryCaller | null): string | null {
  if (appId !== demoAppId) return appId;
  return caller?.reader ? demoWorldId(caller.reader) : null;
}

/** Whether a call would make the sandbox send webhooks somewhere: nobody unknown chooses an address for the portal to call. */
export function writesEndpoint(sandbox: Sandbox, method: string, path: string): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return sandbox.plans.some(
    ({ endpoint, route }) => endpoint && new RegExp(`^${route.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path),
  );
}
