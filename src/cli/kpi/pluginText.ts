/** A definition as the text of a plugin file. */

const WIDTH = 110;
/** Room for the key that stands before a value. */
const KEY = 20;

/** The file: an import, and the literal as the default export. Undefined fields and empty lists are left out. */
export function pluginText(literal: object): string {
  const kept = Object.entries(literal).filter(([, value]) => !isEmpty(value));
  return `import { defineKpi } from '#kpi';\n\nexport default defineKpi(${valueText(Object.fromEntries(kept), '', true)});\n`;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** A value as TypeScript; over several lines where it does not fit into one. */
function valueText(value: unknown, indent: string, broken = false): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  const inner = `${indent}  `;
  const parts = Object.entries(value)
    .filter(([, it]) => it !== undefined)
    .map(([key, it]) => (isList ? valueText(it, inner) : `${keyText(key)}: ${valueText(it, inner)}`));
  if (parts.length === 0) return `${open}${close}`;
  const space = isList ? '' : ' ';
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  if (!broken && !line.includes('\n') && indent.length + line.length + KEY <= WIDTH) return line;
  return `${open}\n${parts.map((it) => `${inner}${it},\n`).join('')}${indent}${close}`;
}

const keyText = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));

/** A text in single quotes; what would end it, or cannot be seen, is escaped. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}
