import { renderMarkdown } from "@/lib/base/render-markdown";
import type { Authorisation } from "../schema";
import type { OpenApiDocument, OperationObject, Resolver, SecurityScheme } from "./document";
import { renderInline } from "./render-inline";

function schemeInWords(name: string, scheme: SecurityScheme): string {
  if (scheme.type === "http" && scheme.scheme?.toLowerCase() === "bearer")
    return "`Authorization: Bearer` and an API key";
  if (scheme.type === "http" && scheme.scheme?.toLowerCase() === "basic")
    return "`Authorization: Basic`, a name and a password";
  if (scheme.type === "http") return `\`Authorization: ${scheme.scheme}\``;
  if (scheme.type === "apiKey") return `an API key in the ${scheme.in} \`${scheme.name}\``;
  if (scheme.type === "oauth2") return `\`Authorization: Bearer\` and an OAuth 2 token (${name})`;
  if (scheme.type === "openIdConnect") return `\`Authorization: Bearer\` and an OpenID Connect token (${name})`;
  if (scheme.type === "mutualTLS") return "a client certificate (mutual TLS)";
  return name;
}

/** How one operation is authorised, in words; null when it needs nothing. Choices are joined by "or", what must come together by "and". */
export function authorisationOf(
  resolver: Resolver,
  document: OpenApiDocument,
  operation: OperationObject,
): string | null {
  const choices = operation.security ?? document.security ?? [];
  if (choices.length === 0 || choices.every((choice) => Object.keys(choice).length === 0)) return null;
  const words = choices
    .filter((choice) => Object.keys(choice).length > 0)
    .map((choice) =>
      Object.entries(choice)
        .map(([name, scopes]) => {
          const scheme = document.components?.securitySchemes?.[name];
          const text = scheme ? schemeInWords(name, resolver.follow<SecurityScheme>(scheme)) : name;
          if (!Array.isArray(scopes) || scopes.length === 0) return text;
          return `${text} with ${scopes.length === 1 ? "the scope" : "the scopes"} ${scopes.map((one) => `\`${one}\``).join(", ")}`;
        })
        .join(" and "),
    );
  const free = choices.some((choice) => Object.keys(choice).length === 0);
  return [...new Set([...words, ...(free ? ["nothing at all"] : [])])].join(", or ");
}

const flowNames: Record<string, string> = {
  authorizationCode: "Authorization code",
  clientCredentials: "Client credentials",
  deviceAuthorization: "Device",
  implicit: "Implicit",
  password: "Password",
};

/** Every security scheme of the document, for its first page. */
export function listAuthorisation(resolver: Resolver, document: OpenApiDocument): Authorisation[] {
  return Object.entries(document.components?.securitySchemes ?? {}).map(([name, given]) => {
    const scheme = resolver.follow<SecurityScheme>(given);
    const text = schemeInWords(name, scheme);
    const address = (label: string, url: string | undefined) => (url ? [{ label, url }] : []);
    return {
      name,
      text,
      html: renderInline(text),
      description: scheme.description ?? "",
      descriptionHtml: renderMarkdown(scheme.description ?? ""),
      flows: [
        ...Object.entries(scheme.flows ?? {}).map(([flow, one]) => ({
          name: flowNames[flow] ?? flow,
          addresses: [
            ...address("authorise at", one.authorizationUrl),
            ...address("get a token at", one.tokenUrl),
            ...address("refresh at", one.refreshUrl),
          ],
          scopes: Object.entries(one.scopes ?? {}).map(([scope, words]) => ({ name: scope, text: words })),
        })),
        ...(scheme.openIdConnectUrl
          ? [{ name: "Discovery", addresses: address("described at", scheme.openIdConnectUrl), scopes: [] }]
          : []),
      ],
    };
  });
}
