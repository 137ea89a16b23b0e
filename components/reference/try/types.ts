import type { ReadableKey } from "@/lib/keys/schema";
import type { TryForm } from "@/lib/reference/schema";

/** What the reader may try with, as `GET /api/try` says. */
export type TrySession = {
  signedIn: boolean;
  /** Tells one person's history in this browser from the next one's. */
  reader: string;
  keys: ReadableKey[];
  demo: { perReader: number; minutes: number } | null;
};

/** A file of a form. `data`: base64; absent for one that is only remembered by its name. */
export type ChosenFile = { name: string; type: string; size: number; data?: string };

/** What is typed in. */
export type Typed = {
  server: string;
  path: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  cookies: Record<string, string>;
  /** Fields of a body that is a form. */
  form: Record<string, string>;
  files: Record<string, ChosenFile[]>;
  body: string;
  scenario: string;
  unchecked: boolean;
};

export type TryAnswer = {
  status: number;
  headers: [string, string][];
  body: string | null;
  bytes: number;
  cut: boolean;
  ms: number;
  url: string;
  redirects: number;
};

/** How an attempt ended: an answer of the API, none, or a refusal of the portal's own door. */
export type Outcome =
  | { kind: "answer"; answer: TryAnswer }
  | { kind: "failure"; detail: string; ms: number }
  | { kind: "refused"; status: number; detail: string };

/** What is wrong, by the place it was typed in: `/path/shipmentId`, `/body`. */
export type TryErrors = Record<string, string>;

export const demoKey = "demo";
export const noKey = "none";

const formFieldsOf = ({ body }: TryForm) => (body?.kind === "form" ? body.fields : []);
const textFieldsOf = (form: TryForm) => formFieldsOf(form).filter(({ kind }) => kind !== "file");

/** The form as it begins: the document's samples, and nothing that is optional. */
export function typedFor(form: TryForm): Typed {
  const samples = (fields: TryForm["pathFields"]) =>
    Object.fromEntries(fields.map((field) => [field.name, field.sample ?? ""]));
  return {
    server: form.servers[0]?.url ?? "",
    path: samples(form.pathFields),
    query: samples(form.queryFields),
    headers: samples(form.headerFields),
    cookies: samples(form.cookieFields),
    form: samples(textFieldsOf(form)),
    files: {},
    body: form.body?.samples[0]?.text ?? "",
    scenario: "",
    unchecked: false,
  };
}

/** As the door takes it: what is empty is not sent. `withFiles`: their bytes too, and not only their names. */
export function toValues({ body, scenario, ...typed }: Typed, { withFiles = true } = {}) {
  const filled = (given: Record<string, string>) =>
    Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ""));
  return {
    ...typed,
    path: filled(typed.path),
    query: filled(typed.query),
    headers: filled(typed.headers),
    cookies: filled(typed.cookies),
    form: filled(typed.form),
    files: Object.fromEntries(
      Object.entries(typed.files)
        .filter(([, files]) => files.length > 0)
        .map(([name, files]) => [
          name,
          files.map(({ name, type, data }) => ({ name, type, ...(withFiles && data !== undefined ? { data } : {}) })),
        ]),
    ),
    ...(body.trim() ? { body } : {}),
    ...(scenario.trim() ? { scenario: scenario.trim() } : {}),
  };
}

/** Values that come from elsewhere (the log, the history) laid over what the form begins with; what is no part of the form is left out. */
export function withValues(form: TryForm, given: Partial<Omit<Typed, "unchecked">>): Typed {
  const start = typedFor(form);
  const pick = (fields: TryForm["pathFields"], values: Record<string, string> = {}) => {
    const byName = new Map(Object.entries(values).map(([name, text]) => [name.toLowerCase(), text]));
    return Object.fromEntries(
      fields.map(({ name }) => {
        const text = values[name] ?? byName.get(name.toLowerCase()) ?? "";
        return [name, /\[redacted/.test(text) ? "" : text];
      }),
    );
  };
  const scenario =
    given.scenario ?? Object.entries(given.headers ?? {}).find(([name]) => /^sandbox-scenario$/i.test(name))?.[1];
  return {
    ...start,
    ...(form.servers.some(({ url }) => url === given.server) ? { server: given.server as string } : {}),
    path: pick(form.pathFields, given.path),
    query: pick(form.queryFields, given.query),
    headers: pick(form.headerFields, given.headers),
    cookies: pick(form.cookieFields, given.cookies),
    form: pick(textFieldsOf(form), given.form ?? formTextsOf(given.body)),
    files: Object.fromEntries(
      formFieldsOf(form).flatMap(({ name, kind }) => {
        const files = given.files?.[name];
        return kind === "file" && files ? [[name, files]] : [];
      }),
    ),
    body: form.body && form.body.kind !== "form" ? (given.body ?? "") : "",
    scenario: scenario ?? "",
  };
}

/** The fields of a form that the log kept as JSON. */
function formTextsOf(body: string | undefined): Record<string, string> {
  try {
    const value = JSON.parse(body ?? "") as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, typeof one === "string" ? one : JSON.stringify(one)]),
    );
  } catch {
    return {};
  }
}
