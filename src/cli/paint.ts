import { styleText } from 'node:util';
import type { Environment, Output } from './io.ts';

/** The styles in use; all of them mean something, so there are few. */
export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

/** Gives a text a style where the reader can see it, and leaves it alone elsewhere. */
export type Paint = (style: Style, text: string) => string;

/** Colours only on a terminal, and not under NO_COLOR (https://no-color.org) or on a dumb terminal. */
export function painter(output: Output, env: Environment): Paint {
  const colours = output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  // Without the option Node would ask its own stdout, which need not be this output.
  return (style, text) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
