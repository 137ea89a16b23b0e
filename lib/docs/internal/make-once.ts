import { open, rm, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** Whoever has not written within this time has died at it, milliseconds. */
const longest = 10_000;
const lookEvery = 25;
/** So many at a time in one process: the others are left for who else makes entries. */
const mostAtOnce = 4;

let atWork = 0;
const waiting: (() => void)[] = [];

/**
 * The entry of a cache on the disk that several processes fill, two workers of a build above all: `make` writes it to `target`, and whoever
 * comes while another process is at it waits for what that one writes. Best effort: on a disk that cannot be written everybody makes their own.
 */
export async function makeOnce<Entry>(
  target: string,
  read: () => Promise<Entry | undefined>,
  make: () => Promise<Entry>,
): Promise<Entry> {
  // A place is handed over, not given back: whoever waits takes it before anybody new.
  if (atWork < mostAtOnce) atWork++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await claim(target, read, make);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else atWork--;
  }
}

async function claim<Entry>(target: string, read: () => Promise<Entry | undefined>, make: () => Promise<Entry>) {
  const mark = `${target}.making`;
  try {
    await (await open(mark, "wx")).close();
  } catch {
    return (await awaitOther(mark, read)) ?? make();
  }
  try {
    return (await read()) ?? (await make());
  } finally {
    await rm(mark, { force: true });
  }
}

/** What the other process wrote; undefined when it gave up, died, or there is none. */
async function awaitOther<Entry>(mark: string, read: () => Promise<Entry | undefined>): Promise<Entry | undefined> {
  for (;;) {
    const begun = await stat(mark).catch(() => null);
    const entry = await read();
    if (entry !== undefined || !begun) return entry;
    if (Math.abs(Date.now() - begun.mtimeMs) > longest) {
      await rm(mark, { force: true });
      return undefined;
    }
    await wait(lookEvery);
  }
}
