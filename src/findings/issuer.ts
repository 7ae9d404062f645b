/** Whether an identity provider can be asked for its keys. */
import { descriptionOf } from '../http/identity/issuerKeys.ts';
import { counted, type Finding, ok, problem } from './finding.ts';

const ABOUT = 'OIDC_ISSUER';

/** What is found about an issuer, which may take so many milliseconds to answer. */
export async function issuerFindings(issuer: string, patience: number): Promise<Finding[]> {
  const signal = AbortSignal.timeout(patience);
  try {
    const { name, keys } = await descriptionOf(issuer, signal);
    const answer = await fetch(keys, { signal });
    if (!answer.ok) throw new Error(`${keys.href} answered ${answer.status}`);
    const { keys: published } = (await answer.json()) as { keys?: unknown };
    const count = Array.isArray(published) ? published.length : 0;
    return [...keyFindings(issuer, keys, count), ...nameFindings(issuer, name)];
  } catch (error) {
    const text = `the keys of ${issuer} cannot be fetched: ${reasonOf(error)}`;
    return [problem(ABOUT, text, 'check the address, and whether this machine reaches it')];
  }
}

function keyFindings(issuer: string, { href }: URL, count: number): Finding[] {
  if (count > 0) return [ok(ABOUT, `${issuer} answers, and publishes ${counted(count, 'key')}`)];
  return [problem(ABOUT, `${href} holds no key`, 'have the identity provider publish one')];
}

/** Its tokens name it as it names itself, and are compared to the letter. */
function nameFindings(issuer: string, name: unknown): Finding[] {
  if (name === issuer) return [];
  return [
    problem(
      ABOUT,
      `the issuer calls itself ${JSON.stringify(name)}: its tokens are not taken by the name ${issuer}`,
      'set OIDC_ISSUER to exactly what it calls itself',
    ),
  ];
}

/** What fetch says lies under what it throws. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || message : message;
}
