import { text } from 'node:stream/consumers';
import { buildSchema, graphql } from 'graphql';
import { listen } from './listen.ts';

/** The part of the public contract that the commands read. */
const SCHEMA = buildSchema(`
  scalar Date
  enum Dimension { PERCEPTION COMPLAINT OPERATIONS }
  enum BusinessProcess {
    NETWORK IT_SUPPORT MARKETING_AND_TARIFFS BUSINESS_HALLS HOTLINE DIGITAL_CHANNELS
    VALUE_ADDED_SERVICES COMPLAINT_HANDLING RETENTION_AND_LOYALTY
  }
  enum LifecycleStage { PRESALE ACTIVATION USAGE RETENTION }
  enum Grain { DAY WEEK MONTH QUARTER YEAR }
  enum Direction { HIGHER_IS_BETTER LOWER_IS_BETTER TARGET }
  enum Status { OK WARNING CRITICAL NO_DATA INSUFFICIENT_SAMPLE }
  enum Severity { WARNING CRITICAL }
  enum LimitSide { BELOW ABOVE }
  enum Locale { EN ZH }
  enum KpiOrigin { BUILT_IN PACKAGE REGISTERED }

  type Operator { code: String! name(locale: Locale = EN): String! }
  type BusinessLine { code: String! name(locale: Locale = EN): String! }
  type OrgUnit { code: String! name(locale: Locale = EN): String! }
  input ScopeInput { operator: String! businessLine: String orgUnit: String }
  type Scope { operator: Operator! businessLine: BusinessLine orgUnit: OrgUnit }
  input PeriodInput { grain: Grain! date: Date! }
  input PeriodRangeInput { grain: Grain! from: Date! to: Date! }
  type Period { grain: Grain! start: Date! end: Date! label: String! }
  type Limit { severity: Severity! side: LimitSide! value: Float! }
  type Threshold { limits: [Limit!]! consecutive: Int! }
  type KpiDefinition {
    code: String! version: Int! origin: KpiOrigin! name(locale: Locale = EN): String! description: String!
    dimension: Dimension! process: BusinessProcess! lifecycleStage: LifecycleStage! businessLines: [BusinessLine!]!
    cadence: Grain! unit: String! direction: Direction! formula: String! threshold: Threshold! weight: Float!
    trend(scope: ScopeInput!, range: PeriodRangeInput!): [Measurement!]
  }
  input KpiDefinitionFilter {
    dimension: Dimension process: BusinessProcess businessLine: String origin: KpiOrigin search: String
  }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type KpiDefinitionConnection { edges: [KpiDefinitionEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type KpiDefinitionEdge { cursor: String! node: KpiDefinition! }
  type Measurement {
    kpi: KpiDefinition! scope: Scope! period: Period! value: Float score: Float status: Status!
    sampleSize: Float isComplete: Boolean! coverage: Float! lastObserved: String
  }
  type DimensionScore { dimension: Dimension! score: Float coverage: Float! weight: Float! }
  type ProcessScore { process: BusinessProcess! score: Float coverage: Float! }
  type MatrixCell {
    process: BusinessProcess! dimension: Dimension! score: Float coverage: Float! measurements: [Measurement!]!
  }
  type Matrix {
    scope: Scope! period: Period! index: Float coverage: Float! isOver: Boolean! dataCoverage: Float!
    openDataProblems: Int!
    dimensions: [DimensionScore!]! processes: [ProcessScore!]! cells: [MatrixCell!]! previous: Matrix
    change(to: MatrixComparison! = PREVIOUS): MatrixChange
  }
  enum MatrixComparison { PREVIOUS LAST_YEAR SAME_DAYS }
  type ScoreChange { before: Float after: Float difference: Float }
  type MatrixChange { index: ScoreChange! compared: Int! beforeFrom: String! beforeTo: String! }
  type SampleStatus { loading: Boolean! done: Int! total: Int! }
  type EngineStatus { pending: Int! sample: SampleStatus }
  enum DataProblemKind { MISSING STOPPED IMPLAUSIBLE }
  enum DataProblemState { OPEN RESOLVED }
  input DataProblemFilter { kinds: [DataProblemKind!] states: [DataProblemState!] inputs: [String!] within: ScopeInput }
  type InputDefinition { key: String! name(locale: Locale = EN): String! }
  type DataProblem {
    id: ID! kind: DataProblemKind! state: DataProblemState! input: InputDefinition! scope: Scope! from: String! to: String!
    text(locale: Locale = EN): String! openedAt: String! resolvedAt: String
  }
  type DataProblemConnection { edges: [DataProblemEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type DataProblemEdge { cursor: String! node: DataProblem! }
  type Query {
    dataProblems(filter: DataProblemFilter, first: Int, after: String): DataProblemConnection
    engine: EngineStatus!
    kpiDefinitions(filter: KpiDefinitionFilter, first: Int, after: String): KpiDefinitionConnection!
    kpiDefinition(code: String!): KpiDefinition
    matrix(scope: ScopeInput!, period: PeriodInput!): Matrix
  }
`);

/** One question as the peer saw it. */
export interface Question {
  query: string;
  variables: Record<string, unknown>;
}

/** A GraphQL server of the contract with these resolvers; every question is checked against the schema. */
export async function graphqlPeer(rootValue: object): Promise<{ url: string; questions: Question[] }> {
  const questions: Question[] = [];
  const url = await listen((request, response) => {
    void text(request).then(async (body) => {
      const question = JSON.parse(body) as Question;
      questions.push(question);
      const { query: source, variables: variableValues } = question;
      const answer = await graphql({
        schema: SCHEMA,
        source,
        variableValues,
        rootValue: { engine: { pending: 0, sample: null }, ...rootValue },
      });
      response.writeHead(200, { 'Content-Type': 'application/graphql-response+json' });
      response.end(JSON.stringify(answer));
    });
  });
  return { url, questions };
}
