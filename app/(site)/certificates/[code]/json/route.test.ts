import { beforeAll, expect, it } from "vitest";
import { GET as getBadge } from "@/app/(site)/badges/[file]/route";
import { now } from "@/lib/base/clock";
import { newId } from "@/lib/base/ids";
import { postgres } from "@/lib/base/postgres";
import { useStores } from "@/lib/base/testing/stores";
import { revokeCertification } from "@/lib/certification/revoke-certification";
import { GET } from "./route";

useStores({ postgres: true, env: { PUBLIC_URL: "https://portal.example" } });

const code = "PWY-7K2M-9QXA-4TBD";
let certificationId: string;
beforeAll(async () => {
  certificationId = newId("certification");
  await postgres().certification.create({
    data: {
      id: certificationId,
      kind: "developer",
      code,
      personId: newId("person"),
      companyId: newId("company"),
      trackId: "integration-basics",
      trackVersion: "1",
      holderName: 'Ada <script>alert("1")</script>',
      issuedAt: now(),
      expiresAt: new Date(now().getTime() + 86_400_000),
    },
  });
});

const ask = (typed: string) => GET(new Request("http://127.0.0.1/"), { params: Promise.resolve({ code: typed }) });
const badge = (file: string) => getBadge(new Request("http://127.0.0.1/"), { params: Promise.resolve({ file }) });

it("tells anybody, from any page, what a certificate is worth", async () => {
  const response = await ask(code.toLowerCase());
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("cache-control")).toBe("no-cache");
  const body = await response.json();
  expect(body).toMatchObject({
    code,
    kind: "developer",
    status: "valid",
    title: "Integration basics",
    trackVersion: "1",
    url: `https://portal.example/certificates/${code}`,
    badgeUrl: `https://portal.example/badges/${code}.svg`,
  });
  // Whose it is, and no id that means something inside the portal.
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(["id"]));
  expect(JSON.stringify(body)).not.toMatch(/per_|com_|crt_/);
});

it.each(["PWY-0000-0000-0000", "nonsense", "", "../etc"])("answers %j with a problem document", async (typed) => {
  const response = await ask(typed);
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
});

it("is an image too", async () => {
  const response = await badge(`${code}.svg`);
  expect(response.headers.get("content-type")).toContain("image/svg+xml");
  expect(await response.text()).toContain("Integration basics");
  for (const file of ["PWY-0000-0000-0000.svg", code, ".svg"]) expect((await badge(file)).status, file).toBe(404);
});

it("says so at once when it was revoked", async () => {
  await revokeCertification(postgres(), {
    certificationId,
    reason: "A shared account.",
    actor: { personId: "per_staff", role: "admin" },
  });
  const body = await (await ask(code)).json();
  expect(body.status).toBe("revoked");
  expect(JSON.stringify(body)).not.toContain("shared account");
  expect(await (await badge(`${code}.svg`)).text()).toContain("revoked");
});
