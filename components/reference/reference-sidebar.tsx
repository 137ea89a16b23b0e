import type { ReactNode } from "react";
import { Method } from "@/components/ui/badge";
import { paths } from "@/lib/base/paths";
import type { OperationSummary, Reference } from "@/lib/reference/schema";

function Entry({ href, current, children }: { href: string; current: string; children: ReactNode }) {
  return (
    <a href={href} aria-current={href === current ? "page" : undefined} className="wm-side-link">
      {children}
    </a>
  );
}

function Operations({
  title,
  operations,
  current,
}: {
  title: string;
  operations: OperationSummary[];
  current: string;
}) {
  return (
    <div className="wm-side-group">
      <p className="wm-side-label">{title}</p>
      <ul>
        {operations.map((operation) => (
          <li key={operation.id}>
            <Entry href={paths.operation(operation.id)} current={current}>
              <span className={operation.deprecated ? "line-through" : undefined}>{operation.summary}</span>
              {operation.kind === "operation" ? (
                <Method method={operation.method} className="shrink-0 text-2xs" />
              ) : null}
            </Entry>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** So many of a group stand in a large API's sidebar: the ones around the page. */
const mostInGroup = 40;

function around(operations: OperationSummary[], current: string): OperationSummary[] {
  const at = operations.findIndex(({ id }) => paths.operation(id) === current);
  const from = Math.max(0, Math.min(at - mostInGroup / 2, operations.length - mostInGroup));
  return operations.slice(from, from + mostInGroup);
}

/** The APIs of the portal, where there are several. */
function Apis({ apis, here }: { apis: { api: string; title: string }[]; here: string }) {
  if (apis.length < 2) return null;
  return (
    <div className="wm-side-group">
      <p className="wm-side-label">APIs</p>
      <ul className="mb-4">
        {apis.map(({ api, title }) => (
          <li key={api}>
            <a
              href={paths.referenceApi(api)}
              aria-current={api === here ? "true" : undefined}
              className={api === here ? "wm-side-link font-medium text-ink!" : "wm-side-link"}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * Every operation by group, webhooks last. `current`: the page's address. `only`: the one group that a large API shows opened, the others
 * are links to their pages; null shows all.
 */
export function ReferenceSidebar({
  reference,
  apis,
  current,
  only,
}: {
  reference: Reference;
  apis: { api: string; title: string }[];
  current: string;
  only: string | null;
}) {
  const { api, groups, webhooks, schemas } = reference;
  const opened = groups.find((group) => group.slug === only);
  return (
    <nav aria-label="API reference" data-routed="">
      <Apis apis={apis} here={api} />
      <Entry href={paths.referenceApi(api)} current={current}>
        Overview
      </Entry>
      {schemas.length > 0 ? (
        <Entry href={paths.apiSchema(api)} current={current}>
          Schemas
        </Entry>
      ) : null}
      {only === null ? (
        groups.map((group) => (
          <Operations key={group.slug} title={group.name} operations={group.operations} current={current} />
        ))
      ) : (
        <>
          {opened ? (
            <Operations title={opened.name} operations={around(opened.operations, current)} current={current} />
          ) : null}
          {opened && opened.operations.length > mostInGroup ? (
            <Entry href={paths.operationGroup(api, opened.slug)} current={current}>
              All {opened.operations.length} of {opened.name}
            </Entry>
          ) : null}
          <div className="wm-side-group">
            <p className="wm-side-label">{opened ? "Other groups" : "Groups"}</p>
            <ul>
              {groups
                .filter((group) => group !== opened)
                .map((group) => (
                  <li key={group.slug}>
                    <Entry href={paths.operationGroup(api, group.slug)} current={current}>
                      {group.name}
                    </Entry>
                  </li>
                ))}
            </ul>
          </div>
        </>
      )}
      {webhooks.length > 0 && (only === null || only === "webhooks" || only === "") && webhooks.length <= 60 ? (
        <Operations title="Webhook messages" operations={webhooks} current={current} />
      ) : null}
    </nav>
  );
}
