import { portal } from "@/lib/base/config/portal";
import { conversionStageNames, type Feed, type FeedFormValues } from "@/lib/destinations/conversions/schema";
import {
  type Destination,
  type DestinationFilter,
  type DestinationFormValues,
  type DestinationKind,
  type DestinationMapping,
  isAdKind,
  kindWords,
} from "@/lib/destinations/schema";
import type { DestinationInput } from "@/lib/destinations/update-destination";
import { catalogue, isEventName } from "@/lib/events/catalogue";

const lines = (text: string) =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** What a form shows for a destination. */
export function toFormValues(
  destination: Pick<Destination, "name" | "config" | "kind"> & {
    filter: DestinationFilter;
    mapping: DestinationMapping;
    feed?: Feed | null;
  },
): DestinationFormValues {
  const { name, kind, config, filter, mapping, feed } = destination;
  const pairs = (renames: DestinationMapping["renameEvents"]) => renames.map(({ from, to }) => `${from} = ${to}`);
  return {
    name,
    settings: config,
    events: filter.events.join("\n"),
    except: filter.except.join("\n"),
    environments: filter.environments,
    audiences: filter.audiences,
    untracked: filter.untracked,
    renameEvents: pairs(mapping.renameEvents).join("\n"),
    propertiesMode: mapping.properties.mode,
    propertyNames: mapping.properties.names.join("\n"),
    renameProperties: pairs(mapping.renameProperties).join("\n"),
    firstTouch: mapping.firstTouch,
    traits: mapping.traits,
    sample: "signed_up",
    feed: isAdKind(kind) ? toFeedValues(feed ?? null) : null,
  };
}

/** A row for each milestone; those without an action are not sent. */
function toFeedValues(feed: Feed | null): FeedFormValues {
  return {
    entity: feed?.entity ?? "company",
    lookbackDays: String(feed?.lookbackDays ?? 90),
    email: feed?.email ?? false,
    // Where the portal asks, who has a visitor said yes.
    consented: feed?.consented ?? portal.privacy.consent !== "off",
    backDays: String(feed?.backDays ?? 0),
    rules: conversionStageNames.map((stage) => {
      const rule = feed?.rules.find((each) => each.stage === stage);
      return {
        stage,
        action: rule?.action ?? "",
        fileAction: rule?.fileAction ?? "",
        value: rule?.value ?? "none",
        amount: rule?.amount ?? "",
        days: String(rule?.days ?? 1),
      };
    }),
  };
}

/** What was typed. Settings hold no secret: those are not given back. */
export function readFormValues(kind: DestinationKind, form: FormData): DestinationFormValues {
  const text = (name: string) => String(form.get(name) ?? "").slice(0, 10_000);
  const shown = kindWords[kind].fields.filter(({ secret }) => !secret);
  return {
    name: text("name"),
    settings: Object.fromEntries(shown.map(({ name }) => [name, text(`setting.${name}`)])),
    events: text("events"),
    except: text("except"),
    environments: form.getAll("environments").map(String),
    audiences: form.getAll("audiences").map(String),
    untracked: form.has("untracked"),
    renameEvents: text("renameEvents"),
    propertiesMode: text("propertiesMode"),
    propertyNames: text("propertyNames"),
    renameProperties: text("renameProperties"),
    firstTouch: form.has("firstTouch"),
    traits: text("traits"),
    sample: text("sample"),
    feed: isAdKind(kind)
      ? {
          entity: text("feed.entity"),
          lookbackDays: text("feed.lookbackDays"),
          email: form.has("feed.email"),
          consented: form.has("feed.consented"),
          backDays: text("feed.backDays"),
          rules: conversionStageNames.map((stage) => ({
            stage,
            action: text(`feed.${stage}.action`).trim(),
            fileAction: text(`feed.${stage}.fileAction`).trim(),
            value: text(`feed.${stage}.value`) || "none",
            amount: text(`feed.${stage}.amount`).trim(),
            days: text(`feed.${stage}.days`) || "1",
          })),
        }
      : null,
  };
}

/** The feed that was typed: milestones with an action. The room checks every value of it. */
export function toFeed(values: FeedFormValues): Feed {
  return { ...values, rules: values.rules.filter(({ action }) => action !== "") } as unknown as Feed;
}

/** The destination that was typed, or what is wrong with lines that only a form has. */
export function toInput(
  kind: DestinationKind,
  values: DestinationFormValues,
  form: FormData,
): { input: DestinationInput } | { errors: Record<string, string> } {
  if (values.feed) return { input: toFeedInput(kind, values, values.feed, form) };
  const errors: Record<string, string> = {};
  const readPairs = (field: "renameEvents" | "renameProperties") =>
    lines(values[field]).flatMap((line) => {
      const [from, to, ...more] = line.split("=").map((part) => part.trim());
      if (from && to && !more.length) return [{ from, to }];
      errors[field] ??= `“${line.slice(0, 60)}” is not of the form: old = new`;
      return [];
    });
  const renameEvents = readPairs("renameEvents");
  for (const field of ["events", "except"] as const) {
    const unknown = lines(values[field]).find((name) => !name.includes("*") && !isEventName(name));
    if (unknown) errors[field] = `“${unknown.slice(0, 60)}” is not in the catalogue.`;
  }
  const stranger = renameEvents.find(({ from }) => !isEventName(from));
  if (stranger) errors.renameEvents ??= `“${stranger.from.slice(0, 60)}” is not in the catalogue.`;
  const renameProperties = readPairs("renameProperties");
  if (values.propertiesMode === "only" && !lines(values.propertyNames).length) {
    errors.properties = "Name at least one, or send all of them.";
  }
  if (Object.keys(errors).length) return { errors };
  const typed = {
    name: values.name,
    settings: readSettings(kind, form),
    filter: {
      events: lines(values.events),
      except: lines(values.except),
      environments: values.environments,
      audiences: values.audiences,
      untracked: values.untracked,
    },
    mapping: {
      renameEvents,
      properties: { mode: values.propertiesMode, names: lines(values.propertyNames) },
      renameProperties,
      firstTouch: values.firstTouch,
      traits: values.traits,
    },
  };
  // The room checks every value of it.
  return { input: typed as DestinationInput };
}

function readSettings(kind: DestinationKind, form: FormData): Record<string, string> {
  return Object.fromEntries(
    kindWords[kind].fields.map(({ name }) => [name, String(form.get(`setting.${name}`) ?? "")]),
  );
}

/** An ad platform has neither a filter nor a mapping: its feed says it all. */
function toFeedInput(
  kind: DestinationKind,
  { name }: DestinationFormValues,
  feed: FeedFormValues,
  form: FormData,
): DestinationInput {
  return { name, settings: readSettings(kind, form), filter: { events: ["*"] }, mapping: {}, feed: toFeed(feed) };
}

/** For the choice of the preview. */
export const eventNames = Object.keys(catalogue);
