import { z } from "zod";

/** What a service token may do (contracts.md, "Credentials"). */
export const tokenScopes = [
  "events:write",
  "keys:verify",
  "usage:write",
  "reports:read",
  "sql:read",
  "manage",
] as const;
export const tokenScopeSchema = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

/** Who presented an accepted service token. */
export type TokenIdentity = { tokenId: string; scopes: readonly TokenScope[] };

/** What each scope opens, in the words the pages show. */
export const tokenScopeDescriptions: Record<TokenScope, string> = {
  "events:write": "Send events from your own servers.",
  "keys:verify": "Ask whether a developer's key may make a call.",
  "usage:write": "Report calls to your API.",
  "reports:read": "Read reports as JSON or CSV.",
  "sql:read": "Ask SQL over the documented views: single events and calls, of everybody.",
  manage: "Make, change and revoke developers’ keys; record spend, notes and plans.",
};

/** What the form that makes a token shows after it was sent. */
export type TokenFormState = { secret?: string; name?: string; errors?: Record<string, string> };

/** What the edge says to a replay of the quarantine (server/edge/doors/replay-door.ts). */
export const replayedSchema = z.object({ accepted: z.number(), refused: z.number() });
