import type { Typed } from "./types";

/** One attempt, to be made again. Answers are not kept: they may be large, and they are somebody's data. */
export type Attempt = {
  at: number;
  operation: string;
  method: string;
  path: string;
  status: number;
  values: Omit<Typed, "unchecked">;
};

const prefix = "wm-try:";
/** The most that is kept of one reader in one browser, and of one body. */
const mostAttempts = 30;
const mostBody = 20_000;

const keys =
  /[a-z]{3,8}_(?:live|sbx)_[0-9A-Za-z]{8,}|svc_[\w-]{8,}|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|eyJ[\w-]{10,}[\w.-]*/g;
const secretName = /pass(word|phrase)?|secret|token|credential|api[-_]?key|authorization|cookie|cvc|cvv|iban|card/i;
const secretField = new RegExp(`("[^"]*(?:${secretName.source})[^"]*"\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|\\d+)`, "gi");

/** A cookie by such a name is whoever has it. */
const sessionName = /sess|sid$|auth|csrf|xsrf|jwt|login|remember/i;

const clean = (text: string) => text.replace(keys, "");
const cleanAll = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, secretName.test(name) ? "" : clean(text)]));

/** What may be remembered of an attempt: no keys, no tokens, nothing in a field whose name says that it is secret. */
export function withoutSecrets({
  server,
  path,
  query,
  headers,
  cookies,
  form,
  files,
  body,
  scenario,
}: Omit<Typed, "unchecked">): Attempt["values"] {
  const short = body.length <= mostBody ? body : "";
  return {
    server,
    path: cleanAll(path),
    query: cleanAll(query),
    headers: cleanAll(headers),
    cookies: Object.fromEntries(
      Object.entries(cleanAll(cookies)).map(([name, text]) => [name, sessionName.test(name) ? "" : text]),
    ),
    form: Object.fromEntries(
      Object.entries(cleanAll(form)).map(([name, text]) => [
        name,
        text.length <= mostBody ? text.replace(secretField, '$1""') : "",
      ]),
    ),
    // Their names, to be chosen again: what is in them is large, and may be anything.
    files: Object.fromEntries(
      Object.entries(files).map(([name, chosen]) => [
        name,
        chosen.map((file) => ({ name: clean(file.name), type: file.type, size: file.size })),
      ]),
    ),
    body: clean(short.replace(secretField, '$1""')),
    scenario,
  };
}

/** The reader's attempts in this browser, newest first. Those of whoever sat here before are forgotten. */
export function readAttempts(reader: string): Attempt[] {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(prefix) && name !== prefix + reader) localStorage.removeItem(name);
    }
    const list = JSON.parse(localStorage.getItem(prefix + reader) ?? "[]") as unknown;
    return Array.isArray(list) ? (list as Attempt[]) : [];
  } catch {
    return [];
  }
}

export function addAttempt(reader: string, attempt: Attempt): Attempt[] {
  const list = [{ ...attempt, values: withoutSecrets(attempt.values) }, ...readAttempts(reader)].slice(0, mostAttempts);
  try {
    localStorage.setItem(prefix + reader, JSON.stringify(list));
  } catch {
    // Full or forbidden: nothing is remembered then.
  }
  return list;
}

export function forgetAttempts(reader: string): void {
  try {
    localStorage.removeItem(prefix + reader);
  } catch {
    // There was nothing.
  }
}
