import ipaddr from "ipaddr.js";
import { z } from "zod";
import { isStorable, isStorableJson } from "@/lib/base/clean-text";

export const environments = ["sandbox", "live"] as const;
export const environmentSchema = z.enum(environments);
export type Environment = z.infer<typeof environmentSchema>;

/** The word of an environment inside a key: `<org>_live_...`, `<org>_sbx_...`. */
export const environmentWords: Record<Environment, string> = { sandbox: "sbx", live: "live" };

/** What verification can say, in the order in which it looks (contracts.md, "Keys"). */
export const verificationCodes = [
  "NOT_FOUND",
  "DISABLED",
  "EXPIRED",
  "WRONG_ENVIRONMENT",
  "FORBIDDEN",
  "INSUFFICIENT_PERMISSIONS",
  "RATE_LIMITED",
  "QUOTA_EXCEEDED",
  "VALID",
] as const;
export type VerificationCode = (typeof verificationCodes)[number];

/** A scope a key has: a name, a name ending in a wildcard (`shipments.*`), or `*` for all. */
export const scopePattern = /^(\*|[A-Za-z0-9_-]+([.:/][A-Za-z0-9_-]+)*([.:/]\*)?)$/;

const noNul = "must not have a NUL character";
const nameSchema = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100, "must have at most 100 characters")
  .refine(isStorable, noNul);

const scopeSchema = z
  .string()
  .max(100, "must have at most 100 characters")
  .regex(scopePattern, "must be a scope such as shipments.read, shipments.* or *");

/** An address in its usual form; the octal, hexadecimal and shortened forms of old are read differently by different programs. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text));
}

const cidrSchema = z
  .string("must be a string")
  .trim()
  .transform((text, context) => {
    const cidr = text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
    if (isAddress(cidr.split("/", 1)[0] as string) && ipaddr.isValidCIDR(cidr)) {
      const [address] = ipaddr.parseCIDR(cidr);
      if (!(address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress())) return cidr;
      // Callers are compared in IPv4's own form: such a range would fit nobody.
      context.addIssue({ code: "custom", message: "must be written as IPv4, such as 203.0.113.0/24" });
      return z.NEVER;
    }
    context.addIssue({
      code: "custom",
      message: "must be an address or a range such as 203.0.113.0/24 or 2001:db8::/32",
    });
    return z.NEVER;
  });

/** A limit of calls in a sliding window. */
export const namedLimitSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "must be 1 to 40 of a-z, 0-9, - and _")
    .refine((name) => name !== "quota", "is the name of the monthly quota"),
  limit: z.int("must be a whole number").min(1, "must be at least 1").max(1_000_000_000, "must be at most 1000000000"),
  durationMs: z
    .int("must be a whole number of milliseconds")
    .min(1_000, "must be at least 1000")
    .max(86_400_000, "must be at most 86400000, a day"),
});
export type NamedLimit = z.infer<typeof namedLimitSchema>;

const limitsSchema = z
  .array(namedLimitSchema)
  .max(10, "must be at most 10 limits")
  .refine((limits) => new Set(limits.map((limit) => limit.name)).size === limits.length, "must not name a limit twice");

const metadataSchema = z
  .record(z.string(), z.json())
  .refine(
    (value) => new TextEncoder().encode(JSON.stringify(value)).length <= 4_096,
    "must be at most 4096 bytes of JSON",
  )
  .refine((value) => isStorableJson(JSON.stringify(value)), "must not have NUL characters or half surrogates");

const expiresAtSchema = z.iso
  .datetime({ offset: true, message: "must be a time such as 2027-01-31T00:00:00Z" })
  .transform((text) => new Date(text))
  // With its offset the year 1 may lie in the year 0 and 9999 in 10000, which PostgreSQL and RFC 3339 have no words for.
  .refine((time) => time.getTime() >= 0 && time.getUTCFullYear() <= 9_999, "must lie in the years 1970 to 9999");

const unique = (texts: string[]) => [...new Set(texts)];
const scopesSchema = z.array(scopeSchema).max(50, "must be at most 50 scopes").transform(unique);
const cidrsSchema = z.array(cidrSchema).max(50, "must be at most 50 ranges").transform(unique);

export const createAppInput = z.strictObject({
  name: nameSchema,
  description: z.string().trim().max(500, "must have at most 500 characters").refine(isStorable, noNul).default(""),
});

export type AppFields = z.output<typeof createAppInput>;

export const createKeyInput = z.strictObject({
  environment: environmentSchema,
  name: nameSchema,
  scopes: scopesSchema.default([]),
  allowedCidrs: cidrsSchema.default([]),
  ratelimits: limitsSchema.default([]),
  metadata: metadataSchema.default({}),
  expiresAt: expiresAtSchema.optional(),
});

export type KeyFields = z.output<typeof createKeyInput>;

/** Only what is given changes; `expiresAt: null` takes an expiry away. */
export const updateKeyInput = z
  .strictObject({
    name: nameSchema,
    scopes: scopesSchema,
    allowedCidrs: cidrsSchema,
    ratelimits: limitsSchema,
    metadata: metadataSchema,
    expiresAt: expiresAtSchema.nullable(),
  })
  .partial();
export type KeyChanges = z.output<typeof updateKeyInput>;

const costSchema = z
  .int("must be a whole number")
  .min(0, "must not be negative")
  .max(1_000_000, "must be at most 1000000");

/** A limit that a call asks about: one of the plan's or the key's by name, or one of its own with `limit` and `duration` (ms). */
const requestedLimitSchema = z
  .strictObject({
    name: namedLimitSchema.shape.name,
    cost: costSchema.optional(),
    limit: namedLimitSchema.shape.limit.optional(),
    duration: namedLimitSchema.shape.durationMs.optional(),
  })
  .refine(
    ({ limit, duration }) => (limit === undefined) === (duration === undefined),
    "needs limit and duration together",
  );

/** The body of `POST /v1/keys/verify` (contracts.md, "Keys"). A field it does not know is refused: a mistyped `permissions` must not let a call pass. */
export const verifyKeyInput = z.strictObject({
  // No longest length: what is no key is NOT_FOUND, whatever it looks like.
  key: z.string("must be a string"),
  environment: environmentSchema.optional(),
  permissions: z.string("must be a string").optional(),
  ip: z.string("must be a string").refine(isAddress, "must be an IPv4 or IPv6 address").optional(),
  method: z.string().max(20, "must have at most 20 characters").optional(),
  path: z.string().max(2_048, "must have at most 2048 characters").optional(),
  cost: costSchema.default(1),
  ratelimits: z
    .array(requestedLimitSchema)
    .max(10, "must be at most 10 limits")
    .refine((limits) => new Set(limits.map(({ name }) => name)).size === limits.length, "must not name a limit twice")
    .optional(),
  idempotencyKey: z.string().min(1, "must not be empty").max(255, "must have at most 255 characters").optional(),
  tags: z.array(z.string().max(128, "must have at most 128 characters")).max(20, "must be at most 20 tags").optional(),
});
export type VerifyKeyInput = z.output<typeof verifyKeyInput>;

/** Longest grace of a rotated key: 30 days. */
export const maxGraceSeconds = 30 * 86_400;

/** Bodies and query of the management API, `/v1/keys` and below (contracts.md, "Keys"). */
export const createKeyBody = createKeyInput.extend({ appId: z.string("must be a string") });
export const changeKeyBody = updateKeyInput.extend({ disabled: z.boolean("must be true or false").optional() });
export const rotateKeyBody = z.strictObject({
  graceSeconds: z
    .int("must be a whole number")
    .min(0, "must not be negative")
    .max(maxGraceSeconds, `must be at most ${maxGraceSeconds}, 30 days`)
    .default(0),
});
export const listKeysQuery = z.strictObject({
  appId: z.string().optional(),
  companyId: z.string().optional(),
  environment: environmentSchema.optional(),
  withRevoked: z.stringbool("must be true or false").optional(),
  cursor: z.string().max(100, "is not a cursor of this list").optional(),
  limit: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(100, "must be at most 100")
    .optional(),
});

export type KeyState = "active" | "disabled" | "expired" | "revoked";

/** A key as its owner sees it: never the secret, never the hash. */
export type KeyView = {
  id: string;
  appId: string;
  companyId: string;
  environment: Environment;
  name: string;
  /** The first characters, enough to recognise it by. */
  start: string;
  state: KeyState;
  scopes: string[];
  allowedCidrs: string[];
  ratelimits: NamedLimit[];
  metadata: Record<string, unknown>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  revokeReason: string | null;
  /** The key this one replaced by rotation. */
  replacesId: string | null;
  /** The page of the docs or the reference that led to it, as a path; null: none is known. */
  originPath: string | null;
  createdAt: Date;
  createdById: string;
};

/** A sandbox key somebody can choose for examples and Try it, by what they know it by. */
export type ReadableKey = { id: string; name: string; app: string; start: string };

export type AppView = { id: string; companyId: string; name: string; description: string; createdAt: Date };

/** What must be true before a live key can be made, as the doors found it. */
export type LiveKeyFacts = { emailVerified: boolean; sandboxSucceeded: boolean; certified: boolean };
/** Nothing is true: where no live key is asked for. */
export const noLiveKeyFacts: LiveKeyFacts = { emailVerified: false, sandboxSucceeded: false, certified: false };
/** What is still missing for one. */
export type MissingForLive = "verified_email" | "first_sandbox_2xx" | "certification";

/** Who does it, for the audit log. */
export type Actor = { kind: "person" | "token" | "system"; id: string };
