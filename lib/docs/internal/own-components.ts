import { readFile } from "node:fs/promises";
import path from "node:path";

/** Where the portal's owner puts components of their own. */
export const ownComponentsFile = "content/components.tsx";

/** The names content/components.tsx exports: pages may use them. Read as text, because a page is compiled where React is not. */
export async function ownComponents(root: string): Promise<Set<string>> {
  const text = await readFile(path.join(root, ownComponentsFile), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const declared = [...bare.matchAll(/^export\s+(?:async\s+)?(?:function|const|class)\s+([A-Z]\w*)/gm)];
  const listed = [...bare.matchAll(/^export\s*\{([^}]*)\}/gm)].flatMap((match) => (match[1] ?? "").split(","));
  return new Set([
    ...declared.map((match) => match[1] as string),
    ...listed
      .map(
        (one) =>
          one
            .trim()
            .split(/\s+as\s+/)
            .at(-1) ?? "",
      )
      .filter((name) => /^[A-Z]\w*$/.test(name)),
  ]);
}
