import Ajv from "ajv/dist/2020";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { layers } from "@/lib/journeys/schema";
import {
  catalogue,
  type EventName,
  type EventProperties,
  isEventName,
  type TraitsOf,
  type WebEventName,
} from "./catalogue";
import { checkTraits } from "./check-traits";
import { CatalogueError, defineEvents, definePortalEvents, defineTraits, layerNames } from "./define-events";
import { eventSchema, sampleProperties, trackingPlan } from "./describe-catalogue";
import { checkOwn } from "./internal/merge-own";
import type { recordEvent } from "./record-event";
import { writeCatalogue } from "./write-catalogue";

const names = Object.keys(catalogue) as EventName[];
const field = (schema: z.ZodType) => ({ description: "x", value: schema });

describe("the catalogue's types", () => {
  it("know every event and nothing else: what the catalogue lacks does not compile", () => {
    expectTypeOf<EventName>().not.toEqualTypeOf<string>();
    expectTypeOf<"page_viewed">().toExtend<EventName>();
    expectTypeOf<EventProperties<"search_performed">>().toEqualTypeOf<{ query: string; results: number }>();
    expectTypeOf<"listing_published">().not.toExtend<WebEventName>();
    expectTypeOf<"snippet_copied">().toExtend<WebEventName>();
    expectTypeOf<TraitsOf<"company">["employees"]>().toEqualTypeOf<number | undefined>();
    // Never run: the type check of the whole house reads it.
    const notCompiled = (record: typeof recordEvent, tx: never) => {
      record(tx, { name: "docs_read", properties: { path: "/docs" } });
      // @ts-expect-error an event that stands nowhere
      record(tx, { name: "docs_eaten", properties: { path: "/docs" } });
      // @ts-expect-error a property of another type
      record(tx, { name: "search_performed", properties: { query: "x", results: "many" } });
      // @ts-expect-error a property that is missing
      record(tx, { name: "app_created", properties: {} });
      // @ts-expect-error a browser may not say this
      window.waymark?.track?.("app_certified", { review_id: "r", certification_id: "c" });
      // @ts-expect-error a property of another event
      window.waymark?.track?.("docs_read", { query: "x" });
    };
    expect(notCompiled).toBeTypeOf("function");
  });

  it("know the owner's own events as well", () => {
    const own = definePortalEvents({
      events: {
        demo_booked: {
          ...{ layer: 1, sentBy: ["web"], description: "x", milestone: true },
          properties: z.object({ seats: z.number() }),
        },
      },
      traits: { company: { tier: field(z.enum(["a", "b"])) } },
    });
    expectTypeOf<keyof typeof own.events>().toEqualTypeOf<"demo_booked">();
    expectTypeOf<z.input<typeof own.events.demo_booked.properties>>().toEqualTypeOf<{ seats: number }>();
    expectTypeOf<keyof typeof own.traits.person>().toEqualTypeOf<never>();
    const none = definePortalEvents({});
    expectTypeOf<keyof typeof none.events>().toEqualTypeOf<never>();
  });
});

describe("the owner's own events", () => {
  const plain = { layer: 1, sentBy: ["web"], description: "x", milestone: false, properties: z.object({}) } as const;
  const check = (events: object, person: object = {}) =>
    checkOwn(
      {
        events: defineEvents({ page_viewed: { ...plain, sentBy: ["web"] } }),
        traits: { person: { role: field(z.string()) }, company: {} },
      },
      definePortalEvents({ events: events as never, traits: { person: person as never } }),
    );

  it("stand beside the portal's", () =>
    expect(() => check({ demo_booked: plain }, { seats: field(z.number()) })).not.toThrow());

  it("are refused, all at once and by name, where they clash or are not well named", () => {
    const act = () =>
      check(
        {
          page_viewed: plain,
          DemoBooked: plain,
          first_demo_call: plain,
          demo_seen: { ...plain, description: " ", sentBy: [], properties: z.object({ teamSize: z.number() }) },
        },
        { role: field(z.string()), "job title": field(z.string()) },
      );
    expect(act).toThrow(CatalogueError);
    expect(act).toThrow(
      [
        "portal.events.ts: events.page_viewed: is an event of the portal's own; choose another name",
        "events.DemoBooked: must say what happened to what, in snake_case, such as demo_booked",
        "events.first_demo_call: names that begin with first_ are stages of calls",
        "events.demo_seen: needs a description",
        "events.demo_seen: sentBy names nobody",
        "events.demo_seen.properties.teamSize: must be in snake_case",
        "traits.person.role: is a trait of the portal's own; choose another name",
        "traits.person.job title: must be in snake_case",
      ].join("; "),
    );
  });
});

describe("what is made of the catalogue", () => {
  it("has a sample of each event that fits it, by zod and by its JSON Schema alike", () => {
    const ajv = new Ajv({ strict: false });
    for (const name of names) {
      const sample = sampleProperties(name);
      expect(catalogue[name].properties.safeParse(sample), name).toMatchObject({ success: true });
      const schema = eventSchema(name, "https://portal.example");
      expect(schema).toMatchObject({ $id: `https://portal.example/events/${name}.json`, title: name, type: "object" });
      expect(ajv.validate(schema, sample), name).toBe(true);
    }
    const results = eventSchema("search_performed", "");
    expect(ajv.validate(results, { query: "x", results: -1 })).toBe(false);
    expect(ajv.validate(results, { query: "x" })).toBe(false);
  });

  it("takes feedback about pages of the portal only", () => {
    const takes = (path: string) => catalogue.feedback_given.properties.safeParse({ path, helpful: true }).success;
    expect(["/docs", "/docs/a#b", "/"].map(takes)).toEqual([true, true, true]);
    expect(["javascript:alert(1)", "//evil.example", "https://evil.example/docs", ""].map(takes)).toEqual(
      Array(4).fill(false),
    );
  });
  it("is the whole plan as data, and a page of the docs", () => {
    const plan = trackingPlan("https://portal.example");
    expect(plan.events.map(({ name }) => name)).toEqual(names);
    expect(plan.traits.company).toMatchObject({ properties: { employees: { type: "integer", minimum: 0 } } });
    const page = writeCatalogue();
    for (const name of names) expect(page).toContain(`### ${name}\n`);
    expect(page).toContain("## Layer 11: Advocacy");
    expect(page).toContain("| `results` | integer from 0 |  |");
    expect(page).toContain("`listing\\_id`".replace("\\", ""));
  });

  it("knows the layers by the names the reports know them by", () => {
    for (const { number, name } of layers) expect(layerNames[number]).toBe(name);
    expect(isEventName("constructor")).toBe(false);
  });
});

describe("traits", () => {
  it("are kept when they are declared and fit; of others the name alone", () => {
    const told = { role: "CTO", country: "Sweden", email: "ada@example.com", ["x".repeat(100)]: 1, gone: undefined };
    expect(checkTraits("person", told)).toEqual({
      traits: { role: "CTO" },
      traits_refused: ["country", "email", "x".repeat(64)],
    });
    expect(checkTraits("company", { employees: 12, constructor: "x" })).toEqual({
      traits: { employees: 12 },
      traits_refused: ["constructor"],
    });
  });

  it("never hold an e-mail address unless they are declared personal", () => {
    expect(checkTraits("person", { role: "CTO, ada@example.com" })).toEqual({ traits_refused: ["role"] });
    const personal = defineTraits({ contact: { ...field(z.string()), personal: true } });
    expect(personal.contact.personal).toBe(true);
  });

  it.each([null, undefined, "x", [], 7])("%j tells nothing", (told) => expect(checkTraits("person", told)).toEqual({}));

  it("are named at most twenty times, however many come", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`t${index}`, index]));
    expect(checkTraits("person", many).traits_refused).toHaveLength(20);
  });
});
