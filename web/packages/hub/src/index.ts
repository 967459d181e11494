import { defineFiglinkHub } from './element.ts';

export { defineFiglinkHub, FiglinkHubElement } from './element.ts';
export type { LinkedAccount } from './messages.ts';

defineFiglinkHub();
