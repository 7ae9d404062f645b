/** Loads the bundled plugins once and prints how many seconds that took, and of the processor. A process of its own: the second time would be free. */
import { secondsOf } from './measure.ts';
import { benchRegistry } from './registry.ts';

const before = process.cpuUsage();
const seconds = await secondsOf(benchRegistry);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ seconds, processor: (user + system) / 1e6 }));
