import { type Layer, layerOfStage, type Stage } from "./schema";

/** One stage reached by a person or company: the first time it was. */
export type Milestone = { stage: Stage; at: Date };

export type StageReached = {
  /** The furthest layer reached. */
  layer: Layer;
  /** When that layer was first reached. */
  since: Date;
  /** When each layer was first reached. */
  layers: ReadonlyMap<number, Date>;
};

/** Where somebody stands on the journey, derived from their milestones and from nothing else. null: not on it yet. */
export function deriveStage(milestones: readonly Milestone[]): StageReached | null {
  const reached = new Map<number, Date>();
  let furthest: Layer | undefined;
  for (const { stage, at } of milestones) {
    const layer = layerOfStage(stage);
    if (!layer) continue;
    const before = reached.get(layer.number);
    if (!before || at < before) reached.set(layer.number, at);
    if (!furthest || layer.number > furthest.number) furthest = layer;
  }
  if (!furthest) return null;
  return { layer: furthest, since: reached.get(furthest.number) as Date, layers: reached };
}
