import { readFile } from "node:fs/promises";

/** Finds the template of a path, or nothing. */
export type Routes = (method: string, path: string) => string | undefined;

const methods = new Set(["get", "head", "post", "put", "patch", "delete", "options"]);

/** Routes of a file: an OpenAPI document as JSON, or lines such as `GET /shipments/{id}` (`*` for any method). */
export async function readRoutes(file: string): Promise<Routes> {
  const text = await readFile(file, "utf8");
  return matchRoutes(text.trimStart().startsWith("{") ? fromOpenApi(text) : fromLines(text));
}

/** The most literal template wins: `/shipments/search` before `/shipments/{id}`. */
export function matchRoutes(routes: { method: string; template: string }[]): Routes {
  const compiled = routes
    .map(({ method, template }) => ({ method: method.toUpperCase(), template, parts: template.split("/") }))
    .sort((a, b) => variables(a.template) - variables(b.template));
  return (method, path) => {
    const parts = path.split("/");
    return compiled.find(
      (route) =>
        (route.method === "*" || route.method === method) &&
        route.parts.length === parts.length &&
        route.parts.every((part, at) => part === parts[at] || (/^\{.*\}$/.test(part) && parts[at] !== "")),
    )?.template;
  };
}

const variables = (template: string) => template.split("{").length;

function fromOpenApi(text: string) {
  const { paths = {} } = JSON.parse(text) as { paths?: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.keys(operations)
      .filter((method) => methods.has(method))
      .map((method) => ({ method, template })),
  );
}

function fromLines(text: string) {
  return text.split("\n").flatMap((line) => {
    const [method, template] = line.trim().split(/\s+/);
    return method && template?.startsWith("/") ? [{ method, template }] : [];
  });
}
