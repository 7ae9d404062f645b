/** Whether the version of Node is one that the program is made for. */
import manifest from '../../package.json' with { type: 'json' };
import { type Finding, note, ok } from './finding.ts';

/** What is found about a version of Node. */
export function nodeFindings(version: string): Finding[] {
  return [
    isNamed(version, manifest.engines.node)
      ? ok('Node', `this is Node ${version}`)
      : note('Node', `Node ${version} is none that is tested`, `use one of ${manifest.engines.node}`),
  ];
}

/** Whether a version is in a range such as `^20.19.0 || >=24.0.0`. */
function isNamed(version: string, range: string): boolean {
  const [major, minor] = numbersOf(version);
  return range.split('||').some((text) => {
    const [least, leastMinor] = numbersOf(text);
    return major === least ? minor >= leastMinor : text.includes('>=') && major > least;
  });
}

function numbersOf(text: string): [major: number, minor: number] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text)!;
  return [Number(major), Number(minor)];
}
