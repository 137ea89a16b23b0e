import net from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { env, setEnv } from "./env";
import { PortalError } from "./errors";
import { closePostgres, postgres } from "./postgres";
import { useStores } from "./testing/stores";
import { isDatabaseAway, toPortalError } from "./to-portal-error";

useStores({ postgres: true });

let real = "";
beforeEach(() => {
  real = env().DATABASE_URL as string;
});
afterEach(async () => {
  await closePostgres();
  setEnv({ DATABASE_URL: real });
});

async function connectTo(url: string, parameters: Record<string, string> = {}): Promise<void> {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value);
  await closePostgres();
  setEnv({ DATABASE_URL: changed.toString() });
}
const failure = async (act: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await act;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
};

describe("a database that is too slow or away", () => {
  it("has a statement stopped at its limit, and goes on", async () => {
    await connectTo(real, { statement_timeout: "200" });
    const alone = await failure(postgres().$queryRaw`SELECT 1::text FROM pg_sleep(60)`);
    const within = await failure(postgres().$transaction((tx) => tx.$executeRaw`SELECT pg_sleep(60)`));
    expect([alone, within].map(isDatabaseAway)).toEqual([true, true]);
    expect(toPortalError(alone)).toMatchObject({ code: "unavailable", status: 503, headers: { "retry-after": "2" } });
    expect(await postgres().person.count()).toBeGreaterThanOrEqual(0);
  });

  it("lets nobody wait for a connection for ever", async () => {
    await connectTo(real, { statement_timeout: "0", connect_timeout: "1" });
    const held = Array.from({ length: 10 }, () => postgres().$queryRaw`SELECT 1::text FROM pg_sleep(3)`.then(() => {}));
    expect(isDatabaseAway(await failure(postgres().person.findFirst()))).toBe(true);
    await Promise.all(held);
  });

  it("is told from a fault when nobody listens, or nobody answers", async () => {
    await connectTo("postgres://127.0.0.1:9/nowhere");
    expect(isDatabaseAway(await failure(postgres().person.findFirst()))).toBe(true);
    const silent = net.createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    await connectTo(`postgres://127.0.0.1:${(silent.address() as net.AddressInfo).port}/nowhere`, {
      connect_timeout: "1",
    });
    expect(isDatabaseAway(await failure(postgres().person.findFirst()))).toBe(true);
    silent.close();
  });

  it("is not what a wrong statement says", async () => {
    expect(isDatabaseAway(await failure(postgres().$queryRaw`SELECT nothing FROM nowhere`))).toBe(false);
    expect(toPortalError(new Error("a secret detail"))).toMatchObject({ code: "internal", status: 500 });
    const refusal = new PortalError("not_found");
    expect(toPortalError(refusal)).toBe(refusal);
  });
});
