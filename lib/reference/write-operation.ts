import { fillMarks, pageVariables } from "@/lib/base/page-variables";
import { paths } from "@/lib/base/paths";
import type { Body, Field, Operation } from "./schema";
import { writeJson, writeSamples } from "./write-samples";

/** Markdown on one line: a field's description stands in a list. */
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

function writeField(field: Field, depth: number, side: "request" | "answer"): string[] {
  if (side === "request" ? field.readOnly : field.writeOnly) return [];
  const notes = [
    field.type,
    field.required ? "required" : "",
    field.deprecated ? "deprecated" : "",
    ...field.limits,
    field.values.length
      ? `${field.values.length === 1 ? "always" : "one of"} ${field.values.map((value) => `\`${value}\``).join(", ")}`
      : "",
    field.default === null ? "" : `default \`${field.default}\``,
  ].filter(Boolean);
  const text = oneLine(field.description);
  const line = `${"  ".repeat(depth)}- \`${field.name}\` (${notes.join("; ")})${text ? `: ${text}` : ""}`;
  const variants = field.variants.flatMap((variant) => [
    `${"  ".repeat(depth + 1)}- ${field.choose === "any" ? "any of" : "either"} ${variant.title}${variant.type === variant.title ? "" : ` (${variant.type})`}${
      field.discriminator && variant.value ? `, when \`${field.discriminator}\` is \`${variant.value}\`` : ""
    }`,
    ...variant.fields.flatMap((one) => writeField(one, depth + 2, side)),
  ]);
  return [line, ...field.fields.flatMap((one) => writeField(one, depth + 1, side)), ...variants];
}

function writeFields(title: string, fields: Field[], side: "request" | "answer" = "request"): string {
  const lines = fields.flatMap((field) => writeField(field, 0, side));
  return lines.length ? `## ${title}\n\n${lines.join("\n")}` : "";
}

export function writeBodyFields(body: Pick<Body, "content">, side: "request" | "answer"): string {
  const fields =
    body.content.fields.length || !body.content.variants.length
      ? body.content.fields
      : [{ ...body.content, name: "body" }];
  const lines = fields.flatMap((field) => writeField(field, 0, side));
  return lines.length ? lines.join("\n") : body.content.type;
}

export const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;

/** The document's own samples (`x-codeSamples`), as its page has them, and the call as a curl command, if none of them is one. */
function writeRequests(operation: Operation): string {
  const own = new Set(operation.ownSamples);
  const shown = writeSamples(operation).filter((sample) => own.has(sample) || sample.label === "curl");
  const codes = shown.map(({ label, language, code }) =>
    [shown.length > 1 ? `${label}:` : "", fence(language, code)].filter(Boolean).join("\n\n"),
  );
  return codes.length ? `## A request\n\n${codes.join("\n\n")}` : "";
}

/**
 * One operation or webhook as Markdown: all that its page says, with the document's own samples and one of ours. Ours hold a placeholder,
 * never a key.
 */
export function writeOperation(operation: Operation): string {
  const variables = pageVariables();
  const webhook = operation.kind === "webhook";
  const side = webhook ? "answer" : "request";
  const answers = operation.answers.map((answer) => {
    const good = /^[23]/.test(answer.status);
    const examples = answer.body?.examples ?? [];
    return [
      `### ${answer.status}`,
      answer.description.trim(),
      answer.headers.length ? `Headers: ${answer.headers.map((header) => `\`${header.name}\``).join(", ")}.` : "",
      good && answer.body ? writeBodyFields(answer.body, "answer") : "",
      ...examples.map((example) =>
        [examples.length > 1 ? `${example.title}:\n\n` : "", fence("json", writeJson(example.value))].join(""),
      ),
      ...answer.links.map(
        (link) =>
          `Leads to ${link.operation ? `[${link.operation}](${variables.PORTAL_URL}${paths.operationMarkdown(link.operation)})` : link.name}${
            link.parameters.length
              ? ` with ${link.parameters.map((one) => `\`${one.name}\` = \`${one.value}\``).join(", ")}`
              : ""
          }.${link.description ? ` ${oneLine(link.description)}` : ""}`,
      ),
    ]
      .filter(Boolean)
      .join("\n\n");
  });
  const parts = [
    `# ${operation.summary}`,
    webhook ? `Webhook message \`${operation.path}\`` : `\`${operation.method} ${operation.path}\``,
    operation.deprecated ? "**Deprecated.**" : "",
    operation.description.trim(),
    operation.more ? `[${operation.more.description || "Read on"}](${operation.more.url})` : "",
    operation.authorisation ? `Authorised by ${operation.authorisation}.` : "",
    webhook
      ? ""
      : operation.address === null
        ? `Live: \`${variables.API_BASE_URL}${operation.path}\`. Sandbox: \`${variables.PORTAL_URL}/sandbox${operation.path}\`.`
        : `At \`${operation.address}${operation.path}\`.`,
    writeFields("In the path", operation.pathParameters),
    writeFields("In the query", operation.queryParameters),
    writeFields("In the headers", operation.headerParameters, side),
    writeFields("In cookies", operation.cookieParameters, side),
    operation.body
      ? [
          `## ${webhook ? "What it sends" : "Body"}`,
          `\`${operation.body.mediaType}\`${operation.body.required ? ", required" : ""}${
            operation.body.otherTypes.length
              ? `; also as ${operation.body.otherTypes.map((type) => `\`${type}\``).join(", ")}`
              : ""
          }`,
          operation.body.description.trim(),
          writeBodyFields(operation.body, side),
          webhook && operation.body.examples[0] ? fence("json", writeJson(operation.body.examples[0].value)) : "",
        ]
          .filter(Boolean)
          .join("\n\n")
      : "",
    ...operation.callbacks.map((callback) =>
      [
        `## Callback ${callback.name}`,
        `\`${callback.method} ${callback.address}\``,
        callback.summary,
        callback.description.trim(),
        callback.body ? writeBodyFields(callback.body, "answer") : "",
        callback.body?.examples[0] ? fence("json", writeJson(callback.body.examples[0].value)) : "",
      ]
        .filter(Boolean)
        .join("\n\n"),
    ),
    writeRequests(operation),
    answers.length ? `## Answers\n\n${answers.join("\n\n")}` : "",
  ];
  return `${fillMarks(parts.filter(Boolean).join("\n\n"), variables)}\n`;
}
