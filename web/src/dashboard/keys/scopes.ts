export const kScopes = [
  { name: 'accounts:read', gives: 'See accounts and the log' },
  { name: 'accounts:write', gives: 'Link, change, test and remove accounts' },
  { name: 'actions:read', gives: 'Run actions that read' },
  { name: 'actions:write', gives: 'Run actions that change or delete' },
  { name: 'sessions:write', gives: 'Make links for the Hub' },
  { name: 'admin', gives: 'Everything, this dashboard and keys too' },
] as const;

// What a program usually needs: all but making keys.
export const kUsual: readonly string[] = kScopes.filter((scope) => scope.name !== 'admin').map((scope) => scope.name);
