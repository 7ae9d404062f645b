/** What is known of rivals: national totals that regulators, annual reports and market surveys make public. */
import { type Level, percent, perMillionUsersAQuarter } from '../level.ts';
import { RIVALS } from '../reference.ts';

/** The figures in which the rivals differ. */
interface Rival {
  mobileUsers: number;
  allUsers: number;
  churn: number;
  appeals: number;
  promoters: number;
  recommending: number;
  choosing: number;
}

const FIGURES: Readonly<Record<(typeof RIVALS)[number], Rival>> = {
  'star-river-mobile': {
    mobileUsers: 312_000_000,
    allUsers: 356_000_000,
    churn: 1.4,
    appeals: 9.4,
    promoters: 42,
    recommending: 56,
    choosing: 78,
  },
  'spruce-communications': {
    mobileUsers: 148_000_000,
    allUsers: 231_000_000,
    churn: 2.3,
    appeals: 11.9,
    promoters: 36,
    recommending: 51,
    choosing: 72,
  },
};

/** The levels of each rival, by its code. */
export const RIVAL_LEVELS = RIVALS.map((operator) => ({ operator, levels: levelsOf(FIGURES[operator]) }));

function levelsOf(rival: Rival): Level[] {
  return [
    { key: 'allUserDays', every: 'month', central: true, per: 'day', steady: true, volume: rival.allUsers },
    {
      key: 'mobileUserDays',
      every: 'month',
      central: true,
      per: 'day',
      steady: true,
      lines: { mobile: rival.mobileUsers },
    },
    { key: 'regulatorAppeals', of: 'allUserDays', share: perMillionUsersAQuarter(rival.appeals) },
    { key: 'usersLost', of: 'mobileUserDays', share: percent(rival.churn / 30) },
    { key: 'npsResponses', every: 'month', central: true, volume: 1500 },
    { key: 'npsPromoters', of: 'npsResponses', share: percent(rival.promoters) },
    { key: 'npsDetractors', of: 'npsResponses', less: 'npsPromoters', share: percent(43) },
    { key: 'ownReputationResponses', every: 'month', central: true, lines: { mobile: 400 } },
    { key: 'ownReputationPositive', of: 'ownReputationResponses', share: percent(rival.recommending) },
    {
      key: 'ownUsers',
      every: 'month',
      central: true,
      stock: true,
      steady: true,
      lines: { mobile: rival.mobileUsers },
    },
    { key: 'ownUsersChoosingUs', of: 'ownUsers', share: percent(rival.choosing) },
  ];
}
