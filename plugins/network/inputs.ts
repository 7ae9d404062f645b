import { defineInputs } from '#kpi';

export default defineInputs([
  {
    key: 'mobileUserDays',
    name: { en: 'Mobile user-days in service', zh: '移动在网用户日' },
    unit: 'user-days',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'In-service mobile users added up over the days of the period and recorded on the mobile line: ' +
      'the mobile part of the user-days of all lines.',
  },
  {
    key: 'fixedLineDays',
    name: { en: 'Fixed line-days in service', zh: '固网在网线路日' },
    unit: 'line-days',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'In-service broadband, fixed-voice and IPTV access lines added up over the days of the period. ' +
      'Each service counts as a line; enterprise lines are not counted.',
  },
  {
    key: 'surveyInterviewsDone',
    name: { en: 'Monthly survey interviews completed', zh: '月度满意度调查完成样本' },
    unit: 'interviews',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Telephone interviews completed with own customers; every completed interview scores every module ' +
      'of the questionnaire. Recorded with the line of the customer interviewed.',
  },
  {
    key: 'networkSatisfactionScoreSum',
    name: { en: 'Sum of network satisfaction scores', zh: '网络质量满意度得分合计' },
    unit: 'points',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Sum of the 0-100 scores for network quality given in completed monthly interviews. Recorded with ' +
      'the line of the customer interviewed.',
  },
  {
    key: 'postBuildSatisfiedCustomers',
    name: { en: 'Customers satisfied after site build', zh: '建站后回访满意客户数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Called-back customers who are satisfied with coverage after the new site went on air.',
  },
  {
    key: 'postBuildCallbacksAnswered',
    name: { en: 'Post-build call-backs answered', zh: '建站后回访成功客户数' },
    unit: 'customers',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Customers who had complained about coverage and answered the ' +
      'call-back after the new site went on air.',
  },
  {
    key: 'mobileInternetScoreSum',
    name: { en: 'Sum of mobile-internet satisfaction scores', zh: '移动上网客户满意度得分合计' },
    unit: 'points',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Sum of the 0-100 overall scores given by mobile-internet (3G and later) customers.',
  },
  {
    key: 'mobileInternetResponses',
    name: { en: 'Mobile-internet survey responses', zh: '移动上网客户调查样本' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Mobile-internet customers who answered the business-line satisfaction survey.',
  },
  {
    key: 'broadbandScoreSum',
    name: { en: 'Sum of broadband satisfaction scores', zh: '宽带客户满意度得分合计' },
    unit: 'points',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Sum of the 0-100 overall scores given by broadband customers.',
  },
  {
    key: 'broadbandResponses',
    name: { en: 'Broadband survey responses', zh: '宽带客户调查样本' },
    unit: 'responses',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Broadband customers who answered the business-line satisfaction survey.',
  },
  {
    key: 'networkComplaints',
    name: { en: 'Mobile network complaints', zh: '移动网络质量投诉量' },
    unit: 'complaints',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Complaints received about mobile coverage, calls, messages or data speed.',
  },
  {
    key: 'networkComplaintsDue',
    name: { en: 'Network complaints due', zh: '到期网络投诉量' },
    unit: 'complaints',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Network complaints whose handling deadline fell in the period.',
  },
  {
    key: 'networkComplaintsResolved',
    name: { en: 'Network complaints resolved', zh: '已解决网络投诉量' },
    unit: 'complaints',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Due network complaints for which the cause was removed and the customer confirmed it.',
  },
  {
    key: 'fixedFaultReports',
    name: { en: 'Fixed-line fault reports', zh: '固网障碍申告量' },
    unit: 'reports',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Valid fault reports by customers on broadband, fixed-voice and IPTV lines; faults in customer ' +
      'equipment excluded. Those of enterprise customers are not among them.',
  },
  {
    key: 'repeatFaultReports',
    name: { en: 'Repeated fault reports', zh: '固网重复障碍申告量' },
    unit: 'reports',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Fault reports on a line that had already reported a fault in the previous 30 days.',
  },
  {
    key: 'fixedFaultsDueForRepair',
    name: { en: 'Fixed faults due for repair', zh: '应修复固网障碍量' },
    unit: 'faults',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Fixed-line faults, those of enterprise customers included, whose repair limit (48 hours in ' +
      'towns, 72 hours in the country) fell in the period.',
  },
  {
    key: 'fixedFaultsRepairedInTime',
    name: { en: 'Fixed faults repaired in time', zh: '及时修复固网障碍量' },
    unit: 'faults',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Due faults repaired within the limit.',
  },
  {
    key: 'installationsDue',
    name: { en: 'Installations due', zh: '应完成装移机量' },
    unit: 'orders',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Fixed-access installations and moves, those of enterprise customers included, whose ' +
      'promised date fell in the period.',
  },
  {
    key: 'installationsOnTime',
    name: { en: 'Installations completed on time', zh: '及时装移机量' },
    unit: 'orders',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Due installations and moves working by the promised date.',
  },
  {
    key: 'enterpriseTicketsClosed',
    name: { en: 'Enterprise trouble tickets closed', zh: '政企故障工单办结量' },
    unit: 'tickets',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Trouble tickets raised by enterprise customers with a ' +
      'service-level agreement and closed in the period.',
  },
  {
    key: 'enterpriseTicketsOutsideSla',
    name: { en: 'Enterprise tickets outside the agreement', zh: '政企超SLA工单量' },
    unit: 'tickets',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Closed enterprise tickets that missed the response or repair time of the agreement.',
  },
  {
    key: 'callSetupAttempts',
    name: { en: 'Call set-up attempts', zh: '呼叫建立尝试次数' },
    unit: 'calls',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Call attempts that reached the network (voice over LTE/NR and circuit-switched).',
  },
  {
    key: 'callSetupsSuccessful',
    name: { en: 'Successful call set-ups', zh: '呼叫建立成功次数' },
    unit: 'calls',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Call attempts for which the connection was established.',
  },
  {
    key: 'droppedCalls',
    name: { en: 'Dropped calls', zh: '掉话次数' },
    unit: 'calls',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Established calls that the network released before either party hung up.',
  },
  {
    key: 'voiceQualitySamples',
    name: { en: 'Voice quality samples', zh: '语音质量采样数' },
    unit: 'samples',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Voice samples with a quality measurement (probe, drive test or counter).',
  },
  {
    key: 'goodVoiceQualitySamples',
    name: { en: 'Voice samples of good quality', zh: '语音质量良好采样数' },
    unit: 'samples',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Voice samples that meet the good-quality mark set for the codec in use.',
  },
  {
    key: 'dataSessionAttempts',
    name: { en: 'Data session attempts', zh: '数据会话建立尝试次数' },
    unit: 'sessions',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Requests to establish a packet data session.',
  },
  {
    key: 'dataSessionsEstablished',
    name: { en: 'Data sessions established', zh: '数据会话建立成功次数' },
    unit: 'sessions',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Packet data sessions established.',
  },
  {
    key: 'cellServiceMinutesPlanned',
    name: { en: 'Planned cell service minutes', zh: '小区应服务分钟数' },
    unit: 'minutes',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Number of cells in service multiplied by the minutes they should have served; 1,440 a cell and day.',
  },
  {
    key: 'cellOutageMinutes',
    name: { en: 'Cell outage minutes', zh: '小区退服分钟数' },
    unit: 'minutes',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Minutes in which a cell could not serve, added up over all cells.',
  },
  {
    key: 'smsDelivered',
    name: { en: 'Messages delivered', zh: '短信发送成功量' },
    unit: 'messages',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Person-to-person short messages delivered to a reachable recipient.',
  },
  {
    key: 'smsDeliveredInTime',
    name: { en: 'Messages delivered in time', zh: '短信及时发送量' },
    unit: 'messages',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Messages delivered within the permitted delay, which the operator sets: normally ten minutes or ' +
      'less (MII Order 36 allows 24 hours at most).',
  },
  {
    key: 'measuredSpeedSum',
    name: { en: 'Sum of measured access speeds', zh: '实测接入速率合计' },
    unit: 'mbit/s',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Sum of the download speeds measured in broadband speed tests.',
  },
  {
    key: 'contractedSpeedSum',
    name: { en: 'Sum of contracted access speeds', zh: '签约接入速率合计' },
    unit: 'mbit/s',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Sum of the contracted download speeds of the same tests.',
  },
  {
    key: 'listedSitesPlannedToDate',
    name: { en: 'Listed sites planned to date', zh: '名单制建站累计计划数' },
    unit: 'sites',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Sites on the named build list that the plan puts on air by the end ' +
      'of the period, counted from the start of the year.',
  },
  {
    key: 'listedSitesCompleted',
    name: { en: 'Listed sites on air', zh: '名单制建站累计完成数' },
    unit: 'sites',
    timeAggregation: 'LAST',
    spaceAggregation: 'SUM',
    description:
      'Sites on the named build list on air by the end of the period, counted from the start of the year.',
  },
  {
    key: 'emergencyCoverageRequests',
    name: { en: 'Emergency coverage requests', zh: '应急通信保障需求数' },
    unit: 'requests',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description:
      'Requests for temporary coverage for events, disasters or ' +
      'seasonal gatherings whose agreed time fell in the period.',
  },
  {
    key: 'emergencyCoverageOnTime',
    name: { en: 'Emergency coverage provided on time', zh: '应急通信保障及时数' },
    unit: 'requests',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
    description: 'Emergency coverage requests on air by the agreed time.',
  },
]);
