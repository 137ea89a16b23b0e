import { nowMs } from "@/lib/base/clock";
import { PortalError } from "@/lib/base/errors";
import { formatDay } from "@/lib/base/format";
import type { Db } from "@/lib/base/postgres";
import { addDays, today } from "../internal/period";
import { journeyReport } from "../journey";
import { filterParam, firstCallBounds } from "../schema";
import { timeToFirstCallReport } from "../time-to-first-call";
import { type EmbedFigures, embedParams } from "./schema";
import type { SignedEmbed } from "./token";

export type OpenEmbed = { title: string; frameAncestors: string[]; figures: EmbedFigures };

const filter = filterParam.parse(undefined);

/** What a signed address shows; throws `not_found` when nothing is known of it, `gone` when it has ended. */
export async function openEmbed(db: Db, signed: SignedEmbed): Promise<OpenEmbed> {
  if (signed.expiresAt.getTime() <= nowMs()) throw new PortalError("gone", "This chart's address has ended");
  const row = await db.embed.findUnique({ where: { id: signed.id } });
  if (!row) throw new PortalError("not_found");
  if (row.revokedAt) throw new PortalError("gone", "This chart's address has ended");
  const { entity, layer, days } = embedParams.parse(JSON.parse(row.address));
  const period = { from: addDays(today(), 1 - days), to: today() };
  return {
    title: row.title,
    frameAncestors: row.frameAncestors,
    figures: await figuresOf(row.chart, { ...period, entity, layer }),
  };
}

type Asked = { from: string; to: string; entity: "person" | "company"; layer: number };

async function figuresOf(chart: string, { layer, ...asked }: Asked): Promise<EmbedFigures> {
  if (chart === "first-call") {
    const { sandbox } = await timeToFirstCallReport.run({ ...asked, filter, breakdown: "channel", grain: "month" });
    const values = sandbox.within.map((count) => (sandbox.signedUp ? count / sandbox.signedUp : 0));
    return { kind: "line", labels: firstCallBounds.map((bound) => bound.label), values, percent: true };
  }
  const { layers, series } = await journeyReport.run({ ...asked, filter });
  if (chart === "layers") {
    const labels = layers.map((one) => one.name);
    return { kind: "bars", labels, values: layers.map((one) => one.reached), percent: false };
  }
  const values = series?.values.find((one) => one.layer === layer)?.values ?? [];
  return { kind: "line", labels: (series?.buckets ?? []).map((day) => formatDay(day)), values, percent: false };
}
