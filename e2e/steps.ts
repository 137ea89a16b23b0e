import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { parse } from "yaml";
import type { FakeGithub } from "./fake-github";
import { type TestPortal, waitFor } from "./portal";

/** What people do in the portal, as they do it: in the browser, or with an HTTP client where a developer would use one. */

export const track = parse(readFileSync("content/certification/integration-basics.yaml", "utf8")) as {
  id: string;
  title: string;
  questions: { id: string; correct: string[] }[];
};

export async function signIn(page: Page, portal: TestPortal, github: FakeGithub, persona: string): Promise<void> {
  if (!page.url().includes("/sign-in")) await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: /^Continue with GitHub/ }).click();
  const name = github.personas[persona]?.name ?? "";
  await page.getByRole("button", { name: `Authorize as ${name}` }).click();
  await page.waitForURL((url) => url.origin === portal.url && !url.pathname.startsWith("/api/auth"));
}

export async function signOut(page: Page, portal: TestPortal): Promise<void> {
  await page.goto(`${portal.url}/sign-in`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-out"));
}

const address = { name: "Mill Books", street1: "Havenlaan 12", city: "Gent", postalCode: "9000", country: "BE" };
export const shipment = { from: address, to: { ...address, name: "Sofie Peeters" }, parcels: [{ weightGrams: 850 }] };

/** Calls the sandbox as the developer's own program would. */
export async function callSandbox(
  portal: TestPortal,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(`${portal.url}/sandbox${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "user-agent": "parcelway-node/1.0.0",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Answers every question of the open attempt rightly. */
export async function answerQuestions(page: Page): Promise<void> {
  for (const question of track.questions) {
    for (const option of question.correct) {
      const choice = page.locator(`[name="q.${question.id}"][value="${option}"]`);
      if (await choice.count()) await choice.check();
    }
  }
}

export async function postJson(portal: TestPortal, path: string, body: unknown): Promise<Response> {
  return fetch(`${portal.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${portal.serviceToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A report as JSON, with the bootstrap service token. */
export async function getReport<T>(portal: TestPortal, name: string, params: Record<string, string>): Promise<T> {
  const response = await fetch(`${portal.url}/v1/reports/${name}?${new URLSearchParams(params)}`, {
    headers: { authorization: `Bearer ${portal.serviceToken}`, accept: "application/json" },
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}

/** Reports follow events within a few seconds: asks again until `judge` is content. */
export async function untilReport<T>(
  portal: TestPortal,
  name: string,
  params: Record<string, string>,
  judge: (report: T) => boolean,
): Promise<T> {
  return waitFor(
    `report ${name}`,
    async () => {
      const report = await getReport<T>(portal, name, params);
      return judge(report) ? report : false;
    },
    30_000,
  );
}
