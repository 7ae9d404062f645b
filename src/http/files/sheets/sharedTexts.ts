/** The texts of a workbook that its cells name by number. They are the one part that has to be in memory, and are bounded. */
import { UnreadableFile } from '../fileRow.ts';
import type { Archive } from './archive.ts';
import { readXml } from './xml.ts';

/** In characters, of all texts together; and how many texts. */
const [MOST_CHARACTERS, MOST_TEXTS] = [32 * 1024 ** 2, 2_000_000];

/** Reads them. Throws UnreadableFile where there are more than can be kept. */
export async function sharedTexts(archive: Archive, part: string): Promise<string[]> {
  const texts: string[] = [];
  const gather = new TextGatherer();
  let characters = 0;
  const reading = readXml(archive.read(part), part, {
    open: (name) => gather.open(name),
    text: (text) => gather.text(text),
    close: (name) => {
      gather.close(name);
      if (name !== 'si') return;
      const text = gather.take();
      characters += text.length;
      texts.push(text);
    },
  });
  for await (const _ of reading)
    if (characters + gather.length > MOST_CHARACTERS || texts.length > MOST_TEXTS)
      throw new UnreadableFile(
        'the workbook has more different texts than can be kept in memory; save it as CSV',
      );
  return texts;
}

/** Puts the pieces of a text together: of its formatted stretches, without how it is pronounced. */
export class TextGatherer {
  #text = '';
  #isText = false;
  #isPhonetic = false;

  get length(): number {
    return this.#text.length;
  }

  open(name: string): void {
    if (name === 'rPh') this.#isPhonetic = true;
    this.#isText = name === 't' && !this.#isPhonetic;
  }

  text(text: string): void {
    if (this.#isText) this.#text += text;
  }

  close(name: string): void {
    if (name === 'rPh') this.#isPhonetic = false;
    this.#isText = false;
  }

  /** The text so far; the next begins empty. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text.includes('_x') ? text.replace(ESCAPED, (_, code: string) => fromCode(code)) : text;
  }
}

/** Characters that XML has not, as workbooks write them. */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;

const fromCode = (code: string): string => String.fromCharCode(Number.parseInt(code, 16));
