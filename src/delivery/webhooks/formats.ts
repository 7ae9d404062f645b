/** The formats of webhooks by name: two for programs, four for chat services. */
import { DINGTALK } from '../chat/dingtalk.ts';
import { FEISHU } from '../chat/feishu.ts';
import { SLACK } from '../chat/slack.ts';
import { WECOM } from '../chat/wecom.ts';
import type { Format } from './format.ts';
import { cloudEvents, STANDARD } from './standard.ts';

/** The names of the formats, in the order of the API. */
export const FORMAT_NAMES = ['STANDARD', 'CLOUDEVENTS', 'FEISHU', 'DINGTALK', 'WECOM', 'SLACK'] as const;
/** The name of a format. */
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Every format by its name. */
export type Formats = Readonly<Record<FormatName, Format>>;

/** Every format; `source` names the database that events are of, as a URI. */
export const formatsFor = (source: string): Formats => ({
  STANDARD,
  CLOUDEVENTS: cloudEvents(source),
  FEISHU,
  DINGTALK,
  WECOM,
  SLACK,
});

const formats = formatsFor('');

/** A webhook's URL as it may be shown: of one that is a password only where it leads, and its end to tell it by. */
export function shownUrl({ url, format }: { url: string; format: string }): string {
  const isKnown = (name: string): name is FormatName => Object.hasOwn(formats, name);
  return isKnown(format) && !formats[format].isUrlSecret ? url : `${new URL(url).origin}/…${url.slice(-4)}`;
}
