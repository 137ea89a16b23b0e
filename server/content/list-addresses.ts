import { readdirSync } from "node:fs";
import path from "node:path";

/** What the edge answers itself, and what Next serves by other means than a page. */
const others = [/^\/(v1|sandbox)(\/|$)/, /^\/(healthz|readyz|metrics|wm\.js|robots\.txt|sitemap\.xml|mcp)$/];

/** The pages and routes below app/ as patterns of their addresses. */
function listPatterns(folder: string, address = ""): RegExp[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return /^(page\.tsx|route\.tsx?)$/.test(entry.name) ? [new RegExp(`^${address || "/"}$`)] : [];
    if (!entry.isDirectory() || entry.name.startsWith("_")) return [];
    const { name } = entry;
    const below = /^\(.*\)$/.test(name)
      ? address
      : /^\[\[\.\.\..+\]\]$/.test(name)
        ? `${address}(/.+)?`
        : /^\[\.\.\..+\]$/.test(name)
          ? `${address}/.+`
          : /^\[.+\]$/.test(name)
            ? `${address}/[^/]+`
            : `${address}/${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
    return listPatterns(path.join(folder, name), below);
  });
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) =>
    entry.isFile()
      ? [`/${path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/")}`]
      : [],
  );
}

/** Tells whether the portal answers at a path: a page, a route, a file of public/. The reference's operations are known by the reference. */
export function listAddresses(root: string): (address: string) => boolean {
  const patterns = [...listPatterns(path.join(root, "app")), ...others].filter(
    (pattern) => pattern.source !== "^\\/reference\\/.+$",
  );
  const files = new Set(listFiles(path.join(root, "public")));
  return (address) => files.has(address) || patterns.some((pattern) => pattern.test(address.replace(/(.)\/$/, "$1")));
}
