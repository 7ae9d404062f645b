/** Values as parameters of statements, where a driver needs to be told what they are. */
import { sql, type SQL } from 'drizzle-orm';

/** An instant; null stays null. */
export const instant = (at: Date | null): SQL => sql`${at?.toISOString() ?? null}::timestamptz`;

/** A value as JSON. A driver would write a text that is JSON already as the JSON of a text. */
export const json = (value: unknown): SQL => sql`${JSON.stringify(value)}::text::jsonb`;
