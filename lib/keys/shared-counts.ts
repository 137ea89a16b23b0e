import { dayMs } from "@/lib/base/clock";
import type { Redis } from "@/lib/base/redis";
import type { CallToCount, CountedCall, Counts, MemoryCounts } from "./counts";
import { stateOf, type Window } from "./sliding-windows";

/** A count in Redis outlives the month it is of, for edges whose clocks lag. */
const quotaKeptMs = 32 * dayMs;
/** Calls that one run of the script decides: Redis does nothing else meanwhile. */
const maxBatch = 100;

/**
 * Decides calls one after another, each all or nothing. KEYS: per call a hash per limit {s: start, c: count, b: before}, and the counter of
 * its quota if it has one. ARGV per call: number of limits, quota limit (-1: none), its cost, what the edge knows to be used, when the
 * counter may go (Unix ms); then limit, duration and cost per limit. Answers the time, then per call what is used of the quota, whether it
 * was taken, and per limit start, count and before, as they were. Redis' own clock decides, so that edges need not agree on the time.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {now}
local key, arg = 0, 0
while arg < #ARGV do
  local limits, quota = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
  local quotaCost, used, first = tonumber(ARGV[arg + 3]), -1, #answer
  local fits = true
  answer[first + 1] = -1
  answer[first + 2] = 0
  for i = 1, limits do
    local at = arg + 2 + 3 * i
    local limit, duration, cost = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    local start = now - now % duration
    local kept = redis.call('HMGET', KEYS[key + i], 's', 'c', 'b')
    local was, count, before = tonumber(kept[1]), tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
    if was == start - duration then
      before = count
      count = 0
    elseif was ~= start then
      before = 0
      count = 0
    end
    if count + before * (1 - (now - start) / duration) + cost > limit then fits = false end
    answer[first + 3 * i] = start
    answer[first + 3 * i + 1] = count
    answer[first + 3 * i + 2] = before
  end
  if quota >= 0 then
    used = math.max(tonumber(redis.call('GET', KEYS[key + limits + 1]) or '0'), tonumber(ARGV[arg + 4]))
    answer[first + 1] = used
    if used + quotaCost > quota then fits = false end
  end
  if fits then
    answer[first + 2] = 1
    for i = 1, limits do
      local at = arg + 2 + 3 * i
      local duration, cost = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
      if cost > 0 then
        local count = answer[first + 3 * i + 1] + cost
        redis.call('HSET', KEYS[key + i], 's', answer[first + 3 * i], 'c', count, 'b', answer[first + 3 * i + 2])
        redis.call('PEXPIRE', KEYS[key + i], 2 * duration)
      end
    end
    if quota >= 0 and quotaCost > 0 then
      redis.call('SET', KEYS[key + limits + 1], used + quotaCost, 'PXAT', ARGV[arg + 5])
    end
  end
  key = key + limits + (quota >= 0 and 1 or 0)
  arg = arg + 5 + 3 * limits
end
return answer`;

type Waiting = { call: CallToCount; resolve(counted: CountedCall): void };

/**
 * Counts of all edges, in Redis: a script looks at every limit and the quota of a call and takes from all or none. Calls of one moment go
 * there together. What it answers is kept in memory too, so that an edge whose Redis is away goes on from there, counting for itself,
 * until Redis is back. One Redis, not a cluster: counts of one run must lie together.
 */
export class SharedCounts implements Counts {
  private readonly run: (keys: string[], args: string[]) => Promise<unknown>;
  private waiting: Waiting[] = [];

  constructor(
    private readonly redis: Redis,
    private readonly memory: MemoryCounts,
  ) {
    this.run = redis.script(script);
  }

  count(call: CallToCount): CountedCall | Promise<CountedCall> {
    if (!this.redis.connected || (call.claims.length === 0 && !call.quota)) return this.memory.count(call);
    return new Promise((resolve) => {
      this.waiting.push({ call, resolve });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
      else if (this.waiting.length >= maxBatch) this.flush();
    });
  }

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    this.decide(batch).catch(() => {
      for (const { call, resolve } of batch) resolve(this.memory.count(call));
    });
  }

  private async decide(batch: readonly Waiting[]): Promise<void> {
    const keys: string[] = [];
    const args: string[] = [];
    for (const { call } of batch) {
      const { claims, quota, cost, companyId } = call;
      args.push(String(claims.length));
      if (quota) args.push(String(quota.limit), String(cost), String(quota.used), String(quota.month + quotaKeptMs));
      else args.push("-1", "0", "0", "0");
      for (const { id, limit, durationMs, cost: claimed } of claims) {
        keys.push(`wm:limit:${durationMs}:${id}`);
        args.push(String(limit), String(durationMs), String(claimed));
      }
      if (quota) keys.push(`wm:quota:${quota.month}:${companyId}`);
    }
    const answer = (await this.run(keys, args)) as number[];
    const now = answer[0] as number;
    let at = 1;
    for (const { call, resolve } of batch) {
      resolve(this.read(call, answer, at, now));
      at += 2 + 3 * call.claims.length;
    }
  }

  /** One call's part of the answer, from `at`. */
  private read({ claims, quota, cost }: CallToCount, answer: number[], at: number, now: number): CountedCall {
    const [used, taken] = [answer[at] as number, answer[at + 1] === 1];
    const states = claims.map((claim, index) => {
      const first = at + 2 + 3 * index;
      const window: Window = {
        ...{ durationMs: claim.durationMs, limit: claim.limit, start: answer[first] as number },
        ...{ count: answer[first + 1] as number, before: answer[first + 2] as number },
      };
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
