/** The parts of a workbook as elements: no document type, hence no entities but those of XML itself, and nothing from elsewhere. */
import { SaxesParser } from 'saxes';
import { UnreadableFile } from '../fileRow.ts';

/** What is done with the elements of a part; names come without their prefix. */
export interface Handlers {
  open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

/** Reads a part piece by piece; yields after each, so that what its handlers have gathered can be taken. Throws UnreadableFile. */
export async function* readXml(
  pieces: AsyncIterable<Buffer>,
  part: string,
  { open, close, text }: Handlers,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  parser.on('error', ({ message }) => {
    throw new UnreadableFile(`the part ${part} of the workbook is damaged: ${message.trim()}`);
  });
  parser.on('doctype', () => {
    throw new UnreadableFile(`the part ${part} of the workbook has a document type, which no workbook has`);
  });
  // Namespaces are not told apart, so attributes are texts.
  if (open)
    parser.on('opentag', ({ name, attributes }) =>
      open(localName(name), attributes as Record<string, string>),
    );
  if (close) parser.on('closetag', ({ name }) => close(localName(name)));
  if (text) parser.on('text', text);
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    parser.write(decoder.decode(piece, { stream: true }));
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
