import { portal } from "@/lib/base/config/portal";
import { variableMark } from "@/lib/base/page-variables";
import { writeRequestCode } from "@/lib/base/write-request-code";
import { composeForm } from "./internal/compose-form";
import { isFileType, isJson } from "./internal/media-types";
import { writeFormCode } from "./internal/write-form-code";
import type {
  Body,
  ComposedCall,
  ComposedForm,
  Field,
  FormShape,
  KeyPlace,
  Operation,
  Sample,
  TryField,
} from "./schema";

/** One request with everything filled in. `body` is plain data, or with `raw` a text that is sent as it is; or it is a form, or a file of the reader's. */
type Request = {
  method: string;
  url: string;
  headers: [string, string][];
  body: unknown;
  raw?: true;
  file?: true;
  form?: ComposedForm | undefined;
};

const fileName = "file.bin";

/** How a body goes out that is no form: JSON as plain data, everything else as text or as a file. */
function bodyOf(body: Body | null): Pick<Request, "body" | "raw" | "file"> {
  const value = body?.examples[0]?.value;
  if (!body || value === undefined || isJson(body.mediaType)) return { body: value };
  if (isFileType(body.mediaType) || /\bbinary\b/.test(body.content.type)) return { body: fileName, file: true };
  return typeof value === "string" ? { body: value, raw: true } : { body: value };
}

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
  const own = operation.address === null;
  const server = operation.address ?? "/sandbox";
  const address = `${server.startsWith("/") ? variableMark("text", "PORTAL_URL") : ""}${server.replace(/\/+$/, "")}`;
  const { authorisationHtml, key: place } = operation;
  const key = keyAt(operation.address);
  // The sandbox takes every key as a bearer token, whatever the live API does with it.
  const authorised = own && authorisationHtml ? [bearer()] : own ? [] : keyHeader(place, key);
  const inQuery = !own && place?.in === "query" ? `${encodeURIComponent(place.name)}=${key}` : "";
  const search = [query.toString(), inQuery].filter(Boolean).join("&");
  const form = operation.body?.form ? sampleForm(operation.body.form) : undefined;
  const cookies = operation.cookieParameters
    .filter((field) => field.required || field.example !== null)
    .map((field) => `${field.name}=${sampleValue(field)}`);
  if (!own && place?.in === "cookie") cookies.push(`${place.name}=${key}`);
  return {
    method: operation.method,
    url: `${address}${path}${search ? `?${search}` : ""}`,
    headers: [
      ...authorised,
      ...(operation.body && !form ? [["Content-Type", operation.body.mediaType] as [string, string]] : []),
      ...headers.map((field): [string, string] => [field.name, sampleValue(field)]),
      ...(cookies.length ? [["Cookie", cookies.join("; ")] as [string, string]] : []),
    ],
    ...(form ? { body: undefined, form } : bodyOf(operation.body)),
  };
}

/** What a sample sends of a form: what the document has examples of or requires. A file is named by its field and what it may be. */
function sampleForm({ encoding, fields }: FormShape): ComposedForm {
  const shown = fields.filter((field) => field.required || field.sample !== null);
  const isFile = ({ kind }: TryField) => kind === "file";
  const parts = composeForm(
    shown,
    {
      form: Object.fromEntries(
        shown.filter((field) => !isFile(field)).map((field) => [field.name, field.sample ?? ""]),
      ),
      files: Object.fromEntries(shown.filter(isFile).map((field) => [field.name, [sampleFile(field)]])),
      unchecked: true,
    },
    { maxFileBytes: Number.POSITIVE_INFINITY, asCode: true, refuse: () => undefined },
  );
  return { encoding, parts };
}

function sampleFile({ name, partTypes = [] }: TryField): { name: string; type: string } {
  const type = partTypes.find((one) => /^[\w.+-]+\/[\w.+-]+$/.test(one)) ?? "application/octet-stream";
  const ending = /^(?:image|audio|video|text|application)\/(png|jpeg|gif|webp|svg|pdf|zip|csv|json|xml|mp4)\b/.exec(
    type,
  )?.[1];
  return { name: `${name.replace(/[^\w-]+/g, "-")}.${ending ?? "bin"}`, type };
}

/**
 * The key of a sample: a mark for the reader's sandbox key where such keys are taken, which is at the portal's own sandbox and at servers that
 * the config names for them (`tryIt.servers`); elsewhere plain words, which no page fills in.
 */
function keyAt(address: string | null): string {
  const trim = (url: string) => url.replace(/\/+$/, "");
  const takes = address === null || portal.tryIt.servers?.some((one) => trim(one) === trim(address));
  return takes ? variableMark("text", "SANDBOX_KEY") : foreignKey;
}
const foreignKey = "YOUR_API_KEY";

function keyHeader(place: KeyPlace | null, key: string): [string, string][] {
  if (place?.in === "bearer") return [bearer(key)];
  if (place?.in === "basic") return [["Authorization", `Basic ${key}`]];
  return place?.in === "header" ? [[place.name, key]] : [];
}

const bearer = (key = variableMark("text", "SANDBOX_KEY")): [string, string] => ["Authorization", `Bearer ${key}`];

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

/** As many as the page has tabs for. */
const mostSamples = 8;

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

const bodyText = ({ body, raw }: Request) => (raw ? String(body) : writeJson(body));

function writeCurl(request: Request): string {
  const { method, url, headers, body } = request;
  const plainUrl = /^[\w:/.%-]+$/.test(url) ? url : shellQuote(url);
  // curl sends GET without a body and POST with one by itself.
  const verb = method === (body === undefined ? "GET" : "POST") ? "" : `-X ${method} `;
  const lines = [
    `curl ${verb}${plainUrl}`,
    ...headers.map(
      ([name, value]) => `-H ${/["$`\\!]/.test(value) ? shellQuote(`${name}: ${value}`) : `"${name}: ${value}"`}`,
    ),
    ...(body === undefined
      ? []
      : request.file
        ? [`--data-binary ${body === fileName ? `@${fileName}` : shellQuote(`@${body}`)}`]
        : [`-d ${request.raw ? shellQuote(bodyText(request)) : indent(shellQuote(bodyText(request)), "  ")}`]),
  ];
  return lines.join(" \\\n  ");
}

function writeJavaScript({ method, url, headers, body, raw, file }: Request): string {
  const options = [
    ...(method === "GET" ? [] : [`method: ${JSON.stringify(method)},`]),
    ...(headers.length
      ? [
          `headers: {\n${headers.map(([name, value]) => `    ${javaScript.key(name)}: ${JSON.stringify(value)},`).join("\n")}\n  },`,
        ]
      : []),
    ...(body === undefined
      ? []
      : [
          `body: ${file ? `await openAsBlob(${JSON.stringify(body)})` : raw ? JSON.stringify(body) : `JSON.stringify(${indent(writeValue(body, javaScript), "  ")})`},`,
        ]),
  ];
  const start = file ? 'import { openAsBlob } from "node:fs";\n\n' : "";
  return `${start}const response = await fetch(${JSON.stringify(url)}, {\n  ${options.join("\n  ")}\n});\nconsole.log(response.status, await response.text());`;
}

function writePython({ method, url, headers, body, raw, file }: Request): string {
  // `json=` sets the content type itself.
  const own = headers.filter(([name]) => body === undefined || raw || file || name !== "Content-Type");
  const lines = [
    `${JSON.stringify(url)},`,
    ...(own.length
      ? [`headers={${own.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(", ")}},`]
      : []),
    ...(body === undefined
      ? []
      : [
          file
            ? `data=open(${JSON.stringify(body)}, "rb"),`
            : raw
              ? `data=${JSON.stringify(body)},`
              : `json=${indent(writeValue(body, python), "    ")},`,
        ]),
  ];
  return `import requests\n\nresponse = requests.${method.toLowerCase()}(\n    ${lines.join("\n    ")}\n)\nprint(response.status_code, response.text)`;
}

/** One request in the six languages: ours for the three that most read, the library's for the others, which reads no files. */
function writeAll(request: Request): Sample[] {
  const { method, url, headers, body } = request;
  if (request.form?.encoding === "file") {
    const [part] = request.form.parts;
    const name = part && "file" in part ? part.file.name : fileName;
    return writeAll({ method, url, headers, body: name, file: true });
  }
  if (request.form) return writeFormCode(request.form.encoding, { method, url, headers, parts: request.form.parts });
  const others = request.file
    ? []
    : writeRequestCode(
        {
          method,
          url,
          headers: headers.map(([name, value]) => ({ name, value })),
          ...(body === undefined ? {} : { body: request.raw ? String(body) : JSON.stringify(body) }),
        },
        ["Go", "PHP", "Ruby"],
      );
  return [
    { label: "curl", language: "bash", code: writeCurl(request) },
    { label: "JavaScript", language: "js", code: writeJavaScript(request) },
    { label: "Python", language: "python", code: writePython(request) },
    ...others,
  ];
}

/**
 * The same request in each language, against the sandbox or the API's first server. The document's own samples (`x-codeSamples`) come first and
 * take the place of ours of the same label. Webhooks have none: they come to the reader.
 */
export function writeSamples(operation: Operation): Sample[] {
  if (operation.kind === "webhook") return [];
  const own = new Set(operation.ownSamples.map((sample) => sample.label.toLowerCase()));
  return [
    ...operation.ownSamples,
    ...writeAll(requestOf(operation)).filter((sample) => !own.has(sample.label.toLowerCase())),
  ].slice(0, mostSamples);
}

/** A composed call in each language, with a mark where the key goes. */
export function writeCallSamples(place: KeyPlace | null, call: ComposedCall): Sample[] {
  const key = variableMark("text", "SANDBOX_KEY");
  const { own, url: server } = call.server;
  let url = `${own ? variableMark("text", "PORTAL_URL") : ""}${server}${call.target}`;
  const headers = call.headers.map(([name, value]): [string, string] => [name, value]);
  if (place && (own || place.in === "bearer")) headers.unshift(bearer());
  else if (place?.in === "header") headers.unshift([place.name, key]);
  else if (place?.in === "basic") headers.unshift(["Authorization", `Basic ${key}`]);
  else if (place?.in === "query") url += `${url.includes("?") ? "&" : "?"}${encodeURIComponent(place.name)}=${key}`;
  else if (place?.in === "cookie") {
    const cookies = headers.find(([name]) => name === "Cookie");
    if (cookies) cookies[1] += `; ${place.name}=${key}`;
    else headers.push(["Cookie", `${place.name}=${key}`]);
  }
  return writeAll({ method: call.method, url, headers, form: call.form, ...parseBody(call.body) });
}

function parseBody(text: string | undefined): Pick<Request, "body" | "raw"> {
  if (text === undefined) return { body: undefined };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { body: text, raw: true };
  }
}
