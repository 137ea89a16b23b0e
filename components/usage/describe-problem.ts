/** What was wrong with a call, as the log tells it: a pointer into the body, or `?name`, `header name`, `path name`; empty: the call as a whole. */
export type Problem = { pointer: string; detail: string };
/** The same in words: where, what, and what to do now. */
export type DescribedProblem = { pointer: string; where: string; what: string; todo: string };

/** What was sent, as far as it was kept, and what a call that passed sent instead. */
export type Sent = { body?: unknown; query?: Record<string, string>; text?: string; contentType?: string };

const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/** The value a JSON pointer (RFC 6901) leads to; undefined when it leads nowhere. */
export function valueAt(root: unknown, pointer: string): unknown {
  if (pointer === "") return root;
  let value = root;
  for (const part of pointer.slice(1).split("/")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}

const kindOf = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;

/** A value as a sentence quotes it. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Where the pointer leads, in words: `weightGrams of the first of parcels, in the body`. */
function placeOf(pointer: string): string {
  if (pointer === "") return "the call";
  const query = /^\?(.+)$/.exec(pointer);
  if (query) return `${query[1]} in the address, after the ?`;
  const named = /^(path|query|headers?|cookies?)(?: (.+))?$/.exec(pointer);
  if (named) {
    const [, part = "", name = ""] = named;
    if (part === "path") return `${name} in the address`;
    return part.startsWith("header") ? `the header ${name}` : part === "query" ? "the query" : `the cookie ${name}`;
  }
  const parts = pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const words: string[] = [];
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index] as string;
    const list = parts[index - 1];
    if (/^\d+$/.test(part) && list !== undefined) {
      words.push(`the ${ordinals[Number(part)] ?? `${Number(part) + 1}th`} of ${list}`);
      index--;
    } else words.push(part);
  }
  return `${words.join(" of ")}, in the body`;
}

/** Letters to change, add or take away to get from one to the other; 3 and more are no typo. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1]?.toLowerCase() === b[j - 1]?.toLowerCase() ? 0 : 1);
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, swap);
    }
    row = next;
  }
  return row[b.length] as number;
}

function nearest(name: string, names: string[]): string | undefined {
  const plain = (text: string) => text.replace(/[_-]/g, "");
  return names
    .map((one) => ({ one, far: distance(plain(name), plain(one)) }))
    .filter(({ one, far }) => far <= Math.min(2, Math.floor(one.length / 2)))
    .sort((a, b) => a.far - b.far)[0]?.one;
}

const formats: Record<string, string> = {
  "date-time": "a time such as 2026-11-21T10:00:00Z",
  date: "a day such as 2026-11-21",
  time: "a time of day such as 10:00:00Z",
  email: "an e-mail address such as ada@example.com",
  uri: "a whole address such as https://example.com/hook",
  url: "a whole address such as https://example.com/hook",
  uuid: "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
};
const types: Record<string, string> = {
  string: "a text in double quotes",
  number: "a number without quotes",
  integer: "a whole number without quotes",
  boolean: "true or false, without quotes",
  object: "an object in braces { }",
  array: "a list in brackets [ ]",
  null: "null",
};

const nameOf = (pointer: string) => pointer.split(/[/? ]/).at(-1)?.replaceAll("~1", "/").replaceAll("~0", "~") ?? "";

/**
 * Puts problems into words somebody new to the API can act on. `sent` is what the call carried, `passing` what the last call of the same
 * operation carried that passed: a value from there is the best example.
 */
export function describeProblems(problems: readonly Problem[], sent: Sent = {}, passing?: Sent): DescribedProblem[] {
  const missing = problems.filter(({ detail }) => detail === "is missing").map(({ pointer }) => nameOf(pointer));
  return problems.map(({ pointer, detail }) => {
    const described = { pointer, where: placeOf(pointer), what: sentence(detail) };
    const query = pointer.startsWith("?") ? pointer.slice(1) : undefined;
    const value = query ? sent.query?.[query] : pointer.startsWith("/") ? valueAt(sent.body, pointer) : undefined;
    const good = query
      ? passing?.query?.[query]
      : pointer.startsWith("/")
        ? valueAt(passing?.body, pointer)
        : undefined;
    return {
      ...described,
      todo: whatToDo(detail, { name: nameOf(pointer), pointer, value, good, missing, sent, passing }),
    };
  });
}

type Clue = {
  name: string;
  pointer: string;
  value: unknown;
  good: unknown;
  missing: string[];
  sent: Sent;
  passing: Sent | undefined;
};

function whatToDo(detail: string, clue: Clue): string {
  const { name, pointer, value, good } = clue;
  const you = value === undefined ? "" : `You sent ${quote(value)}. `;
  const like = good === undefined ? "" : ` Your last call that passed sent ${quote(good)}.`;
  if (detail === "is missing") return `Add ${name ? `"${name}"` : "it"}.${like}`;
  if (detail === "is not a field of this request") {
    const beside = valueAt(clue.passing?.body, pointer.slice(0, pointer.lastIndexOf("/")));
    const names = [...clue.missing, ...(typeof beside === "object" && beside !== null ? Object.keys(beside) : [])];
    const meant = nearest(
      name,
      names.filter((one) => one !== name),
    );
    return meant ? `Did you mean "${meant}"?` : `Take "${name}" out, or look for a typo in its name.`;
  }
  const choice = /^must be one of (.+)$/.exec(detail);
  if (choice) {
    const meant = typeof value === "string" ? nearest(value, (choice[1] as string).split(", ")) : undefined;
    return `${you}${meant ? `Did you mean "${meant}"?` : `Use one of ${choice[1]}.`}`;
  }
  const type =
    /^must be ((?:string|number|integer|boolean|object|array|null)(?:,(?:string|number|integer|boolean|object|array|null))*)$/.exec(
      detail,
    );
  if (type) {
    const wanted = (type[1] as string)
      .split(",")
      .map((one) => types[one] ?? one)
      .join(" or ");
    const sentKind = value === undefined ? "" : `You sent ${quote(value)}, ${kindOf(value)}. `;
    return `${sentKind}Send ${wanted}.${like}`;
  }
  const bound = /^must be (>=|<=|>|<) (-?[\d.]+)$/.exec(detail);
  if (bound) {
    const words = { ">=": "at least", "<=": "at most", ">": "more than", "<": "less than" }[bound[1] as ">="];
    return `${you}Send ${words} ${bound[2]}.${like}`;
  }
  const size = /^must NOT have (fewer|more) than (\d+) (items|characters|properties)$/.exec(detail);
  if (size) {
    const count =
      value && typeof value === "object"
        ? Object.keys(value).length
        : typeof value === "string"
          ? value.length
          : undefined;
    const things =
      size[2] === "1"
        ? { items: "item", characters: "character", properties: "field" }[size[3] as "items"]
        : { items: "items", characters: "characters", properties: "fields" }[size[3] as "items"];
    return `${count === undefined ? "" : `You sent ${count}. `}Send ${size[1] === "fewer" ? "at least" : "at most"} ${size[2]} ${things}.${like}`;
  }
  const format = /^must match format "(.+)"$/.exec(detail);
  if (format) return `${you}Send ${formats[format[1] as string] ?? `a value in the format ${format[1]}`}.${like}`;
  const pattern = /^must match pattern "(.+)"$/.exec(detail);
  if (pattern) return `${you}It must look like ${pattern[1]}.${like}`;
  if (/^must match (exactly one|a) schema/.test(detail))
    return "It fits none of the forms it may have, or more than one: compare it with the reference.";
  return byWords(detail, clue);
}

/** Refusals that are about the whole call. */
function byWords(detail: string, { sent }: Clue): string {
  const place = /not valid JSON at byte (\d+)/.exec(detail)?.[1];
  if (place && sent.text !== undefined) {
    const at = Number(place);
    return `Look around here: ${quote(sent.text.slice(Math.max(0, at - 20), at + 20))}. A comma too many, a missing quote?`;
  }
  if (/ends too early|body is empty/.test(detail))
    return "The shell may have eaten quotes: put the body of curl in single quotes.";
  if (/^Content-Type must be/.test(detail))
    return `Add the header Content-Type: application/json.${sent.contentType ? ` You sent ${sent.contentType}.` : ""}`;
  return "";
}

function sentence(text: string): string {
  const said = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
