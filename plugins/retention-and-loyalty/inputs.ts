import { defineInputs } from '#kpi';

export default defineInputs([
  {
    key: 'surveyInterviewsPlanned',
    name: { en: 'Monthly survey interviews planned', zh: '月度满意度调查计划样本' },
    unit: 'interviews',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Completed telephone interviews planned for the period: one thousand customers a ' +
      "month in the operator's own plan.",
  },
  {
    key: 'overallScoreSum',
    name: { en: 'Sum of overall satisfaction scores', zh: '总体满意度得分合计' },
    unit: 'points',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Sum of the 0-100 overall satisfaction scores given in completed monthly interviews. Recorded ' +
      'with the line of the customer interviewed.',
  },
  {
    key: 'expectationScoreSum',
    name: { en: 'Sum of expectation scores', zh: '服务期望得分合计' },
    unit: 'points',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Sum of the 0-100 scores for the service level the customer ' +
      'expects, asked in the same monthly interviews.',
  },
  {
    key: 'commitmentAware',
    name: { en: 'Customers aware of the service commitments', zh: '知晓服务承诺的客户数' },
    unit: 'interviews',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Interviewed customers who can name at least one of the published service commitments.',
  },
  {
    key: 'rivalReputationResponses',
    name: { en: 'Rival customers surveyed', zh: '异网用户口碑调查样本' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Customers of rival operators who answered the word-of-mouth survey. Recorded on the mobile line.',
  },
  {
    key: 'rivalScoreSum',
    name: { en: 'Sum of rival satisfaction scores', zh: '异网用户满意度得分合计' },
    unit: 'points',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Sum of the 0-100 overall scores that rival customers gave their own operator. ' +
      'Recorded on the mobile line.',
  },
  {
    key: 'rivalReputationPositive',
    name: { en: 'Rival customers recommending their operator', zh: '异网口碑推荐用户数' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Surveyed rival customers who would recommend their own operator. Recorded on the mobile line.',
  },
  {
    key: 'ownReputationResponses',
    name: { en: 'Own customers in the word-of-mouth survey', zh: '本网用户口碑调查样本' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Own customers who answered the word-of-mouth survey. Recorded on the mobile line.',
  },
  {
    key: 'ownReputationPositive',
    name: { en: 'Own customers recommending us', zh: '本网口碑推荐用户数' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Surveyed own customers who would recommend us. Recorded on the mobile line.',
  },
  {
    key: 'npsResponses',
    name: { en: 'Relationship NPS responses', zh: '净推荐值调查样本' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Customers who answered the 0-10 recommendation question about the company.',
  },
  {
    key: 'npsPromoters',
    name: { en: 'NPS promoters', zh: '推荐者数' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Answers of 9 or 10.',
  },
  {
    key: 'npsDetractors',
    name: { en: 'NPS detractors', zh: '贬损者数' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Answers of 0 to 6.',
  },
  {
    key: 'touchpointNpsResponses',
    name: { en: 'Touchpoint NPS responses', zh: '触点净推荐值样本' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Customers who answered the 0-10 question right after a contact at any touchpoint.',
  },
  {
    key: 'touchpointPromoters',
    name: { en: 'Touchpoint promoters', zh: '触点推荐者数' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Touchpoint answers of 9 or 10.',
  },
  {
    key: 'touchpointDetractors',
    name: { en: 'Touchpoint detractors', zh: '触点贬损者数' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Touchpoint answers of 0 to 6.',
  },
  {
    key: 'ownUsers',
    name: { en: 'Own mobile users', zh: '本网移网用户数' },
    unit: 'users',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description: 'Own mobile users when the word-of-mouth survey was taken. Recorded on the mobile line.',
  },
  {
    key: 'ownUsersChoosingUs',
    name: { en: 'Own users who would choose us again', zh: '选择本网的本网用户数' },
    unit: 'users',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Share of surveyed own users who would choose us again, multiplied by own mobile users. ' +
      'Recorded on the mobile line.',
  },
  {
    key: 'rivalAUsers',
    name: { en: 'Mobile users of rival A', zh: '竞争对手甲移网用户数' },
    unit: 'users',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Mobile users of the first rival (for Shanghai Unicom: Shanghai Mobile). ' +
      'Recorded on the mobile line.',
  },
  {
    key: 'rivalAUsersChoosingUs',
    name: { en: 'Users of rival A who would choose us', zh: '选择本网的竞争对手甲用户数' },
    unit: 'users',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Share of surveyed users of rival A who would choose us, multiplied by its users. ' +
      'Recorded on the mobile line.',
  },
  {
    key: 'rivalBUsers',
    name: { en: 'Mobile users of rival B', zh: '竞争对手乙移网用户数' },
    unit: 'users',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Mobile users of the second rival (for Shanghai Unicom: the 3G users of Shanghai Telecom). ' +
      'Recorded on the mobile line.',
  },
  {
    key: 'rivalBUsersChoosingUs',
    name: { en: 'Users of rival B who would choose us', zh: '选择本网的竞争对手乙用户数' },
    unit: 'users',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Share of surveyed users of rival B who would choose us, multiplied by its users. ' +
      'Recorded on the mobile line.',
  },
  {
    key: 'panelCallbacksPlanned',
    name: { en: 'Panel call-backs planned', zh: '固定客户计划回访量' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Fixed-panel customers due for one of the three quarterly call-backs.',
  },
  {
    key: 'panelAnswered',
    name: { en: 'Panel call-backs answered', zh: '固定客户回访成功量' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Fixed-panel customers interviewed in the call-back by service managers.',
  },
  {
    key: 'panelFeelImproved',
    name: { en: 'Panel customers who feel improvement', zh: '感知服务提升的固定客户数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Interviewed panel customers who feel that the service has improved since the last round.',
  },
  {
    key: 'contractPortingComplaints',
    name: { en: 'Contract and porting complaints', zh: '合约及携号转网投诉量' },
    unit: 'complaints',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Complaints about contract terms, early termination, ' +
      'cancelling a line or moving the number to a rival.',
  },
  {
    key: 'complainantsTracked',
    name: { en: 'Complainants tracked', zh: '跟踪投诉客户数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Complainants whose 90-day observation window ended in the period.',
  },
  {
    key: 'complainantsLost',
    name: { en: 'Complainants lost', zh: '投诉后离网客户数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Tracked complainants who left within 90 days of the complaint.',
  },
  {
    key: 'usersLost',
    name: { en: 'Mobile users lost', zh: '移动离网用户数' },
    unit: 'users',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Mobile users who cancelled, ported out or were closed in the period.',
  },
  {
    key: 'retentionCallsConnected',
    name: { en: 'Retention calls connected', zh: '维系外呼接通量' },
    unit: 'calls',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Outbound calls connected with customers whose contract ended without renewal.',
  },
  {
    key: 'contractsRenewedByCall',
    name: { en: 'Contracts renewed by retention call', zh: '维系外呼续约成功量' },
    unit: 'contracts',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Connected retention calls in which the customer agreed to renew.',
  },
  {
    key: 'contractsExpiring',
    name: { en: 'Contracts expiring', zh: '到期合约数' },
    unit: 'contracts',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Contracts with an end date in the period.',
  },
  {
    key: 'expiringContractsContacted',
    name: { en: 'Expiring contracts contacted', zh: '到期前触达合约数' },
    unit: 'contracts',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Expiring contracts whose holder was contacted about renewal before the end date.',
  },
  {
    key: 'detractorFollowUpsDue',
    name: { en: 'Detractor call-backs due', zh: '应回访贬损者数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Touchpoint detractors whose 48-hour call-back limit ended in the period.',
  },
  {
    key: 'detractorsContactedInTime',
    name: { en: 'Detractors contacted in time', zh: '及时回访贬损者数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Due touchpoint detractors called back within 48 hours of their answer.',
  },
  {
    key: 'detractorsResurveyed',
    name: { en: 'Detractors asked again', zh: '复测贬损者数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Followed-up detractors who answered the 0-10 question again.',
  },
  {
    key: 'detractorsRecovered',
    name: { en: 'Detractors recovered', zh: '修复贬损者数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Detractors asked again who now answer 7 or more.',
  },
  {
    key: 'portOutRequestsEligible',
    name: { en: 'Eligible port-out requests', zh: '合格携出请求量' },
    unit: 'requests',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Requests to move a number to a rival that meet the conditions and were due in the period.',
  },
  {
    key: 'portOutsOnTime',
    name: { en: 'Port-outs done on time', zh: '及时携出量' },
    unit: 'requests',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Eligible port-out requests released without unjustified refusal and within the time ' +
      'limit that the rules set.',
  },
]);
