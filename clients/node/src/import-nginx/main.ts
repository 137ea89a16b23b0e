#!/usr/bin/env node
import { parseArgs } from "node:util";
import { importLogs } from "./import-logs.js";
import { readRoutes } from "./read-routes.js";

const usage = `Reports calls from nginx access logs to a Waymark portal. Run it again at any time: it goes on where it stopped.

  waymark-import-nginx [options] <access.log> [more logs]

  --url URL        the portal (or WAYMARK_URL)
  --source NAME    names this API in the ledger (default: nginx)
  --state FILE     where it notes how far it came (default: <first log>.waymark.json)
  --routes FILE    an OpenAPI document as JSON, or one "GET /shipments/{id}" a line: the routes that paths are matched to
  --watch SECONDS  look again and again
  --help

The service token (scope usage:write) is read from WAYMARK_SERVICE_TOKEN. Rotated logs beside the named ones (access.log.1,
access.log-20261121) are read too, as long as they are not packed.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: "string" },
      source: { type: "string", default: "nginx" },
      state: { type: "string" },
      routes: { type: "string" },
      watch: { type: "string" },
      help: { type: "boolean" },
    },
  });
  const url = values.url ?? process.env.WAYMARK_URL;
  const token = process.env.WAYMARK_SERVICE_TOKEN;
  const [first] = positionals;
  const watchSeconds = values.watch === undefined ? 0 : Number(values.watch);
  if (values.help || !url || !token || !first || !(watchSeconds >= 0)) {
    (values.help ? process.stdout : process.stderr).write(usage);
    process.exit(values.help ? 0 : 2);
  }
  try {
    const routes = values.routes ? await readRoutes(values.routes) : undefined;
    do {
      const done = await importLogs({
        ...{ url, token, files: positionals, source: values.source, routes },
        state: values.state ?? `${first}.waymark.json`,
        onProblem: (where, why) => process.stderr.write(`${where}: ${why}\n`),
      });
      if (done.lines > 0 || !watchSeconds) {
        const { lines, accepted, duplicates, withoutKey, bad, rejected } = done;
        process.stdout.write(
          `${lines} lines: ${accepted} reported, ${duplicates} known already, ${withoutKey} without a key, ${bad + rejected} bad\n`,
        );
      }
      if (!watchSeconds && done.bad + done.rejected > 0) process.exitCode = 1;
      if (watchSeconds) await new Promise((resolve) => setTimeout(resolve, watchSeconds * 1_000));
    } while (watchSeconds);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

void main();
