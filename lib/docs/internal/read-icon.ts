import { readFileSync } from "node:fs";
import path from "node:path";
import { escapeHtml } from "@/lib/base/escape-html";

const folder = "node_modules/lucide-react/dist/esm/icons";
const known = new Map<string, string | null>();

type Shape = [tag: string, attributes: Record<string, string | number>];

/** `home` has another name now: its file says only where to look. */
function read(root: string, name: string, asked = 0): string | null {
  if (!/^[a-z0-9-]+$/.test(name) || asked > 2) return null;
  let text: string;
  try {
    text = readFileSync(path.join(/*turbopackIgnore: true*/ root, folder, `${name}.mjs`), "utf8");
  } catch {
    return null;
  }
  const other = /export \{ default \} from '\.\/([a-z0-9-]+)\.mjs'/.exec(text)?.[1];
  if (other) return read(root, other, asked + 1);
  const data = /const __iconData = (\{[\s\S]*?\n\});/.exec(text)?.[1];
  if (!data) return null;
  const { node } = new Function(`return ${data}`)() as { node: Shape[] };
  return node
    .map(([tag, { key: _, ...attributes }]) => {
      const written = Object.entries(attributes).map(([field, value]) => ` ${field}="${escapeHtml(String(value))}"`);
      return `<${tag}${written.join("")}/>`;
    })
    .join("");
}

/**
 * What stands inside the SVG of a Lucide icon, 24 by 24; null if there is none of this name. From the library's files: authors name any of two
 * thousand, and a page has the one it shows.
 */
export function readIcon(name: string, root = process.cwd()): string | null {
  let drawing = known.get(name);
  if (drawing === undefined) {
    drawing = read(root, name);
    known.set(name, drawing);
  }
  return drawing;
}
