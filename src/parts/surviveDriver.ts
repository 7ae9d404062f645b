/** What the driver throws where nobody can catch it. */
import type { Logger } from 'pino';

/**
 * postgres.js writes to a socket that died in the same moment and throws where nobody can catch it; the statement itself
 * is rejected as it should be. Anything else that nobody caught is a defect and ends this thread, and in the main one the process.
 */
export function surviveDriver(log: Logger): void {
  process.on('uncaughtException', (error) => {
    const ofDriver =
      /reading 'write'|null \(reading 'write/.test(error.message) && /postgres/.test(error.stack ?? '');
    if (ofDriver) return log.warn({ err: error }, 'a database connection died while it was written to');
    log.fatal({ err: error }, 'a defect ends the server');
    process.exit(1);
  });
}
