import { methods, type OpenApiDocument, type OperationObject, type PathItem } from "./document";

const isInternal = (item: PathItem, method: string) =>
  Boolean((item[method] as OperationObject | undefined)?.["x-internal"]);

/** The document without operations marked `x-internal`. */
export function withoutInternal(document: OpenApiDocument): OpenApiDocument {
  const clean = (items: Record<string, PathItem> | undefined) =>
    items &&
    Object.fromEntries(
      Object.entries(items).flatMap(([path, item]) => {
        if (!methods.some((method) => isInternal(item, method))) return [[path, item]];
        const kept = Object.entries(item).filter(([key]) => !isInternal(item, key));
        return methods.some((method) => kept.some(([key]) => key === method)) ? [[path, Object.fromEntries(kept)]] : [];
      }),
    );
  const { paths, webhooks, ...rest } = document;
  return {
    ...rest,
    ...(paths ? { paths: clean(paths) } : {}),
    ...(webhooks ? { webhooks: clean(webhooks) } : {}),
  } as OpenApiDocument;
}
