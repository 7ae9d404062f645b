/** Parquet: columns with types, in groups of rows that are written one after the other. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, CellKind, Column } from './column.ts';
import type { Format } from './format.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** Rows of a group: what is in memory at once, besides a page. */
const ROWS_A_GROUP = 10_000;

export const parquet: Format = {
  type: 'application/vnd.apache.parquet',
  hasMark: false,
  async *write({ columns, pages }) {
    const writer = new ByteWriter();
    const file = new ParquetWriter({ writer, schema: schemaOf(columns), createdBy: 'kpi-matrix' });
    let group = emptyGroup(columns);
    for await (const page of pages) {
      for (const { data, kind, at } of group) for (const cells of page) data.push(valueOf(cells[at]!, kind));
      if (group[0]!.data.length < ROWS_A_GROUP) continue;
      await writeGroup(file, group);
      group = emptyGroup(columns);
      yield taken(writer);
    }
    if (group[0]!.data.length > 0) await writeGroup(file, group);
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

/** A column of a group: its cells, and where they stand in a row. */
interface GroupColumn {
  name: string;
  kind: CellKind;
  at: number;
  data: Cell[];
}

const emptyGroup = (columns: readonly Column[]): GroupColumn[] =>
  columns.map(({ name, kind }, at) => ({ name, kind, at, data: [] }));

async function writeGroup(file: ParquetWriter, group: readonly GroupColumn[]): Promise<void> {
  const columnData = group.map(({ name, data }) => ({ name, data }));
  await file.write({ columnData, rowGroupSize: group[0]!.data.length });
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
