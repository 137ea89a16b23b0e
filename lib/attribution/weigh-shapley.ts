import type { ChannelPath } from "./schema";

/**
 * What each channel is worth over many paths, as its Shapley value in the game where a set of channels is worth the conversions of
 * all paths that needed no channel outside it. That value has a closed form: each conversion is divided equally over the distinct
 * channels of its path (Zhao, Mahboobi, Bagheri, 2018), so it is exact for any number of channels. Shares sum to 1; none when nothing converts.
 */
export function weighShapley(paths: readonly ChannelPath[]): Map<string, number> {
  const values = new Map<string, number>();
  let total = 0;
  for (const { channels, converted } of paths) {
    const distinct = new Set(channels);
    if (distinct.size === 0 || converted === 0) continue;
    total += converted;
    for (const channel of distinct) values.set(channel, (values.get(channel) ?? 0) + converted / distinct.size);
  }
  return new Map([...values].map(([channel, value]) => [channel, value / total]));
}
