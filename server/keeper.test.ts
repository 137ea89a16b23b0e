import { afterEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "@/lib/base/log";
import { StartFault } from "./child";
import { Keeper, type Running } from "./keeper";

const log = createLogger("test", "silent");

/** Something whose life the test decides; `starts` are the times it was launched. */
function fake() {
  const starts: number[] = [];
  const ends: ((how: string) => void)[] = [];
  const stop = vi.fn(async () => ends.at(-1)?.("stopped"));
  const launch = vi.fn(async (): Promise<Running> => {
    starts.push(Date.now());
    return { exited: new Promise((resolve) => ends.push(resolve)), stop };
  });
  return { starts, launch, stop, end: (how = "killed") => ends.at(-1)?.(how) };
}

const tick = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
};

afterEach(() => {
  vi.useRealTimers();
});

describe("what is kept running", () => {
  it("is started again after 100 ms, 200 ms, ... at most 5 s, and after a healthy minute after 100 ms", async () => {
    vi.useFakeTimers();
    const thing = fake();
    const keeper = new Keeper("thing", thing.launch, log);
    await keeper.start();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const ended = Date.now();
      thing.end();
      await tick(5_000);
      waits.push((thing.starts.at(-1) ?? 0) - ended);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    await tick(60_000);
    const ended = Date.now();
    thing.end();
    await tick(5_000);
    expect((thing.starts.at(-1) ?? 0) - ended).toBe(100);
    expect(keeper.restarts).toBe(9);
  });

  it("is not started again once it is stopped, also while waiting for its turn", async () => {
    const thing = fake();
    const keeper = new Keeper("thing", thing.launch, log);
    await keeper.start();
    await keeper.stop();
    expect(thing.stop).toHaveBeenCalledOnce();
    const second = new Keeper("second", thing.launch, log);
    await second.start();
    thing.end();
    await Promise.resolve();
    await second.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(thing.launch).toHaveBeenCalledTimes(2);
  });

  it("may fail four times to get up, not five", async () => {
    vi.useFakeTimers();
    let failures = 4;
    const thing = fake();
    const launch = vi.fn(async () => {
      if (failures-- > 0) throw new Error("no luck");
      return thing.launch();
    });
    const first = new Keeper("thing", launch, log).start();
    await tick(10_000);
    await expect(first).resolves.toBeDefined();
    failures = 5;
    const second = new Keeper("thing", launch, log).start();
    const refused = expect(second).rejects.toThrow(new StartFault("thing does not start: no luck"));
    await tick(10_000);
    await refused;
  });

  it("is given up at once when only a person can help, also later", async () => {
    const launch = vi.fn(async () => {
      throw new StartFault("the disk is gone");
    });
    await expect(new Keeper("thing", launch, log).start()).rejects.toThrow("the disk is gone");
    expect(launch).toHaveBeenCalledOnce();

    const thing = fake();
    const later = vi.fn(thing.launch);
    const gaveUp = vi.fn();
    const keeper = new Keeper("thing", later, log, { gaveUp });
    await keeper.start();
    later.mockRejectedValue(new StartFault("the disk is gone"));
    thing.end();
    await expect.poll(() => gaveUp.mock.calls.length).toBe(1);
    expect(gaveUp.mock.calls[0]?.[0]).toMatchObject({ message: "the disk is gone" });
  });
});
