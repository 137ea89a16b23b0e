import { z } from "zod";
import { pathModels } from "@/lib/attribution/schema";
import { runQuery } from "@/lib/base/clickhouse/query";
import { portal } from "@/lib/base/config/portal";
import { postgres } from "@/lib/base/postgres";
import { type ListedName, listNames } from "@/lib/identity/list-names";
import { deriveStage } from "@/lib/journeys/derive-stage";
import { listMilestones } from "@/lib/journeys/list-milestones";
import { type Stage, stageSchema } from "@/lib/journeys/schema";
import { defineReport } from "./define-report";
import { conversionQuery } from "./internal/path-queries";
import { readPath } from "./internal/read-path";
import type { Entity, PathSide, Table, TouchpointsResult } from "./schema";

const id = z.string().max(200);
const params = z
  .strictObject({
    /** Whose conversion: one of the two. */
    person: id.optional(),
    company: id.optional(),
    /** Default: how they got to the furthest layer they have reached. */
    stage: stageSchema.optional(),
    lookback_days: z.coerce.number().int().min(1).max(730).default(portal.journey.lookbackDays),
  })
  .superRefine((value, context) => {
    if ((value.person === undefined) === (value.company === undefined)) {
      context.addIssue({ code: "custom", path: ["person"], message: "give either person or company" });
    }
  });

/** One conversion, the touches before it, and what each earns: by person and by company side by side, because both are true. */
export const touchpointsReport = defineReport({
  name: "touchpoints",
  title: "Touchpoints",
  description: "The path behind one conversion: every touch before it, and the credit each earns under each model.",
  params,
  async run(given): Promise<TouchpointsResult> {
    const asked = given.person
      ? { kind: "person" as const, id: given.person }
      : { kind: "company" as const, id: given.company as string };
    const milestones = await listMilestones(asked);
    const stage = given.stage ?? furthestStage(milestones);
    const [own] = stage ? await runQuery(conversionQuery(asked.kind), { ...asked, stage }) : [];
    const pair = own && {
      person: asked.kind === "person" ? asked.id : own.person,
      company: asked.kind === "company" ? asked.id : own.company,
    };
    const side = (kind: Entity) =>
      stage && pair?.[kind] ? readSide({ kind, id: pair[kind] }, stage, given.lookback_days) : null;
    const [person, company] = await Promise.all([side("person"), side("company")]);
    const names = await namesOn(asked, [person, company]);
    const named = <T extends { id: string }>(one: T) => ({ ...one, name: names.get(one.id)?.name ?? null });
    return {
      asked: named(asked),
      stage: stage ?? null,
      milestones,
      lookbackDays: given.lookback_days,
      person: person && named(person),
      company: company && named(company),
      names: Object.fromEntries([...names].map(([key, value]) => [key, value.name])),
    };
  },
  toTable,
});

/** How they got to the furthest layer: the first of its stages that they reached. */
function furthestStage(milestones: { stage: Stage; at: Date }[]): Stage | undefined {
  const layer = deriveStage(milestones)?.layer;
  return layer && milestones.find((one) => layer.stages.includes(one.stage))?.stage;
}

async function readSide(who: { kind: Entity; id: string }, stage: Stage, lookbackDays: number) {
  const [conversion] = await runQuery(conversionQuery(who.kind), { ...who, stage });
  if (!conversion) return null;
  return { ...who, at: conversion.at, ...(await readPath(who, conversion.at, lookbackDays)) };
}

function namesOn(
  asked: { kind: Entity; id: string },
  sides: (Omit<PathSide, "name"> | null)[],
): Promise<Map<string, ListedName>> {
  const persons = new Set<string>();
  const companies = new Set<string>();
  for (const one of [asked, ...sides]) if (one) (one.kind === "person" ? persons : companies).add(one.id);
  for (const touch of sides.flatMap((one) => one?.touches ?? [])) {
    if (touch.personId) persons.add(touch.personId);
    if (touch.inviterId) persons.add(touch.inviterId);
  }
  return listNames(postgres(), { personIds: [...persons], companyIds: [...companies] });
}

/** A row per side and touch; the credit of a channel and campaign stands at the first of its touches. */
function toTable(result: TouchpointsResult): Table {
  const sides = [result.person, result.company].filter((side) => side !== null);
  return {
    columns: [
      "by",
      "id",
      "stage",
      "converted_at",
      "touch_at",
      "channel",
      "source",
      "medium",
      "campaign",
      "landing_path",
      "referrer_host",
      "person",
      "inviter",
      ...pathModels,
    ],
    rows: sides.flatMap((side) =>
      side.touches.map((touch) => [
        side.kind,
        side.id,
        result.stage,
        side.at.toISOString(),
        touch.at.toISOString(),
        touch.channel,
        touch.source,
        touch.medium,
        touch.campaign,
        touch.landingPath,
        touch.referrerHost,
        touch.personId,
        touch.inviterId,
        ...pathModels.map(
          (model) => side.credits[model].find((credit) => credit.visitIds[0] === touch.visitId)?.credit ?? 0,
        ),
      ]),
    ),
  };
}
