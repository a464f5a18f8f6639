export { DraftDatabase, type Rows } from './database';
export { Draft, type Recovered } from './draft';
export type { Home } from './rows';
