import { z } from "zod";
import { docsSchema } from "./docs-schema";
import { billingSchema, meterSchema, planSchema } from "./plan-schema";

const colour = z.string().regex(/^(#[0-9a-f]{6}|oklch\([^)]+\))$/i, "must be #rrggbb or oklch(...)");
const link = z.object({ label: z.string().min(1), href: z.string().min(1) });

/** When a call counts as valuable (layer 6): every given part must match. `status` is a class such as `2xx`. */
export const valuableRuleSchema = z.object({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  route: z.string().optional(),
  status: z.enum(["2xx", "3xx", "4xx", "5xx"]).default("2xx"),
});

/** A test backend (or the live API) of the owner's own that calls are passed on to. */
export const upstreamSchema = z.strictObject({
  /** Calls go below this address and nowhere else; hosts of one's own network may stand here. */
  url: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).refine((text) => {
    const { username, password, search, hash } = new URL(text);
    return !(username || password || search || hash);
  }, "must have no user name, password, query or fragment"),
  /** Whether the developer's own key goes along. Without it the backend hears who calls from `X-Portal-*` only. */
  passKey: z.boolean().default(false),
  /** Sent with every call; for a secret use the variable `UPSTREAM_<ENVIRONMENT>_TOKEN`. */
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string()).default({}),
  /** Milliseconds until the answer begins. */
  firstByteMs: z.number().int().min(100).max(120_000).default(30_000),
  /** Milliseconds of silence in the middle of a body. */
  idleMs: z.number().int().min(100).max(120_000).default(15_000),
  /** Milliseconds for everything together. */
  totalMs: z.number().int().min(100).max(600_000).default(120_000),
  maxRequestBytes: z
    .number()
    .int()
    .min(0)
    .default(10 * 1024 * 1024),
  maxResponseBytes: z
    .number()
    .int()
    .min(1)
    .default(50 * 1024 * 1024),
});
export type Upstream = z.infer<typeof upstreamSchema>;

export const portalSchema = z.object({
  name: z.string().min(1),
  /** Three to eight lower-case letters; the start of every API key: `<prefix>_live_...`. */
  organisationPrefix: z.string().regex(/^[a-z]{3,8}$/, "must be three to eight lower-case letters"),
  tagline: z.string(),
  description: z.string(),
  brand: z.object({
    accent: colour,
    accentDark: colour,
    /** Path of an SVG under `public/`. */
    logo: z.string().startsWith("/"),
  }),
  api: z.object({ name: z.string(), baseUrl: z.string().url(), document: z.string() }),
  /**
   * Where calls go that Waymark does not answer itself: `sandbox` in place of the sandbox made of the document, `live` at `/live/*`. Keys, limits
   * and usage stay here.
   */
  upstreams: z.strictObject({ sandbox: upstreamSchema.optional(), live: upstreamSchema.optional() }).default({}),
  docs: docsSchema,
  /** One line over every public page, until a reader closes it. A new `id` is a new announcement. */
  announcement: z
    .strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,60}$/, "must be lower-case letters, digits and dashes"),
      text: z.string().min(1).max(200),
      href: z
        .string()
        .regex(/^(\/(?!\/)|https:\/\/)/, "must begin with / or https://")
        .optional(),
      /** Whether it can be closed; something that everybody must know cannot. */
      dismissible: z.boolean().default(true),
    })
    .optional(),
  links: z
    .object({
      repository: z.string().url().optional(),
      support: z.string().optional(),
      status: z.string().url().optional(),
    })
    .default({}),
  navigation: z.array(link).default([]),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters such as EUR")
    .default("EUR"),
  meters: z.array(meterSchema).default([]),
  /** None: everybody calls without limits and bills, and there is no pricing page. */
  plans: z.array(planSchema).default([]),
  /** The plan of a company that nobody put on another. */
  defaultPlan: z.string().optional(),
  billing: billingSchema.prefault({}),
  journey: z.object({
    /** Days before a conversion in which a touch can earn credit. */
    lookbackDays: z.number().int().min(1).max(730).default(90),
    /** Cells of the grid that are not counted. */
    hiddenCells: z.array(z.enum(["person-web", "person-api", "company-web", "company-api"])).default([]),
    valuable: z.array(valuableRuleSchema).default([]),
    /** Pages whose path has one of these are quickstarts: what time to first call can be told apart by. */
    quickstarts: z.array(z.string().min(3).max(200)).max(50).default(["quickstart", "getting-started"]),
  }),
  keys: z.object({
    /**
     * What must be true before a live key can be made: nothing; the maker's e-mail address is verified; a sandbox call of the company was
     * answered with 2xx; one of its developers or apps is certified.
     */
    livePolicy: z.enum(["open", "verified-email", "sandbox-first", "certified"]).default("sandbox-first"),
    /** What happens to a live key that was found in public: revoked at once, or only noted in its company's audit log. */
    leakedLive: z.enum(["revoke", "note"]).default("revoke"),
    /**
     * The field of a usage record's metadata in which the platform's API tells the caller's country (ISO 3166-1 alpha-2), shown as where a
     * key was last used from. Absent: no country is looked for or shown.
     */
    countryField: z.string().min(1).max(64).optional(),
    /** How long the edge may answer from its key cache while PostgreSQL is away, milliseconds. */
    staleWhileAwayMs: z.number().int().min(0).default(600_000),
    /**
     * Seconds for which an API server that listens to `GET /v1/keys/changes` may answer from its own memory. Limits then hold to within
     * this time per API server; 0: every call is asked for, limits are exact.
     */
    cacheSeconds: z.number().int().min(0).max(60).default(5),
  }),
  visits: z.object({
    cookieDays: z.number().int().min(1).max(400).default(400),
    idleMinutes: z.number().int().min(1).default(30),
    respectPrivacySignals: z.boolean().default(true),
    /**
     * The header in which the content network or proxy in front tells the visitor's country (ISO 3166-1 alpha-2): `cf-ipcountry`,
     * `cloudfront-viewer-country`, `x-vercel-ip-country`. Read from TRUSTED_PROXIES only. Absent: no country is known.
     */
    countryHeader: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, "must be a header's name in lower case")
      .optional(),
    /** More hosts of the owner's own that never count as referrers. */
    ownHosts: z.array(z.string()).default([]),
  }),
  privacy: z
    .object({
      /**
       * `off`: browsers get a visitor unless they send a privacy signal. `banner`: only those whose reader said yes in the portal's own banner.
       * `external`: as `banner`, and the owner's own tool asks and calls `wm("consent", "granted" | "denied")`.
       */
      consent: z.enum(["off", "banner", "external"]).default("off"),
      /** How many whole months are kept; what is older is dropped once a day. */
      retention: z
        .object({
          /** Events, visits and what people did by day. */
          eventMonths: z.number().int().min(4).max(240).default(26),
          /** Single API calls. */
          usageMonths: z.number().int().min(2).max(240).default(13),
          /** Calls by hour: what bills and charts are made of. */
          rollupMonths: z.number().int().min(13).max(240).default(84),
          /** The audit log. */
          auditMonths: z.number().int().min(6).max(240).default(36),
        })
        .prefault({}),
    })
    .prefault({}),
  mail: z
    .object({
      /** Who mails are from, unless MAIL_FROM says otherwise: `Name <address>`. Default: the portal's name, no-reply at its host. */
      from: z
        .string()
        .regex(
          /^(?:[^<>"\r\n]{1,100}<[^\s<>@",]+@[^\s<>@",]+>|[^\s<>@",]+@[^\s<>@",]+)$/,
          "must be an address or Name <address>",
        )
        .optional(),
      /** Where answers go; nothing: to the sender. */
      replyTo: z.email("must be an e-mail address").optional(),
      /** The last line of every mail, such as the company's postal address. */
      footer: z.string().max(500).default(""),
    })
    .prefault({}),
  stuck: z
    .object({
      /** Looks every hour for developers who do not get on, and lists them for staff. */
      enabled: z.boolean().default(true),
      /** Causes that are looked for. */
      causes: z
        .array(z.enum(["no_call", "repeated_error", "abandoned_step"]))
        .default(["no_call", "repeated_error", "abandoned_step"]),
      /** Signed up that many days ago and has made no call since. */
      noCallDays: z.number().int().min(1).max(90).default(3),
      /** Who signed up longer ago is not looked at any more. */
      lookBackDays: z.number().int().min(2).max(365).default(60),
      /** Answers that count as being stuck when they repeat. */
      errorStatuses: z.array(z.number().int().min(400).max(499)).min(1).default([400, 401, 422]),
      /** So many of those answers of one operation within `errorDays`, with no success after them. */
      errorCalls: z.number().int().min(2).max(10_000).default(5),
      errorDays: z.number().int().min(1).max(30).default(3),
      /** A step of a tutorial that was opened and is not done that many days after it was last looked at. */
      stepDays: z.number().int().min(1).max(90).default(2),
      /** The page that leads to the first call. */
      firstCallDoc: z.string().startsWith("/").default("/docs/quickstart"),
      /** Sends each of them one note per cause by itself. Off: staff send by hand. */
      mail: z.boolean().default(false),
    })
    .prefault({}),
  /** Copied commands. */
  snippets: z
    .object({
      /**
       * Which copied curl commands get a `Waymark-Snippet` header that names the page and the block, so that the content report knows which
       * of them worked: those that call the `sandbox`, `all` (`api.baseUrl` as well), or none (`off`).
       */
      trace: z.enum(["off", "sandbox", "all"]).default("sandbox"),
    })
    .prefault({}),
  /** Calls that readers make from the pages of the reference, through the portal. */
  tryIt: z
    .object({
      enabled: z.boolean().default(true),
      /**
       * Which servers of the OpenAPI document may be called beside the portal's own sandbox, as written there. Absent: all but
       * `api.baseUrl`, because the live API takes no sandbox key.
       */
      servers: z.array(z.string().url()).optional(),
      /** Servers at http:// or in the portal's own network may be called too: only those the document names, and never by a redirect elsewhere. */
      allowPrivate: z.boolean().default(false),
      /** How long an answer may take, milliseconds. */
      timeoutMs: z.number().int().min(1_000).max(60_000).default(20_000),
      /** Bytes of an answer that are shown; a longer one is cut. */
      maxAnswerBytes: z.number().int().min(1_024).max(5_242_880).default(1_048_576),
      /** Bytes that the files of one call may have together. The portal's own sandbox takes bodies of 1 MiB. */
      maxFileBytes: z.number().int().min(0).max(5_242_880).default(1_000_000),
      /** Calls with one's own key, per person and minute. */
      perPerson: z.number().int().min(1).default(60),
      /** The shared key for readers who are not signed in. */
      demo: z
        .object({
          enabled: z.boolean().default(true),
          /** Calls per reader in ten minutes; a network of many readers has three times as many. */
          perReader: z.number().int().min(1).default(20),
          /** Calls of all readers together in ten minutes. */
          inAll: z.number().int().min(1).default(600),
          /** Hours after which the portal makes a new one. */
          rotateHours: z.number().int().min(1).max(720).default(24),
        })
        .prefault({}),
    })
    .prefault({}),
  showcase: z.object({ categories: z.array(z.string()).min(1) }),
  demo: z.object({ company: z.string() }).optional(),
});

export type Portal = z.infer<typeof portalSchema>;
export type PortalInput = z.input<typeof portalSchema>;
export type { Plan } from "./plan-schema";

/** What the browser may know of the portal; everything else stays on the server. */
export type PublicPortal = Pick<
  Portal,
  "name" | "tagline" | "description" | "brand" | "navigation" | "links" | "currency" | "organisationPrefix"
>;
