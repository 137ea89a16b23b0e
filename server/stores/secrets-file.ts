import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { randomToken } from "@/lib/base/secrets";
import { StartFault } from "../child";

const secretsSchema = z.record(z.string(), z.string().min(16));

/**
 * A secret that the portal makes for itself once and keeps in DATA_DIR/secrets.json, readable by its own user only.
 * Only one process at a time may call this: the holder of DATA_DIR's lock, or its child.
 */
export function keepSecret(dataDir: string, name: string): string {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "secrets.json");
  const secrets = readSecrets(file);
  const known = secrets[name];
  if (known) return known;
  const made = randomToken(32);
  // Written beside and renamed: never half a file, never readable by others.
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...secrets, [name]: made }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

function readSecrets(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    throw new StartFault(
      `${file} cannot be read: restore it from a backup, or remove it (everybody is then signed out)`,
    );
  }
}
