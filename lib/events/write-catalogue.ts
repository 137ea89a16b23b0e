import { catalogue, type EventName } from "./catalogue";
import { type EventDefinition, layerNames } from "./define-events";
import { type DescribedField, describeProperties, describeTraits, sampleProperties } from "./describe-catalogue";

/** The catalogue as Markdown, for the docs: a heading per layer and event. */
export function writeCatalogue(): string {
  const all = Object.entries<EventDefinition>(catalogue);
  const numbers = [...new Set(all.map(([, { layer }]) => layer))].sort((a, b) => (a || 99) - (b || 99));
  const events = numbers.flatMap((layer) => [
    `## ${layer ? `Layer ${layer}: ${layerNames[layer]}` : "In no layer"}`,
    ...all
      .filter(([, definition]) => definition.layer === layer)
      .map(([name, one]) => writeEvent(name as EventName, one)),
  ]);
  return [...events, "## Traits", ...(["person", "company"] as const).map(writeTraits)].join("\n\n");
}

function writeEvent(name: EventName, definition: EventDefinition): string {
  const fields = describeProperties(definition.properties);
  return [
    `### ${name}`,
    ...(definition.deprecated ? [`**Deprecated.** ${plain(definition.deprecated)}`] : []),
    plain(definition.description),
    `Sent by: ${definition.sentBy.join(", ")}. ${definition.milestone ? "Its first time per person and company is a milestone. " : ""}[JSON Schema](/events/${name}.json).`,
    fields.length ? table("Property", fields) : "It has no properties.",
    ...(fields.length ? [`\`\`\`json\n${JSON.stringify(sampleProperties(name), null, 2)}\n\`\`\``] : []),
  ].join("\n\n");
}

function writeTraits(kind: "person" | "company"): string {
  const fields = describeTraits(kind);
  return [
    `### Traits of a ${kind}`,
    `Told by \`${kind === "person" ? "identify" : "group"}\`; the latest value counts. [JSON Schema](/events/traits-${kind}.json).`,
    fields.length ? table("Trait", fields) : "None are declared.",
  ].join("\n\n");
}

function table(head: string, fields: DescribedField[]): string {
  const rows = fields.map(
    ({ name, type, required, description }) =>
      `| \`${name}\` | ${plain(type)}${required ? "" : ", optional"} | ${description ? plain(description) : ""} |`,
  );
  return [`| ${head} | Type | Meaning |`, "|---|---|---|", ...rows].join("\n");
}

/** Text that is neither a tag, an expression nor the end of a cell where it comes to stand. */
function plain(text: string): string {
  return text.replace(/[\\<>{}|*_`[\]]/g, (mark) => `\\${mark}`).replace(/\s+/g, " ");
}
