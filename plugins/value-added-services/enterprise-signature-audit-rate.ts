import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'enterprise-signature-audit-rate',
  name: { en: 'Company signature audit completion', zh: '企业短信签名审核完成率' },
  description:
    'Share of company message signatures that got their weekly manual audit. ' +
    'Forged signatures are the main door for junk sent in the name of others.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['enterprise', 'value-added'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * signaturesAudited / signaturesDueForAudit',
  threshold: { atLeast: { warning: 100, critical: 95 } },
  scoring: { zero: 90, full: 100 },
  weight: 2,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says:
        'signatures of enterprise, school and gateway messages are audited by ' +
        'hand every week; message content is spot-checked daily',
    },
    { reference: 'judgement', says: 'warning limit 100 is the plan; critical limit 95' },
  ],
  examples: [
    { inputs: { signaturesAudited: 120, signaturesDueForAudit: 120 }, value: 100, status: 'OK' },
    { inputs: { signaturesAudited: 108, signaturesDueForAudit: 120 }, value: 90, status: 'CRITICAL' },
    { inputs: { signaturesAudited: 0, signaturesDueForAudit: 0 }, value: null, status: 'NO_DATA' },
  ],
});
