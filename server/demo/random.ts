/** Numbers that look random and are the same for the same seed: mulberry32 (public domain, Tommy Ettinger). */
export class Random {
  constructor(private state: number) {}

  /** 0 <= x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends counted. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  /** One of the items, likelier the heavier. */
  weighted<T extends { weight: number }>(items: readonly T[]): T {
    let at = this.next() * items.reduce((sum, item) => sum + item.weight, 0);
    for (const item of items) {
      at -= item.weight;
      if (at < 0) return item;
    }
    return items.at(-1) as T;
  }

  /** Waiting times: many short, few long (exponential), `mean` on average. */
  wait(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** 26 characters as a ULID of this time has them. */
  ulid(atMs: number): string {
    let time = "";
    for (let rest = Math.max(0, Math.floor(atMs)), at = 0; at < 10; at++, rest = Math.floor(rest / 32))
      time = alphabet[rest % 32] + time;
    let tail = "";
    for (let at = 0; at < 16; at++) tail += alphabet[Math.floor(this.next() * 32)];
    return time + tail;
  }
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
