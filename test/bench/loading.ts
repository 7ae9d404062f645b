/** Loads the bundled plugins once and prints how many seconds that took. A process of its own: the second time would be free. */
import { secondsOf } from './measure.ts';
import { benchRegistry } from './registry.ts';

console.log(await secondsOf(benchRegistry));
