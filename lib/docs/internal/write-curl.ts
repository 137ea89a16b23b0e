import { parseArgs } from "node:util";
import { parse } from "shell-quote";
import { codeLanguages, withStandIns, writeRequestCode } from "@/lib/base/write-request-code";

const options = {
  request: { type: "string", short: "X" },
  header: { type: "string", short: "H", multiple: true },
  data: { type: "string", short: "d", multiple: true },
  "data-raw": { type: "string", multiple: true },
  "data-binary": { type: "string", multiple: true },
  "data-urlencode": { type: "string", multiple: true },
  json: { type: "string", multiple: true },
  user: { type: "string", short: "u" },
  "user-agent": { type: "string", short: "A" },
  cookie: { type: "string", short: "b" },
  get: { type: "boolean", short: "G" },
  head: { type: "boolean", short: "I" },
  url: { type: "string" },
  // How curl shows or fetches an answer: nothing a program of another language has to say.
  silent: { type: "boolean", short: "s" },
  "show-error": { type: "boolean", short: "S" },
  include: { type: "boolean", short: "i" },
  location: { type: "boolean", short: "L" },
  fail: { type: "boolean", short: "f" },
  verbose: { type: "boolean", short: "v" },
  "no-buffer": { type: "boolean", short: "N" },
  compressed: { type: "boolean" },
} as const;

function wordsOf(command: string): string[] {
  const joined = command.replace(/\\\r?\n\s*/g, " ");
  return parse(joined, (name) => `$${name}`).flatMap((word) => {
    if (typeof word === "string") return [word];
    if ("comment" in word) return [];
    if (word.op === "glob" && "pattern" in word) return [word.pattern];
    throw new Error(`"languages" needs one curl command; "${word.op}" cannot be written in other languages`);
  });
}

/** `--data-urlencode name=value`: what stands behind the first equals sign is encoded, or everything without one. */
function urlEncoded(given: string): string {
  const [, name = "", value = ""] = /^(?:([^=]*)=)?([\s\S]*)$/.exec(given) ?? [];
  if (/^[^=]*@/.test(given)) throw new Error('"languages": data from a file (@) cannot be written');
  return `${name ? `${name}=` : ""}${encodeURIComponent(value)}`;
}

/** The request a command makes. */
export function readCurl(command: string) {
  const [program, ...args] = wordsOf(command);
  if (program !== "curl") throw new Error('"languages" is for a block that is one curl command');
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true; args: string[] }>>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Error(`"languages": ${(error as Error).message.split(". ")[0]}`);
  }
  const { values, positionals } = parsed;
  const [url, ...others] = [...(values.url ? [values.url] : []), ...positionals];
  if (!url || others.length > 0) throw new Error('"languages" needs a command with one address');
  const headers = (values.header ?? []).map((header) => {
    const [, name = header, value = ""] = /^([^:]+):\s*(.*)$/.exec(header) ?? [];
    return { name, value };
  });
  const has = (name: string) => headers.some((header) => header.name.toLowerCase() === name);
  const add = (name: string, value: string) => {
    if (!has(name.toLowerCase())) headers.push({ name, value });
  };
  if (values.user) add("Authorization", `Basic ${btoa(values.user)}`);
  if (values["user-agent"]) add("User-Agent", values["user-agent"]);
  if (values.cookie) add("Cookie", values.cookie);
  if (values.json) add("Content-Type", "application/json");
  if (values.json) add("Accept", "application/json");
  const data = [
    ...(values.data ?? []),
    ...(values["data-raw"] ?? []),
    ...(values["data-binary"] ?? []),
    ...(values["data-urlencode"] ?? []).map(urlEncoded),
    ...(values.json ?? []),
  ];
  if (data.some((one) => one.startsWith("@"))) throw new Error('"languages": data from a file (@) cannot be written');
  const body = data.length > 0 && !values.get ? data.join("&") : undefined;
  if (body !== undefined) add("Content-Type", "application/x-www-form-urlencoded");
  const query = values.get && data.length > 0 ? `${url.includes("?") ? "&" : "?"}${data.join("&")}` : "";
  const method = values.request ?? (values.head ? "HEAD" : body === undefined ? "GET" : "POST");
  return { method: method.toUpperCase(), url: url + query, headers, body };
}

/**
 * A curl command in other languages, `wanted` of them or all, in the order of the list above. Throws with the reason for what cannot be
 * written: pipes, files, options that are not understood. Marks stay marks.
 */
export function writeCurl(command: string, wanted: string[]): { label: string; language: string; code: string }[] {
  const unknown = wanted.find((one) => !codeLanguages.includes(one));
  if (unknown) throw new Error(`languages="${unknown}": there are ${codeLanguages.join(", ")}`);
  const request = readCurl(withStandIns(command));
  if (!URL.canParse(request.url)) throw new Error(`"languages": "${request.url}" is not a whole address`);
  try {
    return writeRequestCode(request, wanted);
  } catch (error) {
    throw new Error(`"languages": ${(error as Error).message}`);
  }
}
