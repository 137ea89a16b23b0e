/** Who calls, as the portal answered. */
export type PortalCaller = {
  readonly keyId: string;
  readonly appId: string;
  readonly companyId: string;
  /** The person who made the key. */
  readonly userId: string;
  readonly environment: "sandbox" | "live";
  readonly scopes: readonly string[];
  readonly plan: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** RFC 3339; absent: the key has no end. */
  readonly expires?: string;
  /** Where the answer came from: the portal just now, the local cache, or (the portal is away) what was last known. */
  readonly from: "portal" | "cache" | "known";
};

/** Why a call was refused: the portal's codes, and two of the middleware's own. */
export type RefusalCode =
  | "NOT_FOUND"
  | "DISABLED"
  | "EXPIRED"
  | "WRONG_ENVIRONMENT"
  | "FORBIDDEN"
  | "INSUFFICIENT_PERMISSIONS"
  | "RATE_LIMITED"
  | "QUOTA_EXCEEDED"
  /** No key was sent. */
  | "MISSING"
  /** The portal cannot be asked, and the choice is to refuse then. */
  | "UNAVAILABLE";

export type RateLimitState = { name: string; limit: number; remaining: number; reset: number; exceeded: boolean };

/** The portal's answer to a verification (`data`). */
export type Answer = {
  valid: boolean;
  code: string;
  keyId?: string;
  appId?: string;
  companyId?: string;
  userId?: string;
  environment?: "sandbox" | "live";
  scopes?: string[];
  plan?: string;
  metadata?: Record<string, unknown>;
  expires?: string;
  ratelimits?: RateLimitState[];
  quota?: { limit: number; remaining: number; reset: number };
  /** Seconds. */
  cacheTtl: number;
};

/** What is asked about one call. */
export type Question = {
  key: string;
  environment?: "sandbox" | "live";
  permissions?: string;
  ip?: string;
  method?: string;
  path?: string;
  /** How many calls this counts as; default 1. */
  cost?: number;
};

export type Refusal = {
  allowed: false;
  code: RefusalCode;
  status: 401 | 403 | 429 | 503;
  /** For the client's developer to read. */
  detail: string;
  headers: Record<string, string>;
  /** Whose key it was, where the portal says so. */
  keyId?: string;
  /** The portal's id of the verification. */
  requestId?: string;
};

export type Verdict =
  | {
      allowed: true;
      /** Absent: let through without knowing who calls (`onUnavailable: "allow"`, or `optional` and no key). */
      caller?: PortalCaller;
      headers: Record<string, string>;
    }
  | Refusal;

/** One call as it is reported to `POST /v1/usage`. */
export type ReportedCall = {
  keyId: string;
  /** Milliseconds since 1970; default now. */
  at?: number;
  method: string;
  /** The template where there is one: `/shipments/{id}`. */
  route: string;
  status: number;
  latencyMs: number;
  requestBytes?: number;
  responseBytes?: number;
  sdk?: string;
  sdkVersion?: string;
  endUserId?: string;
  traceId?: string;
  resource?: string;
  quantity?: number;
  metadata?: Record<string, unknown>;
  /** Unique in the source; made when absent. */
  id?: string;
};

/** What went wrong beside the calls; never holds a key or a token. */
export type PortalWarning = {
  kind: "verification" | "changes" | "usage" | "callback";
  message: string;
};

export type PortalStats = {
  /** Answers by where they came from. */
  asked: number;
  cached: number;
  known: number;
  unavailable: number;
  /** Whether revocations reach this process at once; without that, nothing valid is cached. */
  following: boolean;
  /** Whether the portal is left alone for a moment after repeated failures. */
  circuitOpen: boolean;
  usage: {
    waiting: number;
    sent: number;
    duplicates: number;
    /** Records the portal refused. */
    rejected: number;
    /** Records that were lost because the queue was full, or because time ran out at the end. */
    dropped: number;
  };
};
