/**
 * Every address of the portal. Pages, e-mails, events and tests take them from here, so that a page can move in one place.
 * Safe in the browser: imports nothing.
 */
const segment = encodeURIComponent;
const segments = (path: string) => path.split("/").map(segment).join("/");

function withQuery(path: string, query?: Record<string, string | number | undefined>): string {
  const given = Object.entries(query ?? {}).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  );
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

export const paths = {
  home: "/",
  /** `slug` as in the docs tree, `guides/first-call`; nothing: the first page. */
  docs: (slug = "") => (slug ? `/docs/${slug}` : "/docs"),
  /** The same page as Markdown. */
  docsMarkdown: (slug: string) => (slug ? `/docs/${slug}.md` : "/docs.md"),
  reference: "/reference",
  /** An API beside the first one. */
  referenceApi: (api: string) => (api ? `/reference/${segment(api)}` : "/reference"),
  /** An id may have slashes: `{api}/{operationId}`, `repos/get`. */
  operation: (id: string) => `/reference/${segments(id)}`,
  /** One group of operations, where there are too many for one page. */
  operationGroup: (api: string, slug: string) =>
    `${api ? `/reference/${segment(api)}` : "/reference"}/groups/${segment(slug)}`,
  /** One of the document's schemas; all of them without a name. */
  apiSchema: (api: string, name = "") =>
    `${api ? `/reference/${segment(api)}` : "/reference"}/schemas${name ? `/${segment(name)}` : ""}`,
  /**
   * An operation's page with Try it open. `replay`: the id of a call in the sandbox's log (`req_...`), whose request fills the form when it
   * is the reader's own company's.
   */
  tryIt: (operationId: string, query?: { replay?: string }) =>
    `${withQuery(`/reference/${segments(operationId)}`, query)}#try`,
  /** What its form is made of, as JSON. */
  tryForm: (operationId: string) => withQuery("/reference/try.json", { operation: operationId }),
  operationMarkdown: (id: string) => `/reference/${segments(id)}.md`,
  /** A page that has no own way to be Markdown: its address with `.md`; the front page is `/index.md`. */
  markdown: (page: string) => (page === "/" ? "/index.md" : `${page}.md`),
  /** The platform's OpenAPI document, as the reference shows it. */
  referenceDocument: "/reference/openapi.json",
  apiDocument: (api: string) => (api ? `/reference/${segment(api)}/openapi.json` : "/reference/openapi.json"),
  /** The tracking plan as data, and the JSON Schema of one event's properties. */
  trackingPlan: "/events.json",
  eventSchema: (name: string) => `/events/${segment(name)}.json`,
  traitsSchema: (kind: "person" | "company") => `/events/traits-${kind}.json`,
  /** The picture of a page where it is shared. */
  ogImage: (page: string) => `/og${page === "/" ? "/index" : page}.png`,
  changelog: "/changelog",
  /** A company's own changelog as RSS, by its signed address. */
  ownChangelogFeed: (token: string) => `/changelog/own/${segment(token)}`,
  changelogEntry: (slug: string) => `/changelog#${segment(slug)}`,
  pricing: "/pricing",
  rss: "/rss.xml",
  docsRss: "/docs/rss.xml",
  llms: "/llms.txt",
  llmsFull: "/llms-full.txt",
  /** One section of it. */
  llmsSection: (section: string) => `/llms-full/${segment(section)}.txt`,
  /** What a coding agent must know to use the API, as a skill. */
  skill: "/skill.md",
  mcp: "/mcp",
  sitemap: "/sitemap.xml",
  showcase: "/showcase",
  listing: (slug: string) => `/showcase/${segment(slug)}`,
  /** Counted, signed way out to a listing's own site. */
  out: (listingId: string) => `/out/${segment(listingId)}`,
  /** Where somebody types a code to check it. */
  certificates: "/certificates",
  certificate: (code: string) => `/certificates/${segment(code)}`,
  badge: (code: string) => `/badges/${segment(code)}.svg`,
  invite: (token: string) => `/invite/${segment(token)}`,
  /** A form's address: takes the invite, after signing in if need be. */
  joinInvite: (token: string) => `/invite/${segment(token)}/join`,

  /** Says which mails stop and asks for a press of the button; `done`: `stopped` or `resumed`. */
  stopMail: (token: string, done?: string) => withQuery("/mail/stop", { t: token, done }),
  /** Where that button and mail programs (RFC 8058) post to. */
  stopMailNow: (token: string) => withQuery("/mail/stop/now", { t: token }),

  /** Where a person approves a coding agent's request for a sandbox key; `code`: what the agent shows. */
  device: (query?: { code?: string; done?: string; problem?: string }) => withQuery("/device", query),
  decideDevice: "/device/decide",
  deviceAuthorization: "/oauth/device_authorization",
  deviceToken: "/oauth/token",
  oauthMetadata: "/.well-known/oauth-authorization-server",

  /** `next`: where to go after; only ever a path of the portal. */
  signIn: (next?: string) => withQuery("/sign-in", { next }),
  signOut: "/sign-out",

  console: {
    home: "/console",
    apps: "/console/apps",
    newApp: "/console/apps/new",
    /** `from`: the page of the docs or the reference that sends somebody here to make a key. */
    app: (appId: string, query?: { from?: string }) => withQuery(`/console/apps/${segment(appId)}`, query),
    editApp: (appId: string) => `/console/apps/${segment(appId)}/edit`,
    key: (appId: string, keyId: string) => `/console/apps/${segment(appId)}/keys/${segment(keyId)}`,
    appKeys: (appId: string, { withRevoked, cursor }: { withRevoked?: boolean; cursor?: string } = {}) =>
      `${withQuery(`/console/apps/${segment(appId)}`, { revoked: withRevoked ? "shown" : undefined, cursor })}#keys`,
    appReview: (appId: string) => `/console/apps/${segment(appId)}/review`,
    appListing: (appId: string) => `/console/apps/${segment(appId)}/listing`,
    requests: (query?: Record<string, string | number | undefined>) => withQuery("/console/requests", query),
    /** Server-sent events: calls that fit these filters, as they come. */
    requestsStream: (query?: Record<string, string | number | undefined>) =>
      withQuery("/console/requests/stream", query),
    requestsExport: (query?: Record<string, string | number | undefined>) =>
      withQuery("/console/requests/export", query),
    /** Endpoints of the sandbox's webhooks. */
    webhooks: "/console/webhooks",
    newWebhook: (appId?: string) => withQuery("/console/webhooks/new", { app: appId }),
    /** One endpoint with its delivery log. */
    webhook: (endpointId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/console/webhooks/${segment(endpointId)}`, query),
    editWebhook: (endpointId: string) => `/console/webhooks/${segment(endpointId)}/edit`,
    usage: "/console/usage",
    /** This month's bill, and the months before it. */
    billing: "/console/billing",
    /** A closed month, or the current one: `2026-11`. */
    bill: (period: string) => `/console/billing/${segment(period)}`,
    billExport: (period: string) => `/console/billing/${segment(period)}/export`,
    /** What stands behind one line: a meter's days, keys and routes. */
    billMeter: (period: string, meterId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/console/billing/${segment(period)}/${segment(meterId)}`, query),
    billMeterExport: (period: string, meterId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/console/billing/${segment(period)}/${segment(meterId)}/export`, query),
    certification: "/console/certification",
    track: (trackId: string) => `/console/certification/${segment(trackId)}`,
    team: "/console/team",
    /** The company's own part of the audit log, as CSV. */
    teamAudit: "/console/team/audit",
    account: "/console/account",
    /** Everything kept about the person, as JSON. */
    accountExport: "/console/account/export",
  },

  /** One chart by its signed address. */
  embed: (token: string) => `/embed/${segment(token)}`,

  staff: {
    home: "/staff",
    journey: (query?: Record<string, string | number | undefined>) => withQuery("/staff/journey", query),
    /** Who is behind the numbers of one layer. */
    journeyLayer: (layer: number) => `/staff/journey/${layer}`,
    touchpoints: (query?: Record<string, string | number | undefined>) => withQuery("/staff/touchpoints", query),
    attribution: (query?: Record<string, string | number | undefined>) => withQuery("/staff/attribution", query),
    /** The conversions behind one cell of it. */
    attributedConversions: "/staff/attribution/conversions",
    funnel: "/staff/funnel",
    /** Where the builder's form goes: it answers with the funnel's address. */
    funnelEdit: "/staff/funnel/edit",
    /** Who is behind one of its numbers. */
    funnelPeople: "/staff/funnel/people",
    acquisitionCost: "/staff/acquisition-cost",
    spend: (query?: Record<string, string | number | undefined>) => withQuery("/staff/spend", query),
    /** Where a file of spend is posted to. */
    spendUpload: "/staff/spend/upload",
    /** A file of spend before it is confirmed; `query`: how its columns are read. */
    spendImport: (importId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/staff/spend/${segment(importId)}`, query),
    grid: "/staff/grid",
    firstCall: "/staff/first-call",
    retention: "/staff/retention",
    referrals: "/staff/referrals",
    content: "/staff/content",
    notes: (query?: Record<string, string | number | undefined>) => withQuery("/staff/notes", query),
    /** A note with its before and after; `query`: how they are compared. */
    note: (noteId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/staff/notes/${segment(noteId)}`, query),
    sql: (query?: Record<string, string | number | undefined>) => withQuery("/staff/sql", query),
    /** The answer of a query as CSV. */
    sqlCsv: "/staff/sql/csv",
    /** The charts that stand on other pages. */
    embeds: (query?: Record<string, string | number | undefined>) => withQuery("/staff/embeds", query),
    /** A report as CSV; its parameters as in the page's own address. */
    reportCsv: (name: string) => `/staff/reports/${segment(name)}`,
    live: "/staff/live",
    catalogue: "/staff/catalogue",
    reviews: "/staff/reviews",
    review: (reviewId: string) => `/staff/reviews/${segment(reviewId)}`,
    showcase: "/staff/showcase",
    audits: "/staff/audits",
    audit: (auditId: string) => `/staff/audits/${segment(auditId)}`,
    listing: (listingId: string) => `/staff/showcase/${segment(listingId)}`,
    people: "/staff/people",
    person: (personId: string) => `/staff/people/${segment(personId)}`,
    companies: "/staff/companies",
    company: (companyId: string) => `/staff/companies/${segment(companyId)}`,
    /** Every company's lines of a month, as CSV for other billing systems. */
    billsExport: (period: string) => withQuery("/staff/companies/bills", { period }),
    auditLog: (query?: Record<string, string | number | undefined>) => withQuery("/staff/audit-log", query),
    settings: "/staff/settings",
    /** Mails the portal wrote, and whether they went out. */
    mails: (query?: Record<string, string | number | undefined>) => withQuery("/staff/mail", query),
    mail: (mailId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/staff/mail/${segment(mailId)}`, query),
    /** Developers who do not get on. */
    stuck: (query?: Record<string, string | number | undefined>) => withQuery("/staff/stuck", query),
    stuckExport: (query?: Record<string, string | number | undefined>) => withQuery("/staff/stuck/export", query),
    digests: "/staff/digests",
    /** `query`: `report` and its parameters, as a report's own address has them. */
    newDigest: (query?: string) => `/staff/digests/new${query ? `?${query}` : ""}`,
    digest: (digestId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/staff/digests/${segment(digestId)}`, query),
    destinations: "/staff/destinations",
    newDestination: (kind?: string) => withQuery("/staff/destinations/new", { kind }),
    /** With its delivery log. */
    destination: (destinationId: string, query?: Record<string, string | number | undefined>) =>
      withQuery(`/staff/destinations/${segment(destinationId)}`, query),
    /** An ad platform's conversions of a period as the file it takes: `from` and `to` as days. */
    destinationFile: (destinationId: string) => `/staff/destinations/${segment(destinationId)}/file`,
    editDestination: (destinationId: string) => `/staff/destinations/${segment(destinationId)}/edit`,
  },

  api: {
    /** Who is signed in, for the header's island: `{ signedIn, name?, image?, staff? }`. */
    me: "/api/me",
    search: "/api/search",
    /** In development only. */
    contentChanges: "/api/content-changes",
    /** Docs pages of a part of the sidebar that not everybody may read and this reader may: `{ pages }`. */
    gatedDocs: (section: string) => withQuery("/api/docs", { section }),
    /** The reader's own sandbox keys, the chosen one's secret among them, for the examples: `{ keys, chosen }`. Never cached. */
    sandboxKey: (keyId?: string) => withQuery("/api/me/sandbox-key", { key: keyId }),
    /** Which changelog entries touch what the reader's company calls. Never cached. */
    ownChangelog: "/api/me/changelog",
    /** The last error of the reader's own keys that a page explains: `{ error }`. Never cached. */
    lastError: (page: string) => withQuery("/api/me/last-error", { page }),
    /** Try it: what the reader may try with (GET), and one request through the portal (POST). Answered by the edge. */
    try: "/api/try",
    /** A call of the reader's own company, to be tried again: `{ operation, values }`. */
    tryReplay: (requestId: string) => withQuery("/api/try/replay", { request: requestId }),
    /** A request as code in every language of the samples. */
    tryCode: "/api/try/code",
    /** The signed-in developer's checklist, for the console's island. */
    journey: "/api/console/journey",
    /** Which steps of a docs page the reader has done: `?verify=POST /shipments 201&verify=...`; the stream tells more as they happen. */
    steps: (verify: readonly string[]) => `/api/steps?${new URLSearchParams(verify.map((one) => ["verify", one]))}`,
    stepsStream: (verify: readonly string[]) =>
      `/api/steps/stream?${new URLSearchParams(verify.map((one) => ["verify", one]))}`,
    /** Forms of the sign-in page: off to GitHub, or in as a sample person. */
    startSignIn: "/api/auth/start",
    localSignIn: "/api/auth/local",
  },
} as const;
