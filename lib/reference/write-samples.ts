import { HTTPSnippet } from "@readme/httpsnippet";
import { variableMark } from "@/lib/base/page-variables";
import type { Field, Operation, Sample } from "./schema";

/** One request with everything filled in. */
type Request = { method: string; url: string; headers: [string, string][]; body: unknown };

/** The value a sample uses for a parameter: the document's example, its first choice, else its own name to be replaced. */
function sampleValue(field: Field): string {
  return (
    field.example ??
    field.values[0] ??
    (field.default === null ? field.name.toUpperCase() : String(JSON.parse(field.default)))
  );
}

/** What must be sent, to the sandbox, with the reader's key. */
function requestOf(operation: Operation): Request {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const field = operation.pathParameters.find((one) => one.name === name);
    return encodeURIComponent(field ? sampleValue(field) : name.toUpperCase());
  });
  const query = new URLSearchParams(
    operation.queryParameters.filter((field) => field.required).map((field) => [field.name, sampleValue(field)]),
  );
  const headers = operation.headerParameters.filter((field) => field.required || field.example !== null);
  return {
    method: operation.method,
    url: `${variableMark("text", "PORTAL_URL")}/sandbox${path}${query.size ? `?${query}` : ""}`,
    headers: [
      ...(operation.authorisationHtml
        ? [["Authorization", `Bearer ${variableMark("text", "SANDBOX_KEY")}`] as [string, string]]
        : []),
      ...(operation.body ? [["Content-Type", operation.body.mediaType] as [string, string]] : []),
      ...headers.map((field): [string, string] => [field.name, sampleValue(field)]),
    ],
    body: operation.body?.examples[0]?.value,
  };
}

/** How a language writes plain data. */
type Dialect = {
  step: string;
  key: (key: string) => string;
  null: string;
  true: string;
  false: string;
  trailingComma: boolean;
  padBraces: boolean;
};

const json: Dialect = {
  step: "  ",
  key: JSON.stringify,
  null: "null",
  true: "true",
  false: "false",
  trailingComma: false,
  padBraces: true,
};
const javaScript: Dialect = {
  ...json,
  key: (key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)),
  trailingComma: true,
};
const python: Dialect = {
  ...json,
  step: "    ",
  null: "None",
  true: "True",
  false: "False",
  trailingComma: true,
  padBraces: false,
};

/** What fits within this many characters stays on one line. */
const lineWidth = 84;

function writeFlat(value: unknown, dialect: Dialect): string {
  if (value === null || value === undefined) return dialect.null;
  if (typeof value === "boolean") return value ? dialect.true : dialect.false;
  if (Array.isArray(value)) return `[${value.map((one) => writeFlat(one, dialect)).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${dialect.key(key)}: ${writeFlat(one, dialect)}`);
  const pad = dialect.padBraces && entries.length ? " " : "";
  return `{${pad}${entries.join(", ")}${pad}}`;
}

/** Plain data as people of that language write it, short things on one line. */
function writeValue(value: unknown, dialect: Dialect, depth = 0): string {
  const flat = writeFlat(value, dialect);
  if (typeof value !== "object" || value === null || flat.length + depth * dialect.step.length <= lineWidth)
    return flat;
  const pad = dialect.step.repeat(depth + 1);
  const list = Array.isArray(value);
  const lines = list
    ? value.map((one) => pad + writeValue(one, dialect, depth + 1))
    : Object.entries(value).map(([key, one]) => `${pad}${dialect.key(key)}: ${writeValue(one, dialect, depth + 1)}`);
  const inner = `${lines.join(",\n")}${dialect.trailingComma ? "," : ""}`;
  const end = dialect.step.repeat(depth);
  return list ? `[\n${inner}\n${end}]` : `{\n${inner}\n${end}}`;
}

/** JSON as people write it: what fits on a line stays on one. */
export function writeJson(value: unknown): string {
  return writeValue(value, json);
}

const indent = (text: string, by: string) => text.replaceAll("\n", `\n${by}`);

/** In single quotes of a POSIX shell nothing is special but the quote itself. */
const shellQuote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function writeCurl({ method, url, headers, body }: Request): string {
  const plainUrl = /^[\w:/.%-]+$/.test(url) ? url : shellQuote(url);
  // curl sends GET without a body and POST with one by itself.
  const verb = method === (body === undefined ? "GET" : "POST") ? "" : `-X ${method} `;
  const lines = [
    `curl ${verb}${plainUrl}`,
    ...headers.map(
      ([name, value]) => `-H ${/["$`\\!]/.test(value) ? shellQuote(`${name}: ${value}`) : `"${name}: ${value}"`}`,
    ),
    ...(body === undefined ? [] : [`-d ${indent(shellQuote(writeJson(body)), "  ")}`]),
  ];
  return lines.join(" \\\n  ");
}

function writeJavaScript({ method, url, headers, body }: Request): string {
  const options = [
    ...(method === "GET" ? [] : [`method: ${JSON.stringify(method)},`]),
    ...(headers.length
      ? [
          `headers: {\n${headers.map(([name, value]) => `    ${javaScript.key(name)}: ${JSON.stringify(value)},`).join("\n")}\n  },`,
        ]
      : []),
    ...(body === undefined ? [] : [`body: JSON.stringify(${indent(writeValue(body, javaScript), "  ")}),`]),
  ];
  return `const response = await fetch(${JSON.stringify(url)}, {\n  ${options.join("\n  ")}\n});\nconsole.log(response.status, await response.text());`;
}

function writePython({ method, url, headers, body }: Request): string {
  // `json=` sets the content type itself.
  const own = headers.filter(([name]) => body === undefined || name !== "Content-Type");
  const lines = [
    `${JSON.stringify(url)},`,
    ...(own.length
      ? [`headers={${own.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(", ")}},`]
      : []),
    ...(body === undefined ? [] : [`json=${indent(writeValue(body, python), "    ")},`]),
  ];
  return `import requests\n\nresponse = requests.${method.toLowerCase()}(\n    ${lines.join("\n    ")}\n)\nprint(response.status_code, response.text)`;
}

/** Languages that a library writes. */
const snippetTargets = [
  { label: "Go", language: "go", target: "go", client: "native" },
  { label: "PHP", language: "php", target: "php", client: "curl" },
  { label: "Ruby", language: "ruby", target: "ruby", client: "native" },
] as const;

/** A mark stands for an address and must look like one to be taken apart. */
const addressMark = variableMark("text", "PORTAL_URL");
const standIn = `https://${addressMark.toLowerCase()}.example`;

function writeWithLibrary({ method, url, headers, body }: Request): Sample[] {
  const snippet = new HTTPSnippet({
    method,
    url: url.replace(addressMark, standIn),
    headers: headers.map(([name, value]) => ({ name, value })),
    httpVersion: "HTTP/1.1",
    cookies: [],
    queryString: [],
    headersSize: -1,
    bodySize: -1,
    ...(body === undefined
      ? {}
      : { postData: { mimeType: "application/json", text: JSON.stringify(body), params: [] } }),
  } as never);
  return snippetTargets.map(({ label, language, target, client }) => {
    const [code] = [snippet.convert(target, client)].flat();
    const text = typeof code === "string" ? code : "";
    return {
      label,
      language,
      // The portal may be at http, on somebody's own machine.
      code: text
        .trim()
        .replace("http.use_ssl = true", 'http.use_ssl = url.scheme == "https"')
        // In double quotes Ruby would fill these in.
        .replace(target === "ruby" ? /#([{$@])/g : /$^/, "\\#$1")
        .replaceAll(standIn, addressMark),
    };
  });
}

/** The same request in each language, against the sandbox. Webhooks have none: they come to the reader. */
export function writeSamples(operation: Operation): Sample[] {
  if (operation.kind === "webhook") return [];
  const request = requestOf(operation);
  return [
    { label: "curl", language: "bash", code: writeCurl(request) },
    { label: "JavaScript", language: "js", code: writeJavaScript(request) },
    { label: "Python", language: "python", code: writePython(request) },
    ...writeWithLibrary(request),
  ];
}
