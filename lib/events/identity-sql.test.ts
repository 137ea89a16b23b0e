import fc from "fast-check";
import { expect, test } from "vitest";
import { clickhouse } from "@/lib/base/clickhouse/client";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { getVisitorLink } from "@/lib/identity/get-visitor-link";
import { type CompanyTerm, companyAt } from "@/lib/identity/list-company-terms";
import { reconcileLinks, reconcileStart } from "@/lib/identity/reconcile-links";
import { companySql, personSql } from "./identity-sql";
import { type Fact, resolveFacts } from "./testing/identity-model";

useStores({ postgres: true, clickhouse: true });

const hourMs = 3_600_000;
const begin = Date.UTC(2026, 2, 1);
const visitors = ["vis_1", "vis_2", "vis_3"];
const persons = ["per_a", "per_b", "per_c"];
const users = ["crm-1", "crm-2"];
const companies = ["com_x", "com_y", "com_z"];

const pick = <T>(from: readonly T[]) => fc.constantFrom(...from);
const seed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("page" as const), visitor: pick(visitors) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("said" as const),
      visitor: fc.option(pick(visitors), { nil: undefined }),
      person: pick([...persons, ...users]),
      // Whether PostgreSQL answered the edge when it arrived.
      stamped: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("changed" as const), person: pick(persons), company: pick(companies) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("alias" as const), visitor: pick(users), person: pick(persons) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("corrected" as const),
      subject: pick([...visitors, ...users.map((user) => `user:${user}`)]),
      person: pick(persons),
      undone: fc.boolean(),
    }),
  },
);
type Seed = typeof seed extends fc.Arbitrary<infer T> ? T : never;

/** A history with times, and the company the edge would have stamped: that of the time, from what PostgreSQL knew. */
function tell(seeds: readonly { what: Seed; hour: number }[], run: number): Fact[] {
  const mine = (id: string) => id.replace(/^(user:)?(vis_|per_|crm-)/, `$1$2${run}x`);
  const at = (hour: number, index: number) => begin + hour * hourMs + index;
  const terms = new Map<string, CompanyTerm[]>();
  for (const [index, { what, hour }] of seeds.entries()) {
    if (what.kind !== "changed") continue;
    const own = [...(terms.get(what.person) ?? []), { companyId: what.company, sinceMs: at(hour, index) }];
    terms.set(
      what.person,
      own.sort((a, b) => a.sinceMs - b.sinceMs),
    );
  }
  const tellOne = ({ what, hour }: { what: Seed; hour: number }, index: number): Fact => {
    const fact = { id: `run${run}-${String(index).padStart(3, "0")}`, atMs: at(hour, index) };
    switch (what.kind) {
      case "page":
        return { ...fact, name: "page_viewed", visitor: mine(what.visitor) };
      case "said":
        return {
          ...{ ...fact, name: "docs_read", person: mine(what.person) },
          ...(what.visitor ? { visitor: mine(what.visitor) } : {}),
          ...(what.stamped ? { company: companyAt(terms.get(what.person), fact.atMs) } : {}),
        };
      case "changed":
        return { ...fact, name: "company_changed", person: mine(what.person), company: what.company };
      case "alias":
        return { ...fact, name: "visitor_identified", visitor: mine(what.visitor), person: mine(what.person) };
      case "corrected":
        return {
          ...{ ...fact, name: what.undone ? "link_undone" : "link_redone" },
          ...{ subject: mine(what.subject), subjectPerson: mine(what.person) },
        };
    }
  };
  return seeds.map(tellOne);
}

async function append(facts: readonly Fact[]): Promise<void> {
  const values = facts.map((fact) => ({
    ...{
      event_id: fact.id,
      name: fact.name,
      occurred_at: new Date(fact.atMs).toISOString(),
      received_at: new Date().toISOString(),
    },
    ...{
      visitor_id: fact.visitor ?? "",
      person_id: fact.person ?? "",
      company_id: fact.company ?? "",
      audience: "human",
    },
    sent_by: fact.name === "page_viewed" ? "web" : "server",
    properties: JSON.stringify(fact.subject ? { subject: fact.subject, subject_person: fact.subjectPerson } : {}),
  }));
  await clickhouse().insert({ table: "events", values, format: "JSONEachRow" });
}

/** What the reports would say of each event, by its id. */
async function readLedger(run: number): Promise<Record<string, string>> {
  for (const name of ["visitor_alias", "person_company"]) {
    await clickhouse().command({ query: `SYSTEM RELOAD DICTIONARY ${name}` });
  }
  const query = `SELECT event_id, concat(${personSql}, ' ', ${companySql}) AS whose FROM events WHERE startsWith(event_id, 'run${run}-')`;
  const rows = await (await clickhouse().query({ query, format: "JSONEachRow" })).json<{
    event_id: string;
    whose: string;
  }>();
  return Object.fromEntries(rows.map(({ event_id, whose }) => [event_id, whose]));
}

let runs = 0;
test("rules 1-7: any history, arriving in any order and batches, reads as the model says - in the reports and in the merge ledger", async () => {
  await postgres().company.createMany({
    data: companies.map((id) => ({ id, name: id, slug: id.replace("_", "-"), kind: "organisation" as const })),
  });
  const history = fc.record({
    seeds: fc.array(fc.record({ what: seed, hour: fc.integer({ min: 0, max: 50 }) }), { minLength: 8, maxLength: 30 }),
    order: fc.infiniteStream(fc.nat()),
    batch: fc.integer({ min: 2, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(history, async ({ seeds, order, batch }) => {
      const run = ++runs;
      const facts = tell(seeds, run);
      const arrival = [...facts]
        .map((fact) => ({ fact, key: order.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ fact }) => fact);
      for (let from = 0; from < arrival.length; from += batch) await append(arrival.slice(from, from + batch));

      const model = resolveFacts(facts);
      const expected = Object.fromEntries(
        facts
          .filter(({ subject }) => !subject)
          .map((fact) => [fact.id, `${model.personOf(fact)} ${model.companyOf(fact)}`]),
      );
      const read = await readLedger(run);
      for (const { id, subject } of facts) if (subject) delete read[id];
      expect(read).toEqual(expected);

      // The people the portal knows, and what the worker's job makes of the ledger.
      const people = persons.map((id) => id.replace("per_", `per_${run}x`));
      await postgres().person.createMany({ data: people.map((id) => ({ id })) });
      await postgres().companyTerm.createMany({
        data: people.map((personId) => ({ personId, companyId: "com_x", since: new Date(begin) })),
      });
      await reconcileLinks(postgres(), reconcileStart);
      for (const visitor of visitors.map((id) => id.replace("vis_", `vis_${run}x`))) {
        const holder = resolveFacts(facts.filter(({ person }) => !person || person.startsWith("per_"))).holderOf(
          visitor,
        );
        expect((await getVisitorLink(postgres(), visitor))?.personId ?? "", visitor).toBe(holder);
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);

test("the model does not care in which order it hears, and follows the rules by hand", () => {
  const at = (hour: number) => begin + hour * hourMs;
  const facts: Fact[] = [
    { id: "e1", atMs: at(1), name: "page_viewed", visitor: "vis_1" },
    { id: "e2", atMs: at(2), name: "docs_read", visitor: "vis_1", person: "per_a" },
    { id: "e3", atMs: at(3), name: "docs_read", visitor: "vis_1", person: "per_b" },
    { id: "e4", atMs: at(0), name: "company_changed", person: "per_a", company: "com_x" },
    { id: "e5", atMs: at(5), name: "company_changed", person: "per_a", company: "com_y" },
    { id: "e6", atMs: at(6), name: "page_viewed", visitor: "vis_1" },
  ];
  const whose = (all: Fact[], id: string) => {
    const model = resolveFacts(all);
    const fact = facts.find((one) => one.id === id) as Fact;
    return `${model.personOf(fact)} ${model.companyOf(fact)}`;
  };
  // Rules 2, 3 and 5: the past is A's, under the company of its time; what B said is B's.
  expect(whose(facts, "e1")).toBe("per_a com_x");
  expect(whose(facts, "e6")).toBe("per_a com_y");
  expect(whose(facts, "e3")).toBe("per_b ");
  // Rule 6: undone, the next tie holds what named nobody; what A said is A's.
  const undone: Fact = { id: "e7", atMs: at(7), name: "link_undone", subject: "vis_1", subjectPerson: "per_a" };
  expect(whose([...facts, undone], "e1")).toBe("per_b ");
  expect(whose([...facts, undone], "e2")).toBe("per_a com_x");
  const redone: Fact = { ...undone, id: "e8", atMs: at(8), name: "link_redone" };
  expect(whose([redone, ...facts, undone], "e1")).toBe("per_a com_x");
  fc.assert(
    fc.property(fc.shuffledSubarray([...facts, undone], { minLength: 7 }), (shuffled) => {
      expect(facts.map(({ id }) => whose(shuffled, id))).toEqual(facts.map(({ id }) => whose([...facts, undone], id)));
    }),
    { numRuns: 100 },
  );
});
