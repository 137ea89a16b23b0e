import type { Note } from "@/lib/notes/schema";
import type { Entity } from "../schema";

/** Days that a comparison looks at on each side: whole weeks first, because a week has every weekday once. */
export const windowDays = [7, 14, 28, 56] as const;

/** Why a comparison says less than it seems to. */
export type Caution =
  | { kind: "incomplete"; days: number; asked: number }
  | { kind: "short"; days: number }
  | { kind: "weekdays"; before: number; after: number }
  | { kind: "few"; count: number }
  | { kind: "notes"; titles: string[] };

/** One figure on both sides. `change` is that of the figure per day, as a share; null where there was nothing before. */
export type BeforeAfterFigure = {
  id: string;
  label: string;
  layer: number;
  before: number;
  after: number;
  beforePerDay: number;
  afterPerDay: number;
  change: number | null;
};

export type BeforeAfterResult = {
  note: Note | null;
  /** The day whose before and after is compared; the note's last day where it has several. */
  day: string;
  entity: Entity;
  before: { from: string; to: string; days: number };
  /** null: it has not had a whole day yet. */
  after: { from: string; to: string; days: number } | null;
  metric: { id: string; label: string };
  /** The chosen metric. */
  figure: BeforeAfterFigure | null;
  figures: BeforeAfterFigure[];
  cautions: Caution[];
  series: { days: string[]; values: number[] };
};
