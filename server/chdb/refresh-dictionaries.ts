import type { Logger } from "@/lib/base/log";
import { type Engine, quoteName } from "./engine";

/** As often as LIFETIME(MIN 1 MAX 3) makes a server look. */
const everyMs = 1_000;

/**
 * A ClickHouse server looks every few seconds whether the source of a dictionary has changed; the embedded engine never does, and would
 * answer with what it knew at the first look-up until it is restarted. This does it instead, for the dictionaries of identity that are loaded.
 */
export function refreshDictionaries(engine: Engine, log: Logger): { stop(): Promise<void> } {
  const known = new Map<string, { parts: string; links: string }>();
  let stopped = false;
  let wake = () => {};

  async function look(): Promise<void> {
    const loaded = await read(
      engine,
      "system",
      "SELECT DISTINCT database FROM dictionaries WHERE name IN ('visitor_alias', 'person_company') AND status = 'LOADED'",
    );
    for (const database of loaded) {
      // Two looks: the parts cost nothing and change with every insert or merge, the links are read only then.
      const [parts = ""] = await read(
        engine,
        "system",
        "SELECT toString(sum(cityHash64(name))) FROM parts WHERE database = {of:String} AND table IN ('aliases', 'company_terms') AND active",
        { of: database },
      );
      const before = known.get(database);
      if (before?.parts === parts) continue;
      const [links = ""] = await read(
        engine,
        database,
        `SELECT toString(cityHash64(
          (SELECT sum(cityHash64(visitor_id, person_id, finalizeAggregation(link), finalizeAggregation(undone))) FROM aliases),
          (SELECT sum(cityHash64(person_id, since, company_id)) FROM company_terms)))`,
      );
      if (before?.links !== links) {
        for (const name of ["visitor_alias", "person_company"]) {
          await read(engine, database, `SYSTEM RELOAD DICTIONARY ${quoteName(database)}.${name}`);
        }
      }
      known.set(database, { parts, links });
    }
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      // A database dropped between two looks is no fault; a lasting one shows on every look.
      if (!stopped)
        await look().catch((error: Error) => log.debug({ error: error.message }, "dictionaries not refreshed"));
    }
  }
  const ended = loop();
  return {
    async stop() {
      stopped = true;
      wake();
      await ended;
    },
  };
}

/** The first column of a result, a value a line. */
async function read(
  engine: Engine,
  database: string,
  sql: string,
  params: Record<string, string> = {},
): Promise<string[]> {
  const { bytes } = await engine.run({ sql, database, settings: {}, params, format: "TSV" });
  return new TextDecoder().decode(bytes).split("\n").filter(Boolean);
}
