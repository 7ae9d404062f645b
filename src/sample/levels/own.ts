/** Every input of the own operator, wholes before what is derived from them. */
import type { Level } from '../level.ts';
import { BUSINESS_HALLS } from './business-halls.ts';
import { COMPLAINT_HANDLING } from './complaint-handling.ts';
import { CUSTOMERS } from './customers.ts';
import { DIGITAL_CHANNELS } from './digital-channels.ts';
import { HOTLINE } from './hotline.ts';
import { IT_SUPPORT } from './it-support.ts';
import { MARKETING_AND_TARIFFS } from './marketing-and-tariffs.ts';
import { NETWORK } from './network.ts';
import { RETENTION_AND_LOYALTY } from './retention-and-loyalty.ts';
import { VALUE_ADDED_SERVICES } from './value-added-services.ts';

export const OWN_LEVELS: readonly Level[] = [
  ...CUSTOMERS,
  ...NETWORK,
  ...IT_SUPPORT,
  ...MARKETING_AND_TARIFFS,
  ...BUSINESS_HALLS,
  ...HOTLINE,
  ...DIGITAL_CHANNELS,
  ...VALUE_ADDED_SERVICES,
  ...COMPLAINT_HANDLING,
  ...RETENTION_AND_LOYALTY,
];
