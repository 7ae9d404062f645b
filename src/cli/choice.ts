import { InvalidArgumentError } from 'commander';

/**
 * A parser for one word of a closed list; `complaint-handling`, `complaint_handling` and COMPLAINT_HANDLING are the same.
 * The parser throws commander's InvalidArgumentError, which lists the words.
 */
export function oneOf<Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const wanted = text.trim().toUpperCase().replaceAll('-', '_');
    const word = words.find((candidate) => candidate === wanted);
    if (word === undefined) throw new InvalidArgumentError(`Choose one of: ${words.join(', ')}.`);
    return word;
  };
}
