/** The catalogue as it is bundled. */
import { loadRegistry, type Registry } from '../../src/registry/registry.ts';

export const benchRegistry = (): Promise<Registry> =>
  loadRegistry({ folder: new URL(`file://${process.cwd()}/dist/plugins/`) });
