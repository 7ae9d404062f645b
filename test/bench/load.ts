/**
 * Asks a server the same question again and again over some connections kept open, and prints how many answers there
 * were, in all and a second. A process of its own. Environment: TARGET, BODY (a file), CONNECTIONS, SECONDS, TOKEN.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const { TARGET = '', BODY = '', CONNECTIONS = '8', SECONDS = '1', TOKEN } = process.env;
const body = readFileSync(BODY);
const agent = new Agent({ keepAlive: true, maxSockets: Number(CONNECTIONS) });
const headers = {
  'Content-Type': 'application/json',
  'Content-Length': body.length,
  ...(TOKEN && { Authorization: `Bearer ${TOKEN}` }),
};

/** One question; its answer is taken in and thrown away. */
const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    request(TARGET, { agent, method: 'POST', headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.on('end', resolve).on('error', reject).resume();
    })
      .on('error', reject)
      .end(body);
  });

const begin = performance.now();
const until = begin + Number(SECONDS) * 1000;
let answers = 0;

async function askOn(): Promise<void> {
  while (performance.now() < until) {
    await ask();
    answers++;
  }
}

await Promise.all(Array.from({ length: Number(CONNECTIONS) }, askOn));
console.log(JSON.stringify({ answers, perSecond: answers / ((performance.now() - begin) / 1000) }));
agent.destroy();
