/** The formats of exports, by the ends of their files' names: whatever is added here can be asked for. */
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { ndjson } from './ndjson.ts';
import { parquet } from './parquet.ts';
import { xlsx } from './xlsx.ts';

export const FORMATS: Readonly<Record<string, Format>> = { csv, ndjson, xlsx, parquet };
