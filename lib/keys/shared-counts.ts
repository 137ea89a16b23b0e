import type { Redis } from "@/lib/base/redis";
import type { CallToCount, CountedCall, Counts, MemoryCounts } from "./counts";
import { stateOf, type Window } from "./sliding-windows";

/** A count in Redis outlives the month it is of, for edges whose clocks lag. */
const afterMonthMs = 86_400_000;

/**
 * KEYS: a hash per limit {s: start, c: count, b: before}, and the quota's counter if there is one.
 * ARGV: quota limit (-1: none), its cost, what the edge knows to be used, when the counter may go (Unix ms); then limit, duration, cost per limit.
 * Answers the time, what is used of the quota, whether it was taken, and per limit start, count and before, as they were.
 * Redis' own clock decides, so that edges need not agree on the time.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local quota, quotaCost, used = tonumber(ARGV[1]), tonumber(ARGV[2]), -1
local limits = (#ARGV - 4) / 3
local fits = true
local answer = {now, -1, 0}
for i = 1, limits do
  local limit, duration, cost = tonumber(ARGV[3 * i + 2]), tonumber(ARGV[3 * i + 3]), tonumber(ARGV[3 * i + 4])
  local start = now - now % duration
  local kept = redis.call('HMGET', KEYS[i], 's', 'c', 'b')
  local was, count, before = tonumber(kept[1]), tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
  if was == start - duration then
    before = count
    count = 0
  elseif was ~= start then
    before = 0
    count = 0
  end
  if count + before * (1 - (now - start) / duration) + cost > limit then fits = false end
  answer[3 * i + 1] = start
  answer[3 * i + 2] = count
  answer[3 * i + 3] = before
end
if quota >= 0 then
  used = math.max(tonumber(redis.call('GET', KEYS[limits + 1]) or '0'), tonumber(ARGV[3]))
  if used + quotaCost > quota then fits = false end
end
if fits then
  answer[3] = 1
  for i = 1, limits do
    local duration, cost = tonumber(ARGV[3 * i + 3]), tonumber(ARGV[3 * i + 4])
    if cost > 0 then
      redis.call('HSET', KEYS[i], 's', answer[3 * i + 1], 'c', answer[3 * i + 2] + cost, 'b', answer[3 * i + 3])
      redis.call('PEXPIRE', KEYS[i], 2 * duration)
    end
  end
  if quota >= 0 and quotaCost > 0 then
    redis.call('SET', KEYS[limits + 1], used + quotaCost, 'PXAT', ARGV[4])
  end
end
answer[2] = used
return answer`;

/**
 * Counts of all edges, in Redis: one script looks at every limit and the quota and takes from all or none. What it answers is kept in
 * memory too, so that an edge whose Redis is away goes on from there, counting for itself, until Redis is back.
 */
export class SharedCounts implements Counts {
  private readonly run: (keys: string[], args: string[]) => Promise<unknown>;

  constructor(
    private readonly redis: Redis,
    private readonly memory: MemoryCounts,
  ) {
    this.run = redis.script(script);
  }

  count(call: CallToCount): CountedCall | Promise<CountedCall> {
    if (!this.redis.connected || (call.claims.length === 0 && !call.quota)) return this.memory.count(call);
    return this.countShared(call).catch(() => this.memory.count(call));
  }

  private async countShared({ companyId, claims, quota, cost }: CallToCount): Promise<CountedCall> {
    // In braces what a Redis cluster places keys by: all of one call must lie together.
    const keys = claims.map(({ id, durationMs }) => `wm:{${companyId}}:limit:${durationMs}:${id}`);
    const args = ["-1", "0", "0", "0"];
    if (quota) {
      keys.push(`wm:{${companyId}}:quota:${quota.month}`);
      const end = quota.month + 31 * 86_400_000 + afterMonthMs;
      args.splice(0, 4, String(quota.limit), String(cost), String(quota.used), String(end));
    }
    for (const claim of claims) args.push(String(claim.limit), String(claim.durationMs), String(claim.cost));
    const answer = (await this.run(keys, args)) as number[];
    const [now = 0, used = 0, taken = 0] = answer;
    const states = claims.map((claim, at) => {
      const [start = 0, count = 0, before = 0] = answer.slice(3 * at + 3, 3 * at + 6);
      const window: Window = { durationMs: claim.durationMs, limit: claim.limit, start, count, before };
      const state = stateOf(window, claim, now);
      if (taken) {
        state.remaining -= claim.cost;
        window.count += claim.cost;
      }
      if (window.count > 0 || window.before > 0) this.memory.windows.adopt(claim.id, window, now);
      return state;
    });
    const overQuota = quota !== null && used + cost > quota.limit;
    quota?.adopt(taken ? used + cost : used);
    return { states, overQuota };
  }
}
