import { beforeAll, expect, test } from "vitest";
import { useStores } from "@/lib/base/testing/stores";
import { parseReportParams } from "./parse-report-params";
import { referralsReport } from "./referrals";
import { append, call, event, reloadLinks, visit } from "./testing/ledger";

useStores();

const run = (query: string) => referralsReport.run(parseReportParams(referralsReport, new URLSearchParams(query)));
const who = (name: string) => ({ person: `per_${name}`, company: "com_acme" });
const accepts = (at: string, name: string, inviter: string) => [
  event(at, "signed_up", who(name)),
  event(at, "invite_accepted", who(name), { invite_id: `inv_${name}`, inviter_id: `per_${inviter}` }),
];

// Ada came by herself; she brought Ben and Cleo, Ben brought Dario, Dario brought Elif. Femi and Greta invited each other.
beforeAll(async () => {
  await append([
    event("2026-05-01T00:00:00Z", "signed_up", who("ada")),
    ...accepts("2026-05-02T00:00:00Z", "ben", "ada"),
    ...["2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z", "2026-06-01T02:00:00Z"].map((at) =>
      event(at, "invite_sent", who("ada"), { invite_id: "inv", role: "developer" }),
    ),
    ...accepts("2026-06-02T00:00:00Z", "cleo", "ada"),
    event("2026-06-03T00:00:00Z", "invite_sent", who("ben"), { invite_id: "inv", role: "developer" }),
    ...accepts("2026-06-04T00:00:00Z", "dario", "ben"),
    ...accepts("2026-06-05T00:00:00Z", "elif", "dario"),
    call("2026-06-05T01:00:00Z", "sandbox", who("dario")),
    call("2026-06-06T01:00:00Z", "live", who("dario")),
    call("2026-06-06T01:00:00Z", "sandbox", who("cleo"), { status: 401 }),
    ...accepts("2026-06-07T00:00:00Z", "femi", "greta"),
    ...accepts("2026-06-08T00:00:00Z", "greta", "femi"),
    visit("2026-06-09T00:00:00Z", "v_h", "showcase", { listing_id: "lst_1" }),
    event("2026-06-09T00:01:00Z", "listing_viewed", { visitor: "v_h" }, { listing_id: "lst_1" }),
    event("2026-06-10T00:00:00Z", "signed_up", { visitor: "v_h", ...who("hugo") }),
  ]);
  await reloadLinks();
});

test("June by hand", async () => {
  const result = await run("from=2026-06-01&to=2026-06-30");
  // Eight have signed up; four invites, five acceptances.
  expect(result).toMatchObject({
    persons: 8,
    invites: 4,
    accepted: 5,
    acceptance: 1.25,
    invitesPerPerson: 0.5,
    kFactor: 0.625,
    referredSignUps: 1,
  });
  // Cleo 1; Dario 2 (Ada, Ben); Elif 3; a ring of two counts one.
  expect(result.chains).toEqual([
    { depth: 1, persons: 3 },
    { depth: 2, persons: 1 },
    { depth: 3, persons: 1 },
  ]);
  const of = (id: string) => result.referrers.find((one) => one.id === id);
  expect(of("per_ada")).toMatchObject({ sent: 3, accepted: 1, sandbox: 0, live: 0, below: 4 });
  expect(of("per_ben")).toMatchObject({ sent: 1, accepted: 1, sandbox: 1, live: 1, below: 2 });
  expect(result.listings).toEqual([{ id: "lst_1", name: null, views: 1, clicks: 0, signUps: 1 }]);
});

test("May knows nothing of June", async () => {
  expect(await run("from=2026-05-01&to=2026-05-31")).toMatchObject({
    persons: 2,
    invites: 0,
    accepted: 1,
    acceptance: null,
  });
});
