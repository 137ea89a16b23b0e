import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChannelPath } from "./schema";
import { pathConverted, pathLost, pathStart, weighMarkov, weighMoves } from "./weigh-markov";
import { weighShapley } from "./weigh-shapley";

function path(text: string, converted: number, lost = 0): ChannelPath {
  return { channels: text.split(" ").filter(Boolean), converted, lost };
}
const shares = (weights: Map<string, number>) =>
  Object.fromEntries([...weights].map(([channel, share]) => [channel, Number(share.toFixed(6))]));

describe("markov", () => {
  test("Bryl's published example: three paths, one converts", () => {
    // P = 1/3. Without C1 1/6, without C2 or C3 nothing: removal effects 1/2, 1, 1.
    const paths = [path("C1 C2 C3", 1), path("C1", 0, 1), path("C2 C3", 0, 1)];
    expect(shares(weighMarkov(paths))).toEqual({ C1: 0.2, C2: 0.4, C3: 0.4 });
  });
  test("by hand, with a way back", () => {
    // A B A converts once, B converts once, A is lost once. From A: to B 1, converts 1, lost 1; from B: to A 1, converts 1.
    // a = 1/3 b + 1/3, b = 1/2 a + 1/2: a = 3/5, b = 4/5, P = (2a + b)/3 = 2/3.
    // Without A: b = 1/2, P = 1/6, effect 3/4. Without B: a = 1/3, P = 2/9, effect 2/3.
    const weights = weighMarkov([path("A B A", 1), path("B", 1), path("A", 0, 1)]);
    expect(weights.get("A")).toBeCloseTo(3 / 4 / (3 / 4 + 2 / 3), 12);
    expect(weights.get("B")).toBeCloseTo(2 / 3 / (3 / 4 + 2 / 3), 12);
  });
  test("repeating a channel is one stay in it, and nothing converted is worth nothing", () => {
    expect(weighMarkov([path("A A A", 1), path("A B", 0, 1)])).toEqual(weighMarkov([path("A", 1), path("A B", 0, 1)]));
    expect(weighMarkov([path("A B", 0, 5), path("", 3)])).toEqual(new Map());
  });
  test("from added-up moves as from paths", () => {
    // The same three paths as in the way back: A is left 4 times, B 3 times.
    const moves = [
      { from: pathStart, to: "A", count: 2 },
      { from: pathStart, to: "B", count: 1 },
      { from: "A", to: "B", count: 1 },
      { from: "B", to: "A", count: 1 },
      { from: "A", to: pathConverted, count: 1 },
      { from: "B", to: pathConverted, count: 1 },
      { from: "A", to: pathLost, count: 1 },
    ];
    expect(weighMoves(moves)).toEqual(weighMarkov([path("A B A", 1), path("B", 1), path("A", 0, 1)]));
  });
  test("one channel has it all", () => expect(shares(weighMarkov([path("A", 2, 9)]))).toEqual({ A: 1 }));
});

/** The definition: what a channel adds, averaged over every order in which the channels can join. */
function shapleyByOrders(paths: readonly ChannelPath[]): Map<string, number> {
  const players = [...new Set(paths.flatMap((one) => one.channels))];
  const worth = (set: ReadonlySet<string>) =>
    paths.reduce((sum, one) => sum + (one.channels.every((channel) => set.has(channel)) ? one.converted : 0), 0);
  const orders = permute(players);
  const total = worth(new Set(players));
  return new Map(
    players.map((player) => {
      const added = orders.map((order) => {
        const before = new Set(order.slice(0, order.indexOf(player)));
        return worth(new Set([...before, player])) - worth(before);
      });
      return [player, added.reduce((a, b) => a + b, 0) / orders.length / total];
    }),
  );
}

function permute(items: string[]): string[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item) => permute(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

describe("shapley", () => {
  test("by hand: alone, in pairs and all three", () => {
    // A alone 6, A and B 4, all three 3: A 6 + 2 + 1, B 2 + 1, C 1, of 13.
    const weights = weighShapley([path("A", 6), path("B A", 3, 7), path("A B A", 1), path("C B A", 3)]);
    expect(shares(weights)).toEqual({ A: 0.692308, B: 0.230769, C: 0.076923 });
  });
  test("is the average over all orders in which channels can join", () => {
    const channels = fc.array(fc.constantFrom("A", "B", "C", "D"), { minLength: 1, maxLength: 5 });
    const paths = fc.array(fc.record({ channels, converted: fc.integer({ min: 0, max: 9 }), lost: fc.constant(0) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(paths, (given) => {
        fc.pre(given.some((one) => one.converted > 0));
        const expected = shapleyByOrders(given);
        const weights = weighShapley(given);
        for (const [channel, share] of expected) expect(weights.get(channel) ?? 0).toBeCloseTo(share, 10);
      }),
      { numRuns: 100 },
    );
  });
});

test("shares of any paths that convert sum to 1 and none is negative", () => {
  const channels = fc.array(fc.constantFrom("A", "B", "C", "D", "E"), { minLength: 1, maxLength: 8 });
  const count = fc.integer({ min: 0, max: 50 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ channels, converted: count, lost: count }), { minLength: 1, maxLength: 30 }),
      (paths) => {
        fc.pre(paths.some((one) => one.converted > 0));
        for (const weigh of [weighMarkov, weighShapley]) {
          const weights = [...weigh(paths).values()];
          expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
          expect(Math.min(...weights)).toBeGreaterThan(-1e-9);
        }
      },
    ),
    { numRuns: 300 },
  );
});
