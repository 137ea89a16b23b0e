import { isAllowedFunction } from "./functions";
import { refuseSql } from "./lex-sql";

type Node = { kind: string; name: string; depth: number; children: Node[] };

/** Parts of a SELECT that only say what is asked. Whatever else a parser may ever know (SETTINGS, APPLY, ...) is refused. */
const allowedKinds = new Set([
  ...["SelectWithUnionQuery", "SelectQuery", "SelectIntersectExceptQuery", "ExpressionList", "WithElement", "Subquery"],
  ...[
    "TablesInSelectQuery",
    "TablesInSelectQueryElement",
    "TableExpression",
    "TableIdentifier",
    "TableJoin",
    "ArrayJoin",
  ],
  ...["Identifier", "Literal", "Function", "Asterisk", "QualifiedAsterisk", "OrderByElement", "SampleRatio"],
  ...["WindowDefinition", "WindowListElement", "ColumnsTransformerList", "ColumnsExceptTransformer"],
]);
const kindWords: Record<string, string> = { Set: "SETTINGS", ColumnsApplyTransformer: "APPLY" };

/** Functions whose right side may be the name of a table. */
const setFunctions = new Set(["in", "notin", "nullin", "notnullin"]);

/**
 * Looks through the engine's own reading of a query (`EXPLAIN AST`, a line a node): a SELECT of known parts, tables without a database,
 * functions of the list. Throws `invalid_fields` with what is refused.
 */
export function checkTree(lines: readonly string[]): void {
  const root = readTree(lines);
  if (root?.kind !== "SelectWithUnionQuery") throw refuseSql("must be a SELECT");
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    checkNode(node);
    open.push(...node.children);
  }
}

function checkNode({ kind, name, children }: Node): void {
  if (!allowedKinds.has(kind)) throw refuseSql(`${kindWords[kind] ?? kind} is not part of a query here`);
  if (kind === "TableIdentifier" && name.includes("."))
    throw refuseSql(`there is no view ${name}; the views are listed beside the editor and in the docs`);
  if (kind === "TableExpression" && children.some((child) => child.kind === "Function"))
    throw refuseSql(`the table function ${children[0]?.name} is not part of a query here`);
  if (kind !== "Function") return;
  if (!isAllowedFunction(name)) throw refuseSql(`the function ${name} is not part of a query here`);
  // The engine takes `x IN name` for a table, whatever database it names.
  const right = children[0]?.children[1];
  if (setFunctions.has(name.toLowerCase()) && right?.kind === "Identifier")
    throw refuseSql(`write IN (SELECT ... FROM ${right.name}) or a list of values`);
}

/** Depth is the number of spaces; names hold neither parentheses nor line breaks (lexSql sees to that). */
function readTree(lines: readonly string[]): Node | undefined {
  const path: Node[] = [];
  const roots: Node[] = [];
  for (const line of lines) {
    const [, space = "", kind, rest = ""] = /^( *)(\S+)(.*)$/.exec(line) ?? [];
    if (!kind) continue;
    // Of a literal the rest is a value, which is nobody's name.
    const name = kind === "Literal" ? "" : rest.replace(/ \((?:alias|children) .*$/, "").trim();
    const node: Node = { kind, name, depth: space.length, children: [] };
    while (path.length && (path.at(-1) as Node).depth >= node.depth) path.pop();
    (path.at(-1)?.children ?? roots).push(node);
    path.push(node);
  }
  return roots.length === 1 ? roots[0] : undefined;
}
