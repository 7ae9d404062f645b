/** What running programs use, as Linux counts it. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** MiB that a process holds now, or held at most; NaN where it is gone. */
export function memoryOf(pid: number, which: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${which}:\\s*(\\d+)`).exec(status)?.[1] ?? NaN) / 1024;
  } catch {
    return NaN;
  }
}

/** Seconds of processor time that a process has used, with what the system did for it; Linux counts hundredths. */
export function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The most that a process held until `ended`, looked at often because it is gone afterwards. */
export async function peakUntil(pid: number, ended: Promise<unknown>): Promise<number> {
  let [peak, running] = [0, true];
  const done = () => (running = false);
  ended.then(done, done);
  while (running) {
    const now = memoryOf(pid, 'VmHWM');
    if (now > peak) peak = now;
    await sleep(20);
  }
  return peak;
}
