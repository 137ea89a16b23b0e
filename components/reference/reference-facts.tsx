import { CopyButton } from "@/components/ui/copy-button";
import type { Authorisation, Reference, Server } from "@/lib/reference/schema";
import { Html } from "./html";

function ServerFacts({ server, id, portalUrl }: { server: Server; id: string; portalUrl: string }) {
  return (
    <div className="px-4 py-3">
      <dt className="flex min-w-0 items-center gap-1">
        <code id={id} className="min-w-0 truncate font-semibold text-sm">
          {/* A path is a place of this portal: the page puts the address it was reached at before it. */}
          {server.url.startsWith("/") ? (
            <span data-wm-url="" suppressHydrationWarning>
              {portalUrl}
            </span>
          ) : null}
          {server.url}
        </code>
        <CopyButton from={id} label="Copy the address" />
      </dt>
      <dd>
        <Html html={server.descriptionHtml} className="text-base text-ink-muted" />
        {server.variables.length > 0 ? (
          <ul className="mt-1 text-ink-muted text-sm">
            {server.variables.map((variable) => (
              <li key={variable.name} className="wm-field-facts">
                <span>
                  <code>{`{${variable.name}}`}</code> is <code>{variable.default}</code>
                </span>
                {variable.values.length > 1 ? (
                  <span className="wm-field-values">
                    or one of{" "}
                    {variable.values
                      .filter((value) => value !== variable.default)
                      .map((value) => (
                        <code key={value}>{value}</code>
                      ))}
                  </span>
                ) : null}
                {variable.description ? <span>{variable.description}</span> : null}
              </li>
            ))}
          </ul>
        ) : null}
      </dd>
    </div>
  );
}

function AuthorisationFacts({ scheme }: { scheme: Authorisation }) {
  return (
    <div className="px-4 py-3">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: rendered from Markdown with HTML shown as text */}
      <dt className="font-medium [&_code]:text-sm" dangerouslySetInnerHTML={{ __html: scheme.html }} />
      <dd>
        <Html html={scheme.descriptionHtml} className="text-base text-ink-muted" />
        {scheme.flows.map((flow) => (
          <div key={flow.name} className="mt-2 text-sm">
            <p className="font-medium">{flow.name}</p>
            {flow.addresses.map(({ label, url }) => (
              <p key={label} className="wrap-anywhere text-ink-muted">
                {label} <code className="text-xs">{url}</code>
              </p>
            ))}
            {flow.scopes.length > 0 ? (
              <details className="wm-field-inside">
                <summary>{flow.scopes.length === 1 ? "1 scope" : `${flow.scopes.length} scopes`}</summary>
                <ul>
                  {flow.scopes.map((scope) => (
                    <li key={scope.name} className="py-0.5">
                      <code className="text-xs">{scope.name}</code> <span className="text-ink-muted">{scope.text}</span>
                    </li>
                  ))}
                </ul>
              </details>
            ) : null}
          </div>
        ))}
      </dd>
    </div>
  );
}

/** Where an API is and how its calls are authorised. */
export function ReferenceFacts({ reference, portalUrl }: { reference: Reference; portalUrl: string }) {
  const { servers, authorisation, more } = reference;
  if (servers.length + authorisation.length === 0 && !more) return null;
  return (
    <>
      <dl className="mt-6 divide-y divide-line rounded-lg border border-line">
        {servers.map((server, index) => (
          <ServerFacts key={server.url} server={server} id={`server-${index}`} portalUrl={portalUrl} />
        ))}
        {authorisation.map((scheme) => (
          <AuthorisationFacts key={scheme.name} scheme={scheme} />
        ))}
      </dl>
      {more ? (
        <p className="mt-4 text-sm">
          <a href={more.url} className="text-accent hover:underline">
            {more.description || "Read on"}
          </a>
        </p>
      ) : null}
    </>
  );
}
