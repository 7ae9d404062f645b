/**
 * Loaded into every thread of a server (`node --import`): ends the thread of a part in the way that a file asks for. Plain JavaScript,
 * because it is written into a file that Node loads as it is.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How a thread can end without being asked to stop. */
export const ENDINGS = ['throw', 'exit', 'memory'] as const;

const CODE = (orders: string) => `
import { readFileSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';
if (!isMainThread) {
  const read = () => { try { return readFileSync(${JSON.stringify(orders)}, 'utf8'); } catch { return ''; } };
  const seen = read();
  setInterval(() => {
    const order = read();
    const [part, ending] = order.split(' ');
    if (order === seen || part !== workerData.part) return;
    if (ending === 'throw') throw new Error('sabotage');
    if (ending === 'exit') process.exit(1);
    for (const kept = []; ;) kept.push(new Array(1e6).fill(kept.length + 0.5));
  }, 5).unref();
}`;

/** A saboteur in this directory: the environment that a server needs, and how to give an order. */
export function saboteur(directory: string): {
  settings: Record<string, string>;
  end: (part: string, ending: (typeof ENDINGS)[number]) => void;
} {
  const [orders, file] = [join(directory, 'orders'), join(directory, 'saboteur.mjs')];
  writeFileSync(file, CODE(orders));
  let given = 0;
  return {
    settings: { NODE_OPTIONS: `--max-old-space-size=400 --import=${pathToFileURL(file).href}` },
    end: (part, ending) => writeFileSync(orders, `${part} ${ending} ${++given}`),
  };
}
