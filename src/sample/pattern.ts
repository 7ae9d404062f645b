/** How customers' days and months differ: factors around 1, from Monday to Sunday and from January to December. */

/** Seven factors, Monday first. */
export type Week = readonly [number, number, number, number, number, number, number];
/** Twelve factors, January first. */
export type Season = readonly number[];

/** Calls and complaints: Monday brings what the weekend left. */
export const CALLING: Week = [1.18, 1.08, 1.04, 1.02, 1.0, 0.88, 0.8];
/** Work that offices do or ask for. */
export const OFFICE: Week = [1.25, 1.2, 1.18, 1.17, 1.15, 0.6, 0.45];
/** Halls and shops: customers come when they are free. */
export const SHOPPING: Week = [0.92, 0.88, 0.88, 0.9, 1.0, 1.24, 1.18];
/** How well the shifts meet the calls: too few agents on Mondays. */
export const STAFFING: Week = [0.8, 0.93, 1.02, 1.04, 1.06, 1.1, 1.05];
/** Queues, longest on Saturdays. */
export const QUEUES: Week = [0.99, 0.95, 0.94, 0.96, 1.0, 1.09, 1.07];
/** Screens in the evening and at the weekend. */
export const LEISURE: Week = [0.94, 0.93, 0.93, 0.95, 1.05, 1.12, 1.08];

/** Spring Festival, summer and the October holidays. */
export const TRAVEL: Season = [1.15, 1.3, 0.8, 0.9, 0.95, 0.85, 1.25, 1.3, 0.85, 1.25, 0.75, 0.65];
/** Moves and new contracts: few at Spring Festival, many in June and in autumn. */
export const CONTRACTS: Season = [0.9, 0.75, 1.05, 1.0, 1.02, 1.1, 1.02, 1.05, 1.15, 1.0, 1.06, 0.9];
/** Online shopping: the festivals of June and November. */
export const SALES: Season = [0.95, 0.8, 0.9, 0.9, 0.98, 1.2, 0.95, 0.95, 1.0, 1.0, 1.35, 1.02];
/** Heat, thunder and floods strain lines and cells. */
export const WEATHER: Season = [0.92, 0.92, 0.95, 0.98, 1.02, 1.08, 1.12, 1.12, 1.05, 0.98, 0.94, 0.92];
