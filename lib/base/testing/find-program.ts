import { existsSync } from "node:fs";
import path from "node:path";

/** The path of an installed program, or null: `describe.skipIf(!findProgram("nginx"))`. `npm test` installs what it can before. */
export function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  folders.push("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin");
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}
