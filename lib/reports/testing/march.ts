import { call, event, type LedgerRow, visit } from "./ledger";

const ada = { person: "per_ada", company: "com_acme" };
const ben = { person: "per_ben", company: "com_acme" };
const cleo = { person: "per_cleo", company: "com_cleo" };

/**
 * March of a small portal, counted by hand in the tests. Ada clicks an ad, signs up, goes all the way and invites Ben; Cleo came in
 * February and signs up in March; v3 only reads; a bot and a reader without a cookie pass by.
 */
export const march: LedgerRow[] = [
  visit("2026-03-02T10:00:00Z", "v1", "paid-search", {
    utm_source: "google",
    utm_medium: "cpc",
    utm_campaign: "launch",
    click_id_kind: "gclid",
    landing_path: "/docs/quickstart",
  }),
  event("2026-03-02T10:00:00Z", "page_viewed", { visitor: "v1" }, { path: "/docs/quickstart" }),
  event("2026-03-02T10:05:00Z", "page_viewed", { visitor: "v1" }, { path: "/docs/sandbox" }),
  event("2026-03-03T10:00:00Z", "signed_up", { visitor: "v1", ...ada }),
  call("2026-03-04T10:00:00Z", "sandbox", ada, { status: 400 }),
  call("2026-03-04T11:00:00Z", "sandbox", ada, { method: "POST", status: 201 }),
  event("2026-03-05T11:00:00Z", "developer_certified", ada),
  call("2026-03-10T11:00:00Z", "live", ada, {
    method: "POST",
    status: 201,
    valuable: true,
    endUser: "e1",
    quantity: 2.5,
  }),
  event("2026-03-19T09:00:00Z", "invite_sent", ada, { invite_id: "inv_1" }),
  event("2026-03-25T10:00:00Z", "listing_published", ada, { listing_id: "lst_1" }),

  visit("2026-03-20T12:00:00Z", "v2", "invite", { inviter_id: "per_ada", landing_path: "/invite" }),
  event("2026-03-20T12:00:00Z", "page_viewed", { visitor: "v2" }, { path: "/invite" }),
  event("2026-03-20T12:30:00Z", "signed_up", { visitor: "v2", ...ben }, { inviter_id: "per_ada" }),
  event(
    "2026-03-20T12:30:00Z",
    "invite_accepted",
    { visitor: "v2", ...ben },
    { invite_id: "inv_1", inviter_id: "per_ada" },
  ),
  call("2026-03-21T12:30:00Z", "sandbox", ben),

  visit("2026-03-06T08:00:00Z", "v3", "organic-search", { utm_source: "duckduckgo" }),
  event("2026-03-06T08:00:00Z", "page_viewed", { visitor: "v3" }, { path: "/docs" }),
  event("2026-03-26T08:00:00Z", "listing_viewed", { visitor: "v3" }, { listing_id: "lst_1" }),
  event(
    "2026-03-26T08:01:00Z",
    "listing_clicked",
    { visitor: "v3" },
    { listing_id: "lst_1", owner_company_id: "com_acme" },
  ),

  visit("2026-02-10T07:00:00Z", "v4", "email", { utm_source: "newsletter", utm_campaign: "news" }),
  event("2026-02-10T07:00:00Z", "page_viewed", { visitor: "v4" }, { path: "/" }),
  event("2026-03-08T07:00:00Z", "page_viewed", { visitor: "v4" }, { path: "/pricing" }),
  event("2026-03-08T07:10:00Z", "signed_up", { visitor: "v4", ...cleo }),
  event("2026-03-09T07:10:00Z", "support_requested", cleo, { request_id: "req_1" }),

  event("2026-03-06T09:00:00Z", "page_viewed", { visitor: "v5", audience: "bot" }, { path: "/docs" }),
  event("2026-03-07T09:00:00Z", "page_viewed", {}, { path: "/docs" }),
];
