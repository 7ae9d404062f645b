import { expect, test } from 'vitest';
import { suggestion } from '../../src/kpi/nearest.ts';

const KNOWN = ['lanwan-telecom', 'china-mobile', 'china-unicom', 'call-drop-rate'];

test.each([
  ['lanwan', '; did you mean "lanwan-telecom"?'],
  ['Lanwan-Telecon', '; did you mean "lanwan-telecom"?'],
  ['call-drop-rat', '; did you mean "call-drop-rate"?'],
  // The beginning of two, too short a beginning, and nothing like any.
  ['china', ''],
  ['la', ''],
  ['somebody', ''],
  ['', ''],
])('of %j', (name, told) => {
  expect(suggestion(name, KNOWN)).toBe(told);
});
