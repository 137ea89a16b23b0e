import { Facts } from "@/components/identity/facts";
import { Code } from "@/components/ui/code";
import { formatTime } from "@/lib/base/format";
import { conversionStages, type Feed, type FeedRule } from "@/lib/destinations/conversions/schema";
import { type Destination, kindWords } from "@/lib/destinations/schema";

const traits = { none: "the id alone", name: "id and name", name_and_email: "id, name and e-mail address" };

/** Where, which events, and how they look, in short. */
export function DestinationFacts({ destination }: { destination: Destination }) {
  const { kind, config, filter, mapping, feed, health } = destination;
  return (
    <Facts
      facts={[
        ...kindWords[kind].fields.map((field): [string, React.ReactNode] => [
          field.label,
          field.secret ? (
            destination.fileOnly ? (
              "none: files only"
            ) : (
              "kept secret"
            )
          ) : (
            <Code key={field.name}>{config[field.name] || "none"}</Code>
          ),
        ]),
        ...(feed ? feedFacts(feed) : eventFacts(filter, mapping)),
        ["Last delivery", health.lastDeliveredAt ? formatTime(health.lastDeliveredAt) : "never"],
        ...(health.lastFailedAt
          ? [["Last failure", `${formatTime(health.lastFailedAt)}: ${health.lastError}`] as [string, React.ReactNode]]
          : []),
      ]}
    />
  );
}

type Fact = [string, React.ReactNode];

function eventFacts(filter: Destination["filter"], mapping: Destination["mapping"]): Fact[] {
  const { properties, renameEvents, renameProperties } = mapping;
  const changes = [
    renameEvents.length ? `events renamed: ${renameEvents.length}` : "",
    properties.mode === "only" ? `only ${properties.names.join(", ")}` : "",
    properties.mode === "except" ? `without ${properties.names.join(", ")}` : "",
    renameProperties.length ? `properties renamed: ${renameProperties.length}` : "",
  ].filter(Boolean);
  return [
    ["Events", <Code key="events">{filter.events.join(", ")}</Code>],
    ...(filter.except.length
      ? [["But not", <Code key="except">{filter.except.join(", ")}</Code>] as [string, React.ReactNode]]
      : []),
    ["Environments", filter.environments.join(", ")],
    ["Who", [...filter.audiences, ...(filter.untracked ? ["untracked visitors"] : [])].join(", ")],
    ["Changed on the way", changes.join("; ") || "nothing"],
    ["Of the person", `${traits[mapping.traits]}${mapping.firstTouch ? ", and the first touch" : ""}`],
  ];
}

/** Whom an ad platform hears of, and as what. */
function feedFacts(feed: Feed): Fact[] {
  return [
    ...feed.rules.map(
      (rule): Fact => [
        conversionStages[rule.stage],
        <>
          <Code key="action">{rule.action}</Code> {worth(rule)}
        </>,
      ],
    ),
    ["Whose first time", feed.entity === "company" ? "a company's" : "a person's"],
    ["Look-back", `${feed.lookbackDays} days`],
    ["Consent to advertising", feed.consented ? "given" : "nothing is said of it"],
    ["E-mail address", feed.email ? "hashed, where consented" : "not sent"],
  ];
}

function worth({ value, amount, days }: FeedRule): string {
  if (value === "fixed") return `worth ${amount}`;
  if (value === "metered") return `worth the metered amount of ${days} days`;
  return value === "valuable_calls" ? `worth ${amount} for each valuable call of ${days} days` : "";
}
