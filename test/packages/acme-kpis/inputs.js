import { defineInputs } from 'kpi-matrix';

export default defineInputs([
  {
    key: 'simCardsCouriered',
    name: { en: 'SIM cards sent by courier', zh: '快递寄送的SIM卡' },
    unit: 'cards',
    description: 'Cards handed to the courier with a promised day.',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
  },
  {
    key: 'simCardsInTime',
    name: { en: 'SIM cards delivered on the promised day', zh: '按承诺日送达的SIM卡' },
    unit: 'cards',
    description: 'Of these, those that the customer had on the promised day.',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
  },
]);
