"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { mayChangeApps } from "@/lib/access/may-change-apps";
import { requirePerson } from "@/lib/access/require-person";
import { paths } from "@/lib/base/paths";
import { postgres } from "@/lib/base/postgres";
import { getApp } from "@/lib/keys/get-app";
import { getOperation } from "@/lib/reference/get-operation";
import { getReference } from "@/lib/reference/get-reference";
import { changeEndpoint, type EndpointChange } from "@/lib/sandbox/change-endpoint";
import { replayWebhook } from "@/lib/sandbox/replay-webhook";
import { saveEndpoint } from "@/lib/sandbox/save-endpoint";
import type { EndpointActionState, EndpointFormState } from "@/lib/sandbox/schema";
import { sendTestWebhook } from "@/lib/sandbox/send-test-webhook";
import { requireEndpoint } from "./require-endpoint";

const notAllowed = "Your role may look, not change.";
const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** Makes an endpoint, or changes one. */
export async function saveEndpointAction(before: EndpointFormState, form: FormData): Promise<EndpointFormState> {
  const person = await requirePerson(paths.console.webhooks);
  const typed = {
    appId: text(form, "appId"),
    url: text(form, "url"),
    events: form.getAll("events").map(String),
    description: text(form, "description"),
  };
  const answer = { revision: before.revision + 1, typed };
  if (!mayChangeApps(person.companyRole)) return { ...answer, message: notAllowed };
  const app = await getApp(postgres(), typed.appId, person.companyId);
  if (!app) return { ...answer, errors: { appId: "is not an app of yours" } };
  const owner = { appId: app.id, companyId: person.companyId, personId: person.id };
  const endpointId = text(form, "endpointId") || null;
  const saved = await saveEndpoint(postgres(), owner, endpointId, typed);
  switch (saved.outcome) {
    case "invalid":
      return {
        ...answer,
        errors: Object.fromEntries(saved.errors.map(({ pointer, detail }) => [pointer.split("/")[1] ?? "", detail])),
      };
    case "too_many":
      return { ...answer, message: `An app has at most ${saved.most} endpoints. Delete one first.` };
    case "not_found":
      return { ...answer, message: "This endpoint is not there any more." };
    case "created":
      revalidatePath(paths.console.webhooks, "layout");
      return { ...answer, created: { endpointId: saved.endpoint.id, secret: saved.secret } };
    case "changed":
      revalidatePath(paths.console.webhooks, "layout");
      redirect(paths.console.webhook(saved.endpoint.id, { done: "saved" }));
  }
}

export async function sendTestAction(_: EndpointActionState, form: FormData): Promise<EndpointActionState> {
  const { mayChange, endpoint } = await requireOwn(form);
  if (!mayChange) return { alert: notAllowed };
  const { webhooks } = await getReference();
  const webhook = webhooks.find(({ path }) => path === text(form, "type"));
  const operation = webhook && (await getOperation(webhook.id));
  if (!operation) return { alert: "The API has no event of this name." };
  const event = { name: operation.path, example: operation.body?.examples[0]?.value ?? { type: operation.path } };
  const sent = await sendTestWebhook(postgres(), { appId: endpoint.appId, endpointId: endpoint.id }, event);
  if (!sent) return { alert: "The endpoint is off: turn it on first." };
  revalidatePath(paths.console.webhooks, "layout");
  return { done: "On its way. The log below shows what becomes of it: look again in a moment." };
}

export async function rotateSecretAction(_: EndpointActionState, form: FormData): Promise<EndpointActionState> {
  const { mayChange, endpoint, owner } = await requireOwn(form);
  if (!mayChange) return { alert: notAllowed };
  const changed = await changeEndpoint(postgres(), owner, endpoint.id, "rotate");
  if (!changed?.secret) return { alert: "This endpoint is not there any more." };
  return { done: "The new secret, shown this once:", secret: changed.secret };
}

/** Switches an endpoint on or off, or deletes it. */
export async function changeEndpointAction(form: FormData): Promise<void> {
  const { mayChange, endpoint, owner } = await requireOwn(form);
  const change = (["enable", "disable", "delete"] as const).find((each) => each === text(form, "change"));
  const changed = mayChange && change ? await changeEndpoint(postgres(), owner, endpoint.id, change) : null;
  revalidatePath(paths.console.webhooks, "layout");
  if (changed && change === "delete") redirect(`${paths.console.webhooks}?done=deleted`);
  redirect(paths.console.webhook(endpoint.id, { done: changed ? doneOf(change) : "unchanged" }));
}

const doneOf = (change: EndpointChange | undefined) => (change === "enable" ? "enabled" : "disabled");

/** One message again, or (no `messageId`) all that were given up. */
export async function replayWebhookAction(form: FormData): Promise<void> {
  const { mayChange, endpoint } = await requireOwn(form);
  const messageId = text(form, "messageId") || undefined;
  const address = { appId: endpoint.appId, endpointId: endpoint.id, ...(messageId ? { messageId } : {}) };
  const count = mayChange ? await replayWebhook(postgres(), address) : 0;
  revalidatePath(paths.console.webhooks, "layout");
  redirect(paths.console.webhook(endpoint.id, { done: count ? "replayed" : "unchanged" }));
}

async function requireOwn(form: FormData) {
  const person = await requirePerson(paths.console.webhooks);
  const { endpoint } = await requireEndpoint(text(form, "endpointId"), person.companyId);
  const owner = { appId: endpoint.appId, companyId: person.companyId, personId: person.id };
  return { endpoint, owner, mayChange: mayChangeApps(person.companyRole) };
}
