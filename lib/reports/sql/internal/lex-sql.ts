import { PortalError } from "@/lib/base/errors";

/** Words that would make the statement more than a question: where its answer goes, in which form, under which settings. */
const refusedWords = new Set([
  "into",
  "outfile",
  "format",
  "settings",
  "insert",
  "system",
  "explain",
  "describe",
  "show",
  "recursive",
]);
/** How tables are named in queries: `waymark.events`. */
const prefix = "waymark";

type Token = { kind: "word" | "quoted" | "text" | "number" | "sign"; value: string };

const pattern =
  /(?<space>[ \t\r\n\f]+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:\\[\s\S]|''|[^'\\])*')|(?<quoted>"[^"\\]*"|`[^`\\]*`)|(?<number>(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)(?![\w]))|(?<word>[A-Za-z_]\w*)|(?<sign>::|->|<=>|<=|>=|<>|!=|==|\|\||\/(?!\*)|[-+*%=<>().,[\]?:])|(?<end>;)/giy;

/** Names of aliases and columns: nothing in them can be taken for the structure of what the engine prints. */
const plainName = /^[\p{L}\p{N}_ %-]{1,64}$/u;

/**
 * The query as this house understands it, written anew from its tokens: one statement, without comments, with `waymark.` taken off its
 * tables. What the engine then reads is what was checked, however differently it might have read the original. Throws `invalid_fields`.
 */
export function lexSql(sql: string): string {
  const tokens: Token[] = [];
  let ended = false;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < sql.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(sql)?.groups;
    if (!groups) throw refuseSql(`cannot be read at ${placeOf(sql, at)}: ${nameOf(sql, at)}`);
    if (groups.space !== undefined) continue;
    if (ended) throw refuseSql("must be one statement");
    if (groups.end !== undefined) ended = true;
    else tokens.push(readToken(groups));
  }
  checkParentheses(tokens);
  return tokens
    .filter((_, at) => !isPrefix(tokens, at))
    .map(({ value }) => value)
    .join(" ");
}

/** A refusal that points at the query. */
export function refuseSql(detail: string): PortalError {
  return new PortalError("invalid_fields", undefined, { errors: [{ pointer: "/sql", detail }] });
}

function readToken(groups: Record<string, string | undefined>): Token {
  const { text, quoted, number, word, sign } = groups;
  if (text !== undefined) return { kind: "text", value: text };
  if (number !== undefined) return { kind: "number", value: number };
  if (quoted !== undefined) {
    const name = quoted.slice(1, -1);
    if (!plainName.test(name))
      throw refuseSql("a quoted name may have letters, digits, spaces, _, - and %, and at most 64 of them");
    return { kind: "quoted", value: `\`${name}\`` };
  }
  if (word !== undefined) {
    if (refusedWords.has(word.toLowerCase())) throw refuseSql(`${word.toUpperCase()} is not part of a query here`);
    return { kind: "word", value: word };
  }
  return { kind: "sign", value: sign as string };
}

/** `waymark .` before a name: only where it is not itself the part of a longer name. */
function isPrefix(tokens: readonly Token[], at: number): boolean {
  const isDot = (index: number) => tokens[index]?.kind === "sign" && tokens[index]?.value === ".";
  const isOwn = (index: number) => {
    const token = tokens[index];
    const name = token?.kind === "word" ? token.value : token?.kind === "quoted" ? token.value.slice(1, -1) : "";
    return name.toLowerCase() === prefix && isDot(index + 1) && !isDot(index - 1);
  };
  return isOwn(at) || (isDot(at) && isOwn(at - 1));
}

/** The statement is asked inside parentheses too: it must not be able to close them. */
function checkParentheses(tokens: readonly Token[]): void {
  let depth = 0;
  for (const { kind, value } of tokens) {
    if (kind !== "sign") continue;
    if (value === "(") depth++;
    if (value === ")" && --depth < 0) break;
  }
  if (depth !== 0) throw refuseSql(depth < 0 ? "has a ) that nothing opened" : "has a ( that nothing closes");
  if (!/^(select|with|from|\()$/i.test(tokens[0]?.value ?? "")) throw refuseSql("must be one SELECT");
}

function placeOf(sql: string, at: number): string {
  const lines = sql.slice(0, at).split("\n");
  return `line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1}`;
}

function nameOf(sql: string, at: number): string {
  const character = String.fromCodePoint(sql.codePointAt(at) ?? 32);
  if (character === "'" || character === '"' || character === "`")
    return "a quote that is not closed, or has a backslash in it";
  if (sql.startsWith("/*", at)) return "a comment that is not closed";
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? `${character} has no meaning here`
    : "a character that has no meaning here";
}
