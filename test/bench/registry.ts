/** The catalogue as it is bundled. */
import { pluginFolder } from '../../src/registry/pluginFolder.ts';
import { loadRegistry, type Registry } from '../../src/registry/registry.ts';

export const benchRegistry = (): Promise<Registry> => loadRegistry({ folder: pluginFolder() });
