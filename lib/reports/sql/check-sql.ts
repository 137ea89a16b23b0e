import { z } from "zod";
import { askEngine } from "./internal/ask-engine";
import { checkTree } from "./internal/check-tree";
import { lexSql, refuseSql } from "./internal/lex-sql";
import { sqlViews } from "./views";

const line = z.tuple([z.string()]);
const known = new Set(sqlViews.map((view) => view.name));

/** As the analyser names tables. A SELECT without FROM reads the one row of system.one; by name it was refused before. */
function isView(table: string): boolean {
  const [, database, name = ""] = /^`?(\w+)`?\.`?(\w+)`?$/.exec(table) ?? [];
  return table === "system.one" || (database?.endsWith("_views") === true && known.has(name));
}

/**
 * The query to run in place of the one that was written; throws `invalid_fields` (`/sql`) for everything that is not one SELECT over the
 * views. Checked three times: token by token, as the engine's parser reads it (inside parentheses, where nothing but a SELECT can
 * stand), and as its analyser resolves every table.
 */
export async function checkSql(sql: string): Promise<string> {
  const query = lexSql(sql);
  const tree = await askEngine(`EXPLAIN AST SELECT * FROM (${query})`);
  // The two outermost parts are the parentheses' own; the rest is the query's.
  checkTree(tree.data.map((row) => line.parse(row)[0]));
  const resolved = await askEngine(`EXPLAIN QUERY TREE ${query}`);
  for (const row of resolved.data) {
    const [text] = line.parse(row);
    const table = /^\s*TABLE id: .*table_name: (\S+)/.exec(text)?.[1];
    if (table && !isView(table)) throw refuseSql(`there is no view ${table}`);
    if (/^\s*TABLE_FUNCTION /.test(text)) throw refuseSql("table functions are not part of a query here");
  }
  return query;
}
