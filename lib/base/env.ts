import path from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** `NODE_ENV=test` and friends are left to the tools; only what the house itself reads stands here. */
const url = (protocols: string[]) =>
  z.string().refine(
    (text) => {
      try {
        return protocols.includes(new URL(text).protocol);
      } catch {
        return false;
      }
    },
    `must be a URL starting with ${protocols.map((p) => `${p}//`).join(" or ")}`,
  );

const isPort = "must be a port, 1 to 65535";
const port = z.coerce.number(isPort).int(isPort).min(1, isPort).max(65_535, isPort);
const isBytes = "must be a whole number of bytes";
const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter(Boolean),
  );

const envSchema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  PUBLIC_URL: url(["http:", "https:"]).optional(),
  DATA_DIR: z.string().min(1).default("./.data"),
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional(),
  CLICKHOUSE_URL: url(["http:", "https:"]).optional(),
  /** The same server as a user who may only read the SQL door's views. */
  CLICKHOUSE_READER_URL: url(["http:", "https:"]).optional(),
  REDIS_URL: url(["redis:", "rediss:"]).optional(),
  NEXTAUTH_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  GITHUB_ID: z.string().min(1).optional(),
  GITHUB_SECRET: z.string().min(1).optional(),
  GITHUB_URL: url(["http:", "https:"]).default("https://github.com"),
  GITHUB_API_URL: url(["http:", "https:"]).default("https://api.github.com"),
  STAFF: list,
  WAYMARK_SERVICE_TOKEN: z
    .string()
    .startsWith("svc_", "must start with svc_")
    .min(24, "must have at least 24 characters")
    .optional(),
  WAYMARK_WRITE_KEY: z
    .string()
    .startsWith("wk_", "must start with wk_")
    .min(8, "must have at least 8 characters")
    .optional(),
  TRUSTED_PROXIES: list.refine(
    (entries) => entries.every((entry) => ipaddr.isValidCIDR(entry) || ipaddr.isValid(entry)),
    "must be addresses or ranges such as 10.0.0.0/8, separated by commas",
  ),
  /** Fill new stores with sample journeys and say so on every page of console and staff; set by `npm run demo`. */
  WAYMARK_DEMO: z.stringbool("must be true or false").default(false),
  POSTHOG_KEY: z.string().min(1).optional(),
  POSTHOG_HOST: url(["http:", "https:"]).optional(),
  SMTP_URL: url(["smtp:", "smtps:"]).optional(),
  /** Who mails are from: an address, or `Name <address>`. */
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>"\r\n]{1,100}<[^\s<>@",]+@[^\s<>@",]+>|[^\s<>@",]+@[^\s<>@",]+)$/,
      "must be an address or Name <address>",
    )
    .optional(),
  SLACK_WEBHOOK_URL: url(["https:"]).optional(),
  /** Sent as `Authorization: Bearer` to the owner's own backend (`upstreams` of portal.config.ts), so that it knows who passes calls on. */
  UPSTREAM_SANDBOX_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  UPSTREAM_LIVE_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  /** Metered units of companies that are customers there go to Stripe Billing; the URL serves tests. */
  STRIPE_API_KEY: z
    .string()
    .regex(/^(sk|rk)_/, "must start with sk_ or rk_")
    .optional(),
  STRIPE_API_URL: url(["http:", "https:"]).default("https://api.stripe.com"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  /** Memory the embedded ClickHouse engine may use, bytes. */
  CHDB_MEMORY_BYTES: z.coerce
    .number(isBytes)
    .int(isBytes)
    .min(128 * 1024 * 1024, "must be at least 134217728 (128 MiB)")
    .default(1024 ** 3),
  /** The journal answers 429 above this size, bytes. */
  JOURNAL_MAX_BYTES: z.coerce
    .number(isBytes)
    .int(isBytes)
    .min(1024 * 1024, "must be at least 1048576 (1 MiB)")
    .default(4 * 1024 ** 3),
  /** How far anybody but the ledger may lie behind in the journal before being moved forward, bytes; at most half of the journal. */
  JOURNAL_MAX_LAG_BYTES: z.coerce
    .number(isBytes)
    .int(isBytes)
    .min(1024 * 1024, "must be at least 1048576 (1 MiB)")
    .default(1024 ** 3),
  /** Where the edge finds the pages; set by the supervisor. */
  WEB_URL: url(["http:"]).default("http://127.0.0.1:3001"),
  /** Where web and worker find the edge without going through a load balancer; set by the supervisor. */
  EDGE_URL: url(["http:"]).optional(),
});

type ParsedEnv = z.infer<typeof envSchema>;
export type Env = ParsedEnv & { publicUrl: string; dataDir: string; edgeUrl: string; localSignIn: boolean };

/** Every setting that is wrong or missing, all at once: `NAME must be ...`, a line each. */
export class EnvError extends Error {
  constructor(readonly problems: string[]) {
    super(`settings: ${problems.join("; ")}`);
    this.name = "EnvError";
  }
}

const loopbackHosts = new Set(["127.0.0.1", "::1", "localhost"]);

/** Parses settings; throws EnvError naming each bad one (never its value: it may be a secret). Empty means not set. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const result = envSchema.safeParse(given);
  // Not a refinement of the whole: zod leaves those out once a single setting cannot be read.
  const unpaired = Boolean(given.GITHUB_ID) !== Boolean(given.GITHUB_SECRET);
  if (!result.success || unpaired) {
    const problems = result.error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) ?? [];
    const missing = given.GITHUB_ID ? "GITHUB_SECRET" : "GITHUB_ID";
    if (unpaired) problems.push(`${missing} is missing: GITHUB_ID and GITHUB_SECRET go together`);
    throw new EnvError(problems);
  }
  const value = result.data;
  const shownHost = value.HOST.includes(":") ? `[${value.HOST}]` : value.HOST === "0.0.0.0" ? "127.0.0.1" : value.HOST;
  const publicUrl = (value.PUBLIC_URL ?? `http://${shownHost}:${value.PORT}`).replace(/\/+$/, "");
  return {
    ...value,
    publicUrl,
    dataDir: path.resolve(value.DATA_DIR),
    edgeUrl: value.EDGE_URL ?? `http://${shownHost}:${value.PORT}`,
    // contracts.md, "Running it": without GitHub and on a loopback host only.
    localSignIn:
      !value.GITHUB_ID &&
      loopbackHosts.has(value.HOST) &&
      loopbackHosts.has(new URL(publicUrl).hostname.replace(/^\[|\]$/g, "")),
  };
}

let parsed: Env | undefined;

/** The settings of this process, parsed at first use. The only place that reads `process.env`. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** The whole environment of this process with `changes`, for a child; undefined takes a name away. */
export function childEnv(changes: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

/** Tests, and threads that are given theirs: settings for this process from here on. */
export function setEnv(source: Record<string, string | undefined>): Env {
  parsed = parseEnv(source);
  return parsed;
}

/** Whether this process draws the pages of a build. Next's own variable (`PHASE_PRODUCTION_BUILD` of next/constants). */
export function isBuildingPages(): boolean {
  return process.env.NEXT_PHASE === "phase-production-build";
}

/** The secret under which cookies, links and the internal token are signed; generated into DATA_DIR by `start` when not set. */
export function portalSecret(): string {
  const secret = env().NEXTAUTH_SECRET;
  if (!secret) throw new EnvError(["NEXTAUTH_SECRET is missing: start generates it, other commands need it set"]);
  return secret;
}

/** next-auth takes the portal's address from its own variable only; this gives it ours. Call before its handler. */
export function nameAuthOrigin(): void {
  process.env.NEXTAUTH_URL = env().publicUrl;
}
