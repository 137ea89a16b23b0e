import { postgres } from "@/lib/base/postgres";
import type { Sandbox } from "../open-sandbox";
import type { SandboxAnswer } from "../schema";

const address = { name: "Mill Books", street1: "Havenlaan 12", city: "Gent", postalCode: "9000", country: "BE" };

/** The least that makes a shipment of the sample API. */
export const shipment = { from: address, to: { ...address, name: "Sofie Peeters" }, parcels: [{ weightGrams: 850 }] };

/** Calls a sandbox as its door does: `POST /shipments`, body, headers. */
export function callSandbox(
  sandbox: Sandbox,
  appId: string,
  line: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<SandboxAnswer> {
  const [method = "", target = ""] = line.split(" ");
  const url = new URL(target, "http://sandbox");
  return sandbox.answer(postgres(), appId, {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}
