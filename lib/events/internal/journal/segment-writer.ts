import { type FileHandle, open } from "node:fs/promises";
import { PortalError } from "@/lib/base/errors";
import type { Logger } from "@/lib/base/log";
import { type Segment, segmentPath, syncDirectory } from "./segments";

/** What a writer needs of a file; tests put a full disk in its place. */
export type SegmentFile = Pick<FileHandle, "writev" | "datasync" | "truncate" | "close">;

export type WriterOptions = {
  directory: string;
  segmentBytes: number;
  log: Logger;
  openSegment?: (file: string) => Promise<SegmentFile>;
};

type Waiting = { frame: Buffer; resolve: () => void; reject: (error: Error) => void };

/** Frames of one group commit, bytes: more only makes the first caller wait longer. */
const groupBytes = 8 * 1024 * 1024;
/** Seconds a sender is asked to wait while the journal or its disk is full. */
export const retryAfterS = 5;

/**
 * Appends frames to the newest segment. Everybody who comes while one write is being made durable shares the next one (group commit),
 * so a slow disk costs latency and not throughput.
 */
export class SegmentWriter {
  /** Bytes of the open segment that are durable; readers stop here. */
  durable: number;
  /** Why the disk last refused, until it takes a write again. */
  fault: string | null = null;
  /** Bytes that wait for the next commit. */
  waitingBytes = 0;
  private file: SegmentFile | undefined;
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private closed = false;
  /** The last sync of the open file failed. */
  private doubtful = false;
  private readonly openSegment: (file: string) => Promise<SegmentFile>;

  constructor(
    private readonly options: WriterOptions,
    public segment: number,
    private readonly onCommit: (bytes: number) => void,
    private readonly onSeal: (sealed: Segment) => void,
  ) {
    this.durable = 0;
    this.openSegment = options.openSegment ?? ((file) => open(file, "wx"));
  }

  /** Resolves when the frame is durable; rejects with `journal_full` when the disk would not take it. */
  append(frame: Buffer): Promise<void> {
    if (this.closed) return Promise.reject(new PortalError("unavailable", "The portal is stopping"));
    return new Promise((resolve, reject) => {
      this.waiting.push({ frame, resolve, reject });
      this.waitingBytes += frame.length;
      this.working ??= this.work();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.working;
    await this.file?.close().catch(() => undefined);
    this.file = undefined;
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      // One turn of the event loop, so that callers of the same moment share a commit: it costs as much for one as for a hundred.
      await new Promise((resolve) => setImmediate(resolve));
      const group = this.takeGroup();
      try {
        await this.commit(group.map(({ frame }) => frame));
        this.fault = null;
        for (const { resolve } of group) resolve();
      } catch (error) {
        await this.refuse(group, error as Error);
      }
    }
    this.working = undefined;
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.waiting.length && (count === 0 || bytes < groupBytes)) {
      bytes += (this.waiting[count] as Waiting).frame.length;
      count++;
    }
    this.waitingBytes -= bytes;
    return this.waiting.splice(0, count);
  }

  private async commit(frames: Buffer[]): Promise<void> {
    if (!this.file) await this.begin();
    const file = this.file as SegmentFile;
    let left = frames.filter((frame) => frame.length > 0);
    let at = this.durable;
    while (left.length > 0) {
      const { bytesWritten } = await file.writev(left, at);
      at += bytesWritten;
      left = dropBytes(left, bytesWritten);
    }
    if (at === this.durable) return;
    try {
      await file.datasync();
    } catch (error) {
      this.doubtful = true;
      throw error;
    }
    const bytes = at - this.durable;
    this.durable = at;
    this.onCommit(bytes);
    if (this.durable >= this.options.segmentBytes) await this.seal();
  }

  private async begin(): Promise<void> {
    this.file = await this.openSegment(segmentPath(this.options.directory, this.segment));
    this.durable = 0;
    await syncDirectory(this.options.directory);
  }

  private async seal(): Promise<void> {
    const sealed = { segment: this.segment, bytes: this.durable };
    await this.file?.close().catch(() => undefined);
    this.file = undefined;
    this.doubtful = false;
    this.segment++;
    this.durable = 0;
    this.onSeal(sealed);
  }

  /**
   * A write that failed: cut off what of it reached the file, and tell everybody who waits (whoever came later may stand on rows of this
   * group). After a failed sync the kernel no longer says which pages of a file are on disk: then, or when the cut fails, a new one is begun.
   */
  private async refuse(group: Waiting[], error: Error): Promise<void> {
    const code = (error as NodeJS.ErrnoException).code ?? error.message;
    if (this.fault !== code) this.options.log.error({ err: error }, "the journal cannot be written");
    this.fault = code;
    const cut = await this.file?.truncate(this.durable).then(
      () => true,
      () => false,
    );
    if (!cut || this.doubtful) await this.seal();
    const refusal = journalFull(
      code === "ENOSPC" || code === "EDQUOT" ? "The disk is full" : "The disk refuses writes",
    );
    const all = [...group, ...this.waiting];
    this.waiting = [];
    this.waitingBytes = 0;
    for (const { reject } of all) reject(refusal);
  }
}

export function journalFull(why: string): PortalError {
  return new PortalError("journal_full", `${why}; send the same events again later`, {
    headers: { "retry-after": String(retryAfterS) },
  });
}

function dropBytes(buffers: Buffer[], bytes: number): Buffer[] {
  let rest = bytes;
  let first = 0;
  while (first < buffers.length && rest >= (buffers[first] as Buffer).length) {
    rest -= (buffers[first] as Buffer).length;
    first++;
  }
  const left = buffers.slice(first);
  if (rest > 0) left[0] = (left[0] as Buffer).subarray(rest);
  return left;
}
