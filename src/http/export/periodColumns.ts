/** The columns of a period. */
import { label, type Period } from '../../kpi/period.ts';
import { column, type ColumnOf } from './column.ts';

/** Its grain, as people write it, and its first and last day. */
export const periodColumns = <Row extends { period: Period }>(): ColumnOf<Row>[] => [
  column('text', 'grain', '周期', ({ period }) => period.grain),
  column('text', 'period', '时间', ({ period }) => label(period)),
  column('day', 'start', '开始日期', ({ period }) => period.start),
  column('day', 'end', '结束日期', ({ period }) => period.end),
];
