/**
 * The ids appended lately: two sets that take turns, so that memory stays bounded and an id is known for at least `size` further ones.
 * Only a help (senders retry within minutes): what it forgets, the drain finds in the ledger.
 */
export class RecentIds {
  private young = new Set<string>();
  private old = new Set<string>();

  constructor(private readonly size = 100_000) {}

  /** False when the id was here already. */
  add(id: string): boolean {
    if (this.young.has(id) || this.old.has(id)) return false;
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Set();
    }
    this.young.add(id);
    return true;
  }

  remove(id: string): void {
    this.young.delete(id);
    this.old.delete(id);
  }
}
