/**
 * Divides `total` (a whole number) by weight into whole numbers that sum to exactly `total`: largest remainder, ties to the earlier.
 * Weights are >= 0 and finite, at least one above 0; else RangeError.
 */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(sum > 0) || !Number.isFinite(sum) || weights.some((weight) => weight < 0)) {
    throw new RangeError("apportion: weights must be finite, not negative and not all zero");
  }
  const exact = weights.map((weight) => (weight * total) / sum);
  const shares = exact.map(Math.floor);
  let left = total - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  // Floating point may leave more than one unit a share in theory; going round again keeps the sum exact.
  for (let i = 0; left > 0; i = (i + 1) % byRemainder.length, left--) {
    const { index } = byRemainder[i] as { index: number };
    shares[index] = (shares[index] as number) + 1;
  }
  return shares;
}
