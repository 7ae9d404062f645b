/**
 * The fields of one row of separated text (RFC 4180), taken line by line, because a quoted field may go on over several lines. A quote
 * opens a field only at its beginning; in other places it is a character like others.
 */
export class CsvRow {
  readonly fields: string[] = [];
  /** How many characters it has so far. */
  length = 0;
  readonly #separator: string;
  #field = '';
  #state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';

  /** @param separator One character. */
  constructor(separator: string) {
    this.#separator = separator;
  }

  /** Takes a line, without its end; whether the row is complete. */
  add(line: string): boolean {
    this.length += line.length + 1;
    for (const char of line) this.#take(char);
    if (this.#state === 'quoted') this.#field += '\n';
    else this.#endField();
    return this.#state !== 'quoted';
  }

  #take(char: string): void {
    if (char === this.#separator && this.#state !== 'quoted') return this.#endField();
    if (char === '"' && this.#state !== 'plain') return this.#quote();
    this.#field += char;
    if (this.#state !== 'quoted') this.#state = 'plain';
  }

  /** A quote opens a field, closes it, or is the second of two that stand for one. */
  #quote(): void {
    if (this.#state === 'closing') this.#field += '"';
    this.#state = this.#state === 'quoted' ? 'closing' : 'quoted';
  }

  #endField(): void {
    this.fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }
}
