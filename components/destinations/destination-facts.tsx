import { Facts } from "@/components/identity/facts";
import { Code } from "@/components/ui/code";
import { formatTime } from "@/lib/base/format";
import { type Destination, kindWords } from "@/lib/destinations/schema";

const traits = { none: "the id alone", name: "id and name", name_and_email: "id, name and e-mail address" };

/** Where, which events, and how they look, in short. */
export function DestinationFacts({ destination }: { destination: Destination }) {
  const { kind, config, filter, mapping, health } = destination;
  const { properties, renameEvents, renameProperties } = mapping;
  const changes = [
    renameEvents.length ? `events renamed: ${renameEvents.length}` : "",
    properties.mode === "only" ? `only ${properties.names.join(", ")}` : "",
    properties.mode === "except" ? `without ${properties.names.join(", ")}` : "",
    renameProperties.length ? `properties renamed: ${renameProperties.length}` : "",
  ].filter(Boolean);
  return (
    <Facts
      facts={[
        ...kindWords[kind].fields.map((field): [string, React.ReactNode] => [
          field.label,
          field.secret ? "kept secret" : <Code key={field.name}>{config[field.name] ?? ""}</Code>,
        ]),
        ["Events", <Code key="events">{filter.events.join(", ")}</Code>],
        ...(filter.except.length
          ? [["But not", <Code key="except">{filter.except.join(", ")}</Code>] as [string, React.ReactNode]]
          : []),
        ["Environments", filter.environments.join(", ")],
        ["Who", [...filter.audiences, ...(filter.untracked ? ["untracked visitors"] : [])].join(", ")],
        ["Changed on the way", changes.join("; ") || "nothing"],
        ["Of the person", `${traits[mapping.traits]}${mapping.firstTouch ? ", and the first touch" : ""}`],
        ["Last delivery", health.lastDeliveredAt ? formatTime(health.lastDeliveredAt) : "never"],
        ...(health.lastFailedAt
          ? [["Last failure", `${formatTime(health.lastFailedAt)}: ${health.lastError}`] as [string, React.ReactNode]]
          : []),
      ]}
    />
  );
}
