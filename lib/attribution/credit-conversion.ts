import { apportion } from "./apportion";
import { buildPath, selectTouches } from "./build-path";
import { type Credit, halfLifeMs, type PathModel, type PathStep, type PathTouch, wholeCredit } from "./schema";

/**
 * Divides one conversion over the touches of its entity. Credits stand in path order, only steps that earned some; they sum to exactly
 * `wholeCredit`, or there are none when no touch lies in the window. Pure: the rules are domain.md's, "Attribution".
 */
export function creditConversion<T extends PathTouch>(input: {
  touches: readonly T[];
  atMs: number;
  lookbackDays: number;
  model: PathModel;
}): Credit<T>[] {
  const window = selectTouches(input.touches, input.atMs, input.lookbackDays);
  const keepDirect = input.model === "first_touch" || input.model === "last_touch";
  const steps = buildPath(window, { keepDirect });
  if (!steps.length) return [];
  const shares = apportion(weighSteps(steps, input.model), wholeCredit);
  return steps.flatMap((step, i) => {
    const millionths = shares[i] as number;
    return millionths > 0 ? [{ step, millionths }] : [];
  });
}

/** Relative weights; whole numbers wherever the model allows it, so that nothing is lost before they are apportioned. */
function weighSteps(steps: readonly PathStep[], model: PathModel): number[] {
  const n = steps.length;
  switch (model) {
    case "first_touch":
      return steps.map((_, i) => (i === 0 ? 1 : 0));
    case "last_touch":
    case "last_non_direct":
      return steps.map((_, i) => (i === n - 1 ? 1 : 0));
    case "linear":
      return steps.map(() => 1);
    case "position_based":
      // 2/5, 1/5 shared by n-2, 2/5, times 5(n-2).
      return n <= 2 ? steps.map(() => 1) : steps.map((_, i) => (i === 0 || i === n - 1 ? 2 * (n - 2) : 1));
    case "time_decay": {
      // From the last step, not from the conversion: the ratios are the same and a long gap cannot underflow to zero everywhere.
      const lastMs = lastTouchMs(steps[n - 1] as PathStep);
      return steps.map((step) => 2 ** (-(lastMs - lastTouchMs(step)) / halfLifeMs));
    }
  }
}

/** A step is as old as its latest touch: that is when the channel was last met. */
function lastTouchMs(step: PathStep): number {
  return (step.touches.at(-1) as PathTouch).atMs;
}
