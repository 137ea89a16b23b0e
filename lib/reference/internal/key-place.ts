import type { KeyPlace } from "../schema";
import type { OpenApiDocument, OperationObject, Resolver, SecurityScheme } from "./document";

/** Where a call carries its key: the first choice of its security that one key can meet. Null when calls need none, or none that is a key. */
export function keyPlaceOf(
  resolver: Resolver,
  document: OpenApiDocument,
  operation: Pick<OperationObject, "security">,
): KeyPlace | null {
  const choices = operation.security ?? document.security ?? [];
  if (choices.some((choice) => Object.keys(choice).length === 0)) return null;
  for (const choice of choices) {
    const [name, ...others] = Object.keys(choice);
    const given = name === undefined ? undefined : document.components?.securitySchemes?.[name];
    if (!given || others.length > 0) continue;
    const scheme = resolver.follow<SecurityScheme>(given);
    const type = scheme.type === "http" ? scheme.scheme?.toLowerCase() : scheme.type;
    if (type === "basic") return { in: "basic" };
    if (
      type === "apiKey" &&
      scheme.name &&
      (scheme.in === "header" || scheme.in === "query" || scheme.in === "cookie")
    ) {
      return { in: scheme.in, name: scheme.name };
    }
    if (type === "bearer" || type === "oauth2" || type === "openIdConnect") return { in: "bearer" };
  }
  return null;
}
