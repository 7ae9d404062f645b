/** A set of row numbers of a batch of any size: one bit a row up to the highest. */
export class RowSet {
  size = 0;
  #bits = new Uint32Array(32);

  has(row: number): boolean {
    return ((this.#bits[row >>> 5] ?? 0) & (1 << (row & 31))) !== 0;
  }

  /** Adds a row; false where it is there already. */
  add(row: number): boolean {
    if (this.has(row)) return false;
    const at = row >>> 5;
    if (at >= this.#bits.length) this.#grow(at);
    this.#bits[at]! |= 1 << (row & 31);
    this.size++;
    return true;
  }

  #grow(at: number): void {
    const bits = new Uint32Array(Math.max(at + 1, 2 * this.#bits.length));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
