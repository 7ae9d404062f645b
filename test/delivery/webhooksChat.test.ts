/** Chat bots: what they say, how each service wants it signed and answers, and that its rate limit is kept by grouping. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../src/delivery/chat/text.ts';
import { type BreachData, noticeOf } from '../../src/delivery/kinds/breach.ts';
import type { Notice } from '../../src/delivery/kinds/notice.ts';
import type { Database } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';
import { endpoint, type Loose, MINUTE, startWorld, status } from './webhookWorld.ts';

let db: Database;
beforeAll(async () => void (db = await freshPglite()));
afterAll(() => db.close());

const SERVICES = [
  {
    format: 'FEISHU',
    good: '{"code":0,"msg":"success"}',
    bad: '{"code":19021,"msg":"sign match fail"}',
    busy: '{"code":11232,"msg":"frequency limited"}',
  },
  {
    format: 'DINGTALK',
    good: '{"errcode":0,"errmsg":"ok"}',
    bad: '{"errcode":310000,"errmsg":"sign not match"}',
    busy: '{"errcode":130101,"errmsg":"send too fast"}',
  },
  {
    format: 'WECOM',
    good: '{"errcode":0,"errmsg":"ok"}',
    bad: '{"errcode":93000,"errmsg":"invalid webhook url"}',
    busy: '{"errcode":45009,"errmsg":"freq out of limit"}',
  },
  { format: 'SLACK', good: 'ok', bad: 'not ok', busy: null },
] as const;

const textIn = (format: string, body: Loose): string =>
  format === 'FEISHU' ? body.content.text : format === 'SLACK' ? body.text : body.text.content;

describe.each(SERVICES)('$format', ({ format, good, bad, busy }) => {
  async function begin() {
    const world = await startWorld(db);
    const receiver = await endpoint(status(200, {}, good));
    const { webhook } = await world.webhook(receiver.url, { format, name: 'Hotline watch' });
    return { world, receiver, webhook };
  }

  test('says in both languages what happened, where, and how far from the limit', async () => {
    const { world, receiver, webhook } = await begin();
    await world.open('answer-rate', 2);
    await world.webhooks.settle();
    expect(textIn(format, receiver.got[0]!.body)).toBe(
      '【Hotline watch】\n\n🔴 Critical · 严重告警\nName of answer-rate · 名称 answer-rate\nChina Mobile · 中国移动\n' +
        '2026-02-28: 78.25 % (min. · 下限 80 %)',
    );
    expect(await world.deliveries(webhook.id)).toMatchObject([{ state: 'DELIVERED', lastAnswer: good }]);
  });

  test('its own answer says whether a message was taken', async () => {
    const { world, receiver, webhook } = await begin();
    receiver.behave = status(200, {}, bad);
    await world.open();
    await world.webhooks.settle();
    expect(await world.deliveries(webhook.id)).toMatchObject([
      { state: 'PENDING', attempts: 1, lastStatus: 200, lastAnswer: bad },
    ]);
    receiver.behave = status(200, {}, '<html>');
    world.pass(5000);
    await world.webhooks.settle();
    expect(await world.deliveries(webhook.id)).toMatchObject([{ state: 'PENDING', attempts: 2 }]);
  });

  test('"too many" is answered by a minute of quiet', async () => {
    const { world, receiver } = await begin();
    receiver.behave = busy === null ? status(429, { 'retry-after': '60' }) : status(200, {}, busy);
    await world.open();
    await world.webhooks.settle();
    receiver.behave = status(200, {}, good);
    world.pass(MINUTE - 1);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    world.pass(1);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(2);
  });

  test('an outage of a thousand breaches is a few messages, and none is dropped', async () => {
    const { world, receiver, webhook } = await begin();
    await world.outage(1001, 900);
    const began = world.clock.at.getTime();
    const sentAt: number[] = [];
    while (receiver.got.length < 3 && world.clock.at.getTime() < began + MINUTE) {
      const before = receiver.got.length;
      await world.webhooks.settle();
      for (let i = before; i < receiver.got.length; i++) sentAt.push(world.clock.at.getTime() - began);
      world.pass(100);
    }
    expect(new Set((await world.deliveries(webhook.id)).map(({ state }) => state))).toEqual(
      new Set(['DELIVERED']),
    );
    expect(receiver.got).toHaveLength(3);
    const texts = receiver.got.map(({ body }) => textIn(format, body));
    expect(texts[0]).toMatch(/^【Hotline watch】 500 changes · 500 条变化\n\n/);
    expect(texts[0]).toMatch(/… and \d+ more · 另有 \d+ 条$/);
    // The gravest comes first, wherever it stood.
    expect(texts[1]).toMatch(/^【.*\n\n🔴/);
    for (const text of texts)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(format === 'WECOM' ? 2000 : 15_000);
    const spacing = Math.min(...sentAt.slice(1).map((at, i) => at - sentAt[i]!));
    expect(spacing).toBeGreaterThanOrEqual({ FEISHU: 600, DINGTALK: 3000, WECOM: 3000, SLACK: 1000 }[format]);
  });

  test('names cannot call people or break the markup', async () => {
    const { world, receiver } = await begin();
    const made = await world.webhook(receiver.url, {
      format,
      name: '<at user_id="all">all</at> <!channel> <@U1> & co',
    });
    await world.open();
    await world.webhooks.settle();
    const text = receiver.got.map(({ body }) => textIn(format, body)).find((it) => it.includes('co】'));
    expect(made.webhook.name).toContain('<at');
    expect(text).not.toMatch(/<[at@!]/);
  });

  test('a test message can be sent', async () => {
    const { world, receiver, webhook } = await begin();
    expect(await world.webhooks.administration.test(webhook.id)).toMatchObject({
      outcome: 'tested',
      verdict: { accepted: true },
    });
    expect(textIn(format, receiver.got[0]!.body)).toContain('This is a test');
  });
});

describe('signatures', () => {
  test('Feishu: the body carries timestamp and sign', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(200, {}, '{"code":0}'));
    await world.webhook(receiver.url, { format: 'FEISHU', secret: 'demo' });
    await world.open();
    await world.webhooks.settle();
    const { timestamp, sign } = receiver.got[0]!.body;
    expect(timestamp).toBe(String(world.clock.at.getTime() / 1000));
    expect(sign).toBe(createHmac('sha256', `${timestamp}\ndemo`).update('').digest('base64'));
  });

  test('DingTalk: the query carries timestamp and sign, beside the token', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(200, {}, '{"errcode":0}'));
    await world.webhook(`${receiver.url}?access_token=a`, { format: 'DINGTALK', secret: 'SECdemo' });
    await world.open();
    await world.webhooks.settle();
    const query = new URL(receiver.got[0]!.url, receiver.url).searchParams;
    const timestamp = String(world.clock.at.getTime());
    expect(Object.fromEntries(query)).toEqual({
      ...{ access_token: 'a', timestamp },
      sign: createHmac('sha256', 'SECdemo').update(`${timestamp}\nSECdemo`).digest('base64'),
    });
  });
});

test('texts of every kind of change', () => {
  const text = (event: Partial<BreachData['event']>, breach: Partial<BreachData['breach']> = {}) =>
    textOf([notice(event, breach)], 'x', { mostBytes: 1000, plain: (it) => it }).split('\n')[2];
  expect(text({ type: 'OPENED', severity: 'WARNING' })).toBe('🟠 Warning · 预警');
  expect(text({ type: 'OPENED', severity: 'CRITICAL', reason: 'CORRECTED' })).toBe(
    '🔴 Critical · 严重告警 (corrected data · 数据更正)',
  );
  expect(text({ type: 'ESCALATED' })).toBe('🔴 Escalated to critical · 升级为严重');
  expect(text({ type: 'DEESCALATED' })).toBe('🟠 Eased to warning · 降为预警');
  expect(text({ type: 'ACKNOWLEDGED', reason: null, by: 'Li Lei' })).toBe(
    '👤 Acknowledged by Li Lei · 已确认',
  );
  expect(text({ type: 'RESOLVED' })).toBe('🟢 Resolved · 已恢复');
  expect(text({ type: 'RESOLVED', reason: 'REDEFINED' }, { retracted: true })).toBe(
    '⚪ Withdrawn, it never was · 撤销告警 (definition changed · 口径变更)',
  );
});

test('one text that is too long is cut between characters', () => {
  const long = notice({ type: 'ACKNOWLEDGED', note: '很'.repeat(2000) });
  const text = textOf([long, long], 'x', { mostBytes: 500, plain: (it) => it });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(500);
  expect(text).toMatch(/很…\n\n… and 1 more · 另有 1 条$/);
  expect(text).not.toContain('\uFFFD');
});

function notice(event: Partial<BreachData['event']>, breach: Partial<BreachData['breach']> = {}): Notice {
  const period = { grain: 'DAY' as const, start: '2026-02-28', end: '2026-02-28', label: '2026-02-28' };
  const at = new Date(0);
  return noticeOf({
    event: {
      ...{
        id: 'e',
        cursor: 'c',
        type: 'OPENED',
        reason: 'OBSERVED',
        note: null,
        by: null,
        at,
        severity: 'WARNING',
        value: 1,
        period,
        history: false,
        coverage: 1,
        expected: null,
      },
      ...event,
    },
    breach: {
      ...{
        id: 'b',
        state: 'OPEN',
        retracted: false,
        severity: 'WARNING',
        value: 1,
        firstPeriod: period,
        lastPeriod: period,
      },
      ...{
        limit: { severity: 'WARNING', side: 'BELOW', value: 2 },
        openedAt: at,
        acknowledgedAt: null,
        acknowledgedBy: null,
      },
      ...{ resolvedAt: null, within: false },
      ...breach,
    },
    kpi: { code: 'k', name: { en: 'K', zh: '指标' }, unit: 'percent' },
    scope: { operator: { code: 'o', name: { en: 'O', zh: '运营商' } }, businessLine: null, orgUnit: null },
  });
}
