import { paths } from "@/lib/base/paths";
import { loadReferences } from "./internal/load-reference";

/** Above this many operations an API has a page for each group, and sidebars show the group one is in. */
export const mostTogether = 60;

/** A page of the reference. `name`: an operation's id, a group's slug, a schema's name. */
export type ReferenceAddress = {
  kind: "api" | "group" | "operation" | "schemas" | "schema";
  api: string;
  name: string;
  title: string;
  path: string;
};

/** Every page of the reference in reading order, each API's after the other's. */
export async function listReferenceAddresses(): Promise<ReferenceAddress[]> {
  return (await loadReferences()).flatMap((built): ReferenceAddress[] => {
    const { api, title, groups, webhooks, schemas } = built;
    const isLarge = built.places.size > mostTogether;
    return [
      { kind: "api", api, name: api, title, path: paths.referenceApi(api) },
      ...groups.flatMap((group): ReferenceAddress[] => [
        ...(isLarge
          ? [
              {
                kind: "group" as const,
                api,
                name: group.slug,
                title: group.name,
                path: paths.operationGroup(api, group.slug),
              },
            ]
          : []),
        ...group.operations.map((one) => ({
          ...{ kind: "operation" as const, api, name: one.id, title: one.summary, path: paths.operation(one.id) },
        })),
      ]),
      ...webhooks.map((one) => ({
        ...{ kind: "operation" as const, api, name: one.id, title: one.summary, path: paths.operation(one.id) },
      })),
      ...(schemas.length
        ? [{ kind: "schemas" as const, api, name: "", title: "Schemas", path: paths.apiSchema(api) }]
        : []),
      ...schemas.map(({ name, title: shown }) => ({
        ...{ kind: "schema" as const, api, name, title: shown, path: paths.apiSchema(api, name) },
      })),
    ];
  });
}
