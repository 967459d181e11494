// The reader's session: who is signed in, and the one way to call the gateway on their behalf. The key itself is never kept.
import { call, trouble, type Answer, type Call } from '../wire/wire.ts';
import type { SignedIn } from './types.ts';

export type SessionState =
  | { name: 'opening' }
  | { name: 'unreachable'; message: string; hint: string }
  | { name: 'out'; why: 'new' | 'ended' | 'left'; before: SignedIn | null }
  | { name: 'in'; signed: SignedIn; times: number }; // times rises with each sign-in: pages load anew

export type Ask = <T>(path: string, what?: Call) => Promise<Answer<T>>;
type Fetch = typeof call;

const kPath = '/dashboard/session';

export class Session {
  state: SessionState = { name: 'opening' };
  #listeners = new Set<() => void>();
  #times = 0;
  #call: Fetch;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(fetcher: Fetch = call) {
    this.#call = fetcher;
  }

  watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  now = (): SessionState => this.state;

  #become(state: SessionState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }

  #enter(signed: SignedIn): void {
    this.#times += 1;
    this.#become({ name: 'in', signed, times: this.#times });
    this.#rest(signed);
  }

  #end(why: 'ended' | 'left'): void {
    clearTimeout(this.#timer);
    if (this.state.name === 'out') return;
    this.#become({ name: 'out', why: this.state.name === 'in' ? why : 'new', before: this.state.name === 'in' ? this.state.signed : null });
  }

  // After so long without a call the gateway has forgotten us; then what is on the screen goes too.
  #rest(signed: SignedIn): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), (signed.idle_seconds + 1) * 1000);
  }

  // Asks who we are. Another tab may have kept the session awake, or begun another.
  async #look(): Promise<void> {
    const answer = await this.#call<SignedIn>(kPath);
    if (answer.ok) {
      const before = this.state.name === 'in' ? this.state : null;
      if (before && before.signed.project.id === answer.value.project.id) {
        this.#become({ ...before, signed: answer.value });
        this.#rest(answer.value);
      } else this.#enter(answer.value);
    } else if (answer.trouble.statusCode === 401) this.#end('ended');
    else if (this.state.name === 'opening') {
      this.#become({ name: 'unreachable', message: answer.trouble.message, hint: answer.trouble.hint });
    }
  }

  async open(): Promise<void> {
    this.#become({ name: 'opening' });
    await this.#look();
  }

  async signIn(key: string): Promise<Answer<SignedIn>> {
    const answer = await this.#call<SignedIn>(kPath, { method: 'POST', body: { key } });
    if (answer.ok) this.#enter(answer.value);
    return answer;
  }

  async signOut(): Promise<void> {
    await this.ask(kPath, { method: 'DELETE' });
    this.#end('left');
  }

  headers(method: string): Record<string, string> {
    return method === 'GET' || this.state.name !== 'in' ? {} : { 'x-figlink-csrf': this.state.signed.csrf_token };
  }

  // Tells the session what a call that went past ask() was answered. True: our permission was old and is new now, so try again.
  async heard(status: number, method: string): Promise<boolean> {
    if (this.state.name !== 'in') return false;
    if (status === 401) this.#end('ended');
    else this.#rest(this.state.signed);
    if (status !== 403 || method === 'GET') return false;
    const before = this.state.signed.csrf_token;
    await this.#look();
    const after = this.now();
    return after.name === 'in' && after.signed.csrf_token !== before;
  }

  ask: Ask = async <T>(path: string, what: Call = {}): Promise<Answer<T>> => {
    const method = what.method ?? 'GET';
    const once = () => this.#call<T>(path, { ...what, headers: { ...what.headers, ...this.headers(method) } });
    const answer = await once();
    const status = answer.ok ? answer.status : answer.trouble.statusCode;
    if (status !== 0 && (await this.heard(status, method))) return once();
    if (status === 401) return { ok: false, trouble: trouble({ statusCode: 401, fault: 'unauthenticated', message: 'You were signed out.', hint: 'Sign in again.' }) };
    return answer;
  };
}

export const session = new Session();
export const ask = session.ask;
