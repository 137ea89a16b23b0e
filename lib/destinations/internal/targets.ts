import { env, portalSecret } from "@/lib/base/env";
import type { Db, Tx } from "@/lib/base/postgres";
import { seal, unseal } from "@/lib/base/seal";
import { type Feed, feedSchema } from "../conversions/schema";
import {
  type DestinationFilter,
  type DestinationKind,
  type DestinationMapping,
  destinationKindSchema,
  filterSchema,
  isAdKind,
  mappingSchema,
} from "../schema";
import { getKind } from "./kinds/get-kind";
import { allowsPrivateTargets } from "./kinds/settings-fields";

/** A destination with everything needed to deliver to it. Never leaves the room. */
export type Target = {
  id: string;
  kind: DestinationKind;
  name: string;
  enabled: boolean;
  builtIn: boolean;
  config: Record<string, string>;
  /** Config and secrets together; null when the secrets cannot be opened (the portal's own secret was changed). */
  settings: Record<string, string> | null;
  /** The operator may name an address on the own network; so may staff of a portal that is on one itself. */
  allowPrivate: boolean;
  filter: DestinationFilter;
  mapping: DestinationMapping;
  /** Which conversions an ad platform gets; null for everything else. */
  feed: Feed | null;
  createdAt: Date;
};

const sealPurpose = "destinations";

export function sealSecrets(secrets: Record<string, string>): string {
  return seal(portalSecret(), sealPurpose, JSON.stringify(secrets));
}

/** Whether a target is an ad platform that can be sent to. */
export function isSendingFeed(target: Target): target is Target & { feed: Feed; settings: Record<string, string> } {
  return target.enabled && target.feed !== null && target.settings !== null && isReady(target);
}

/** Whether it has what it takes to send: an ad platform without credentials makes files only. */
export function isReady({ kind, settings }: Pick<Target, "kind" | "settings">): boolean {
  const { ads } = getKind(kind);
  return !ads || (settings !== null && ads.ready(settings));
}

/** All destinations: those of the settings first, then staff's, oldest first. */
export async function loadTargets(db: Db | Tx): Promise<Target[]> {
  const rows = await db.destination.findMany({ orderBy: { createdAt: "asc" } });
  return [...listBuiltIns(), ...rows.map(readTarget)];
}

export async function findTarget(db: Db | Tx, destinationId: string): Promise<Target | null> {
  const builtIn = listBuiltIns().find(({ id }) => id === destinationId);
  if (builtIn) return builtIn;
  const row = await db.destination.findUnique({ where: { id: destinationId } });
  return row && readTarget(row);
}

type Row = Awaited<ReturnType<Db["destination"]["findMany"]>>[number];

function readTarget(row: Row): Target {
  const config = row.config as Record<string, string>;
  const opened = unseal(portalSecret(), sealPurpose, row.secrets);
  const kind = destinationKindSchema.parse(row.kind);
  const feed = isAdKind(kind) ? feedSchema.parse(row.feed) : null;
  const mapping = mappingSchema.parse(row.mapping);
  return {
    id: row.id,
    kind,
    name: row.name,
    enabled: row.enabled,
    builtIn: false,
    config,
    settings: opened === null ? null : { ...config, ...(JSON.parse(opened) as Record<string, string>) },
    allowPrivate: allowsPrivateTargets(),
    filter: filterSchema.parse(row.filter),
    mapping: feed?.email ? { ...mapping, traits: "name_and_email" } : mapping,
    feed,
    createdAt: row.createdAt,
  };
}

/** Destinations that the environment names: `POSTHOG_KEY` with `POSTHOG_HOST`, `SLACK_WEBHOOK_URL`. */
function listBuiltIns(): Target[] {
  const { POSTHOG_KEY, POSTHOG_HOST, SLACK_WEBHOOK_URL } = env();
  const builtIns: Target[] = [];
  const add = (kind: DestinationKind, name: string, config: Record<string, string>, secrets: Record<string, string>) =>
    builtIns.push({
      id: `dst_settings_${kind}`,
      kind,
      name,
      enabled: true,
      builtIn: true,
      config,
      settings: { ...config, ...secrets },
      allowPrivate: true,
      ...getKind(kind).defaults,
      feed: null,
      createdAt: new Date(0),
    });
  if (POSTHOG_KEY) {
    add("posthog", "PostHog", { host: POSTHOG_HOST ?? "https://us.i.posthog.com" }, { key: POSTHOG_KEY });
  }
  if (SLACK_WEBHOOK_URL) add("slack", "Slack", {}, { url: SLACK_WEBHOOK_URL });
  return builtIns;
}
