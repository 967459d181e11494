import { defineFiglinkHub } from './element.ts';

export { defineFiglinkHub, FiglinkHubElement } from './element.ts';
export type { Gone, GoneReason, LinkedAccount } from './messages.ts';

defineFiglinkHub();
