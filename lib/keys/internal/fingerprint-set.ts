/** Whole numbers above 0 in one flat array (open addressing, linear probing, at most half full): a Set takes five times the memory. */
export class FingerprintSet {
  private places: Float64Array;
  size = 0;

  constructor(places = 1_024) {
    this.places = new Float64Array(places);
  }

  has(value: number): boolean {
    return this.places[this.find(value)] === value;
  }

  add(value: number): void {
    const at = this.find(value);
    if (this.places[at] === value) return;
    this.places[at] = value;
    this.size++;
    if (this.size * 2 > this.places.length) this.grow();
  }

  delete(value: number): void {
    let hole = this.find(value);
    if (this.places[hole] !== value) return;
    this.size--;
    const length = this.places.length;
    // Whoever stands further on because this place was taken moves up, or would not be found any more.
    for (let at = (hole + 1) % length; this.places[at] !== 0; at = (at + 1) % length) {
      const home = (this.places[at] as number) % length;
      if ((at - home + length) % length < (at - hole + length) % length) continue;
      this.places[hole] = this.places[at] as number;
      hole = at;
    }
    this.places[hole] = 0;
  }

  /** Where the value is, or the empty place where it would be. */
  private find(value: number): number {
    let at = value % this.places.length;
    while (this.places[at] !== 0 && this.places[at] !== value) at = (at + 1) % this.places.length;
    return at;
  }

  private grow(): void {
    const before = this.places;
    this.places = new Float64Array(before.length * 2);
    for (const value of before) if (value !== 0) this.places[this.find(value)] = value;
  }
}
