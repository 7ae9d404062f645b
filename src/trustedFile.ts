/** The file of the documents that are trusted. */
import { readFileSync } from 'node:fs';
import { BadConfiguration, type Configuration } from './config.ts';
import {
  BadTrustedDocuments,
  NO_TRUSTED_DOCUMENTS,
  type TrustedDocuments,
  trustedDocuments,
} from './graphql/server/trustedDocuments.ts';

/** The documents of the file that the settings name, none where they name none. Throws BadConfiguration. */
export function trustedIn({
  TRUSTED_DOCUMENTS: file,
  TRUSTED_ONLY,
}: Pick<Configuration, 'TRUSTED_DOCUMENTS' | 'TRUSTED_ONLY'>): TrustedDocuments {
  if (file === undefined) return NO_TRUSTED_DOCUMENTS;
  try {
    return trustedDocuments(readFileSync(file, 'utf8'), TRUSTED_ONLY === '1');
  } catch (error) {
    if (error instanceof BadTrustedDocuments)
      throw new BadConfiguration(
        error.message
          .split('\n')
          .map((problem) => `TRUSTED_DOCUMENTS: ${file}: ${problem}`)
          .join('\n'),
      );
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new BadConfiguration(`TRUSTED_DOCUMENTS: ${file} cannot be read: ${(error as Error).message}`);
  }
}
