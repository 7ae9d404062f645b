/** The parts of a workbook as elements: no document type, hence no entities but those of XML itself, and nothing from elsewhere. */
import { SaxesParser } from 'saxes';
import { UnreadableFile } from '../fileRow.ts';

/** What is done with the elements of a part; names come without their prefix. */
export interface Handlers {
  open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

/** Elements lie within each other less deep than this in workbooks; what a parser keeps of them is bounded. */
const DEEPEST = 100;
/** In bytes: no text, comment or tag of a workbook is longer. A parser keeps each until it ends. */
const LONGEST = 1024 ** 2;

/** Reads a part piece by piece; yields after each, so that what its handlers have gathered can be taken. Throws UnreadableFile. */
export async function* readXml(
  pieces: AsyncIterable<Buffer>,
  part: string,
  { open, close, text }: Handlers,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  const odd = (what: string) =>
    new UnreadableFile(`the part ${part} of the workbook ${what}; save it as CSV`);
  let [depth, unended] = [0, 0];
  parser.on('error', ({ message }) => {
    throw new UnreadableFile(`the part ${part} of the workbook is damaged: ${message.trim()}`);
  });
  parser.on('doctype', () => {
    throw new UnreadableFile(`the part ${part} of the workbook has a document type, which no workbook has`);
  });
  // Namespaces are not told apart, so attributes are texts.
  parser.on('opentag', ({ name, attributes }) => {
    unended = 0;
    if (++depth > DEEPEST) throw odd(`has elements within each other ${DEEPEST} times`);
    open?.(localName(name), attributes as Record<string, string>);
  });
  parser.on('closetag', ({ name }) => {
    unended = 0;
    depth--;
    close?.(localName(name));
  });
  if (text) parser.on('text', text);
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    unended += piece.length;
    parser.write(decoder.decode(piece, { stream: true }));
    if (unended > LONGEST) throw odd(`has a text or a tag longer than ${LONGEST} bytes`);
    yield;
  }
  parser.close();
  yield;
}

/** The same, to the end. */
export async function readWholeXml(
  pieces: AsyncIterable<Buffer>,
  part: string,
  handlers: Handlers,
): Promise<void> {
  const reading = readXml(pieces, part, handlers);
  while (!(await reading.next()).done);
}

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};
