import type { Logger } from "@/lib/base/log";
import type { ConsumerStatus } from "../../schema";
import { isAfter, type Position } from "./segments";

/** A reader of the journal with a place of its own. */
export type ConsumerSpec = {
  /** Small letters, digits and dashes: it names the cursor's file. */
  name: string;
  /** Bytes it may lie behind; beyond, it is moved forward over whole segments. Without it the journal waits for it, and fills. */
  maxLagBytes?: number;
};

export type KnownConsumer = ConsumerSpec & {
  /** Everything before it was taken by this consumer. */
  done: Position;
  skippedEvents: number;
};

/** What of the journal this needs to know and to do. */
type Segments = {
  readable(position: Position): { position: Position; limit: number; sealed: boolean } | null;
  bytesAfter(position: Position): number;
  countRecords(from: Position, limit: number): Promise<number>;
  prune(): Promise<void>;
};

type Place = KnownConsumer & { skipping: boolean };

/** How far each consumer has come, and who has to be moved forward so that the journal does not fill for somebody who does not come. */
export class ConsumerPlaces {
  private readonly places: Map<string, Place>;

  constructor(
    known: KnownConsumer[],
    private readonly journal: Segments,
    private readonly log: Logger,
  ) {
    this.places = new Map(known.map((one) => [one.name, { ...one, skipping: false }]));
  }

  of(name: string): KnownConsumer {
    const place = this.places.get(name);
    if (!place) throw new Error(`"${name}" is no consumer of this journal`);
    return place;
  }

  advance(name: string, done: Position): void {
    const place = this.of(name);
    if (isAfter(done, place.done)) place.done = done;
  }

  /** Where the slowest is: nobody needs what lies before. Null without consumers. */
  get slowest(): Position | null {
    let least: Position | null = null;
    for (const { done } of this.places.values()) if (!least || isAfter(least, done)) least = done;
    return least;
  }

  status(): ConsumerStatus[] {
    return [...this.places.values()].map(({ name, done, skippedEvents }) => ({
      name,
      waitingBytes: this.journal.bytesAfter(done),
      skippedEvents,
    }));
  }

  /** Moves everybody forward who lies further behind than they may. */
  async skipBehind(): Promise<void> {
    await Promise.all([...this.places.values()].map((place) => this.skip(place)));
  }

  private async skip(place: Place): Promise<void> {
    if (place.skipping || place.maxLagBytes === undefined) return;
    place.skipping = true;
    try {
      while (this.journal.bytesAfter(place.done) > place.maxLagBytes) {
        const found = this.journal.readable(place.done);
        if (!found?.sealed) return;
        const { position, limit } = found;
        const events = await this.journal.countRecords(position, limit);
        // It came on by itself meanwhile.
        if (isAfter(place.done, position)) continue;
        place.done = { segment: position.segment + 1, offset: 0 };
        place.skippedEvents += events;
        this.log.error(
          { consumer: place.name, events, bytes: limit - position.offset },
          "a consumer of the journal lies too far behind: it is moved forward and will never see these events",
        );
        await this.journal.prune();
      }
    } finally {
      place.skipping = false;
    }
  }
}
