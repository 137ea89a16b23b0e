import { nowMs } from "@/lib/base/clock";
import { portal } from "@/lib/base/config/portal";
import { checkFeed } from "../internal/check-input";
import { eventIdOf } from "../internal/feed/decide-conversion";
import { shortenHashes, toOutgoing } from "../internal/feed/to-outgoing";
import { getKind } from "../internal/kinds/get-kind";
import type { AdKind } from "../schema";
import type { Feed } from "./schema";

const sampleIds: Record<AdKind, { clickIdKind: string; clickId: string }> = {
  google_ads: { clickIdKind: "gclid", clickId: "Cj0KCQiA_sample_click_id" },
  microsoft_ads: { clickIdKind: "msclkid", clickId: "f894f652ea334e739002f7167ab8f8e3" },
  meta_ads: { clickIdKind: "fbclid", clickId: "IwAR0_sample_click_id" },
  linkedin_ads: { clickIdKind: "li_fat_id", clickId: "df5f5a52-8f5e-4a6f-9e5b-1c3f5d7e9a1b" },
};

/** What is sent for each rule of a feed, as a made-up person would cause it; or what is wrong with the rules, by field. */
export function previewConversions(
  kind: AdKind,
  given: Feed,
): { payloads: unknown[] } | { errors: Record<string, string> } {
  const checked = checkFeed(kind, given);
  if ("errors" in checked) return checked;
  const feed = checked.feed as Feed;
  const atMs = nowMs();
  const mapping = getKind(kind).defaults.mapping;
  const payloads = feed.rules.map((rule) => {
    const value = rule.value === "none" ? "" : rule.value === "fixed" ? rule.amount : "12.50";
    const conversion = {
      ...{ action: rule.action, fileAction: rule.fileAction, ...sampleIds[kind], clickedMs: atMs - 3_600_000 },
      ...{ value, currency: portal.currency, consented: feed.consented, email: feed.email },
    };
    const who = "per_sample";
    const decision = {
      ...{ eventId: eventIdOf(who, rule.stage), who, stage: rule.stage, personId: who, atMs, state: "queued" as const },
      ...{ reason: null, matchedBy: conversion.clickIdKind, conversion },
    };
    const target = { mapping: feed.email ? { ...mapping, traits: "name_and_email" as const } : mapping };
    const event = toOutgoing(decision, target, new Map([[who, { email: "ada@example.com" }]]));
    return shortenHashes(getKind(kind).preview(event));
  });
  return { payloads };
}
