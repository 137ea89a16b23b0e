import { z } from "zod";

/** What a service token may do (contracts.md, "Credentials"). */
export const tokenScopes = ["events:write", "keys:verify", "usage:write", "reports:read", "manage"] as const;
export const tokenScopeSchema = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

/** Who presented an accepted service token. */
export type TokenIdentity = { tokenId: string; scopes: readonly TokenScope[] };
