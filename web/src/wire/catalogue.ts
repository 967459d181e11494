import { call, type Answer } from './wire.ts';

export type CredentialKind = 'personal' | 'plan' | 'oauth';

export interface CatalogueAction {
  name: string;
  label: string;
  summary: string;
  group: string;
  effect: string; // `read`, or what it changes
  scopes: string[]; // any one of them is enough; none needed when empty
  old_scopes: string[];
  credentials: CredentialKind[];
  plan: string | null;
  tier: number | string | null;
  in_guide: boolean;
  deprecated: boolean;
  instead: string | null;
}

export interface CatalogueScope {
  name: string;
  gives: string;
  limits: string | null;
  enterprise: boolean;
  deprecated: boolean;
}

export interface Catalogue {
  actions: CatalogueAction[];
  scopes: CatalogueScope[];
}

export const fetchCatalogue = (signal?: AbortSignal): Promise<Answer<Catalogue>> =>
  call<Catalogue>('/catalogue.json', signal ? { signal } : {});
