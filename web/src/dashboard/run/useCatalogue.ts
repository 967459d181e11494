import { useLoad } from '../hooks.ts';
import { ask } from '../session.ts';
import type { Action } from '../types.ts';

interface Connectors {
  data: { actions: { id: string; action_details: Action }[] }[];
}

const kNone: Action[] = [];

export function useCatalogue() {
  const { value, trouble } = useLoad('catalogue', async (signal) => {
    const answer = await ask<Connectors>('/actions?include=action_details', { signal });
    return answer.ok ? { ...answer, value: answer.value.data.flatMap((connector) => connector.actions.map((one) => one.action_details)) } : answer;
  });
  return { actions: value ?? kNone, loaded: value !== null, trouble };
}
