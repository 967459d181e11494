import type { Action } from '../types.ts';

// Every word has to be in the name, label, summary or group; hits in the name come first.
export function findActions(actions: Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/[\s_]+/).filter(Boolean);
  if (words.length === 0) return actions;
  const graded = actions.flatMap((action) => {
    const name = `${action.name} ${action.label}`.toLowerCase();
    const all = `${name} ${action.summary} ${action.group} ${action.effect}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) return [];
    return [{ action, grade: words.every((word) => name.includes(word)) ? 0 : 1 }];
  });
  return graded.sort((one, other) => one.grade - other.grade).map(({ action }) => action);
}

// In the order in which groups first come.
export function byGroup(actions: Action[]): [string, Action[]][] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return [...groups];
}
