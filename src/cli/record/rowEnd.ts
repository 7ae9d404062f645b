const QUOTE = 0x22;

/**
 * Follows the quotes of one CSV row, to tell whether a line's end lies within a quoted field (RFC 4180). A quote opens a
 * field only at its beginning; in other places it is a character like others, as CSV readers take it.
 */
export class RowEnd {
  readonly #separator: number;
  #state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';

  /** @param separator One character of ASCII. */
  constructor(separator = ',') {
    this.#separator = separator.charCodeAt(0);
  }

  /** Whether the bytes so far end inside a quoted field. */
  get quoted(): boolean {
    return this.#state === 'quoted';
  }

  /** Takes the next bytes of the row, `from` up to and without `to`. */
  read(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#take(bytes[at]);
  }

  #take(byte: number | undefined): void {
    if (this.#state === 'quoted') {
      if (byte === QUOTE) this.#state = 'closing';
    } else if (byte === this.#separator) this.#state = 'start';
    else if (byte === QUOTE && this.#state !== 'plain') this.#state = 'quoted';
    else if (this.#state === 'start') this.#state = 'plain';
  }
}
