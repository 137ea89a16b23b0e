import { fillMarks, pageVariables } from "@/lib/base/page-variables";
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
    field.values.length ? `one of ${field.values.map((value) => `\`${value}\``).join(", ")}` : "",
    field.default === null ? "" : `default \`${field.default}\``,
  ].filter(Boolean);
  const text = oneLine(field.description);
  const line = `${"  ".repeat(depth)}- \`${field.name}\` (${notes.join("; ")})${text ? `: ${text}` : ""}`;
  const variants = field.variants.flatMap((variant) => [
    `${"  ".repeat(depth + 1)}- either ${variant.title}${variant.type === variant.title ? "" : ` (${variant.type})`}`,
    ...variant.fields.flatMap((one) => writeField(one, depth + 2, side)),
  ]);
  return [line, ...field.fields.flatMap((one) => writeField(one, depth + 1, side)), ...variants];
}

function writeFields(title: string, fields: Field[], side: "request" | "answer" = "request"): string {
  const lines = fields.flatMap((field) => writeField(field, 0, side));
  return lines.length ? `## ${title}\n\n${lines.join("\n")}` : "";
}

function writeBodyFields(body: Body, side: "request" | "answer"): string {
  const fields =
    body.content.fields.length || !body.content.variants.length
      ? body.content.fields
      : [{ ...body.content, name: "body" }];
  const lines = fields.flatMap((field) => writeField(field, 0, side));
  return lines.length ? lines.join("\n") : body.content.type;
}

const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;

/** One operation or webhook as Markdown: all that its page says, with one sample. The sample holds a placeholder, never a key. */
export function writeOperation(operation: Operation): string {
  const variables = pageVariables();
  const webhook = operation.kind === "webhook";
  const side = webhook ? "answer" : "request";
  const curl = writeSamples(operation).find((sample) => sample.label === "curl");
  const answers = operation.answers.map((answer) => {
    const good = /^[23]/.test(answer.status);
    const example = answer.body?.examples[0];
    return [
      `### ${answer.status}`,
      answer.description.trim(),
      answer.headers.length ? `Headers: ${answer.headers.map((header) => `\`${header.name}\``).join(", ")}.` : "",
      good && answer.body ? writeBodyFields(answer.body, "answer") : "",
      example ? fence("json", writeJson(example.value)) : "",
    ]
      .filter(Boolean)
      .join("\n\n");
  });
  const parts = [
    `# ${operation.summary}`,
    webhook ? `Webhook message \`${operation.path}\`` : `\`${operation.method} ${operation.path}\``,
    operation.deprecated ? "**Deprecated.**" : "",
    operation.description.trim(),
    operation.authorisation ? `Authorised by ${operation.authorisation}.` : "",
    webhook
      ? ""
      : `Live: \`${variables.API_BASE_URL}${operation.path}\`. Sandbox: \`${variables.PORTAL_URL}/sandbox${operation.path}\`.`,
    writeFields("In the path", operation.pathParameters),
    writeFields("In the query", operation.queryParameters),
    writeFields("In the headers", operation.headerParameters, side),
    operation.body
      ? [
          `## ${webhook ? "What it sends" : "Body"}`,
          `\`${operation.body.mediaType}\`${operation.body.required ? ", required" : ""}`,
          operation.body.description.trim(),
          writeBodyFields(operation.body, side),
          webhook && operation.body.examples[0] ? fence("json", writeJson(operation.body.examples[0].value)) : "",
        ]
          .filter(Boolean)
          .join("\n\n")
      : "",
    curl ? `## A request\n\n${fence("bash", curl.code)}` : "",
    answers.length ? `## Answers\n\n${answers.join("\n\n")}` : "",
  ];
  return `${fillMarks(parts.filter(Boolean).join("\n\n"), variables)}\n`;
}
