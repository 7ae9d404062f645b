/** Parquet: columns with types, in groups of rows that are written one after the other. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, CellKind, Column } from './column.ts';
import type { Format } from './format.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** Rows of a group: what is in memory at once, besides a page. */
const ROWS_A_GROUP = 20_000;

export const parquet: Format = {
  type: 'application/vnd.apache.parquet',
  hasMark: false,
  async *write({ columns, pages }) {
    const writer = new ByteWriter();
    const file = new ParquetWriter({ writer, schema: schemaOf(columns), createdBy: 'kpi-matrix' });
    let rows: Cell[][] = [];
    for await (const page of pages) {
      rows.push(...page);
      if (rows.length < ROWS_A_GROUP) continue;
      await writeGroup(file, columns, rows);
      rows = [];
      yield taken(writer);
    }
    if (rows.length > 0) await writeGroup(file, columns, rows);
    await file.finish();
    yield taken(writer);
  },
};

/** What was written since the last time. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

async function writeGroup(
  file: ParquetWriter,
  columns: readonly Column[],
  rows: readonly Cell[][],
): Promise<void> {
  const columnData = columns.map(({ name, kind }, at) => ({
    name,
    data: rows.map((cells) => valueOf(cells[at]!, kind)),
  }));
  await file.write({ columnData, rowGroupSize: rows.length });
}

/** A cell as the writer takes it: days as dates, everything else as it is. */
const valueOf = (cell: Cell, kind: CellKind): Cell =>
  kind === 'day' && typeof cell === 'string' ? new Date(`${cell}T00:00:00Z`) : cell;

const TYPES: Readonly<Record<CellKind, Pick<SchemaElement, 'type' | 'converted_type'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  number: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
  day: { type: 'INT32', converted_type: 'DATE' },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

const schemaOf = (columns: readonly Column[]): SchemaElement[] => [
  { name: 'root', num_children: columns.length },
  ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[kind] })),
];
