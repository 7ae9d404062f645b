import inputs from './inputs.js';
import courierPromiseKeptRate from './kpis/courier-promise-kept-rate.js';

export { inputs };
export const kpis = [courierPromiseKeptRate];
