import { hubUrl, readMessage, type Gone, type GoneReason, type LinkedAccount } from './messages.ts';

// A server that renders has no HTMLElement; there the class is only a name.
const Base = (typeof HTMLElement === 'undefined' ? class {} : HTMLElement) as typeof HTMLElement;

const kHeightAtFirst = '640px';
const kSilentMs = 35_000; // the Hub itself gives its calls up after 30 s, and then says so in its frame

/**
 * `<figlink-hub base-url="https://gateway.example" token="...">`: the Hub of a figlink gateway, in an iframe. This page never sees the
 * Figma token.
 *
 * Events: `ready`; `success` with `detail: {id, provider}`; `gone` with `detail: {reason}`; `close`. Without the attribute `height` it is as high as what it shows.
 */
export class FiglinkHubElement extends Base {
  static observedAttributes = ['base-url', 'token', 'theme', 'height'];

  onSuccess: ((account: LinkedAccount) => void) | null = null;
  onGone: ((gone: Gone) => void) | null = null;
  onClose: (() => void) | null = null;

  #frame: HTMLIFrameElement | null = null;
  #origin = '';
  #silence: ReturnType<typeof setTimeout> | undefined;
  #hear = (event: MessageEvent) => this.#heard(event);

  get baseUrl(): string {
    return this.getAttribute('base-url') ?? '';
  }
  set baseUrl(value: string) {
    this.setAttribute('base-url', value);
  }
  get token(): string {
    return this.getAttribute('token') ?? '';
  }
  set token(value: string) {
    this.setAttribute('token', value);
  }
  get theme(): string | null {
    return this.getAttribute('theme');
  }
  set theme(value: string | null) {
    if (value === null) this.removeAttribute('theme');
    else this.setAttribute('theme', value);
  }

  connectedCallback(): void {
    window.addEventListener('message', this.#hear);
    this.#open();
  }

  disconnectedCallback(): void {
    window.removeEventListener('message', this.#hear);
    this.#drop();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (name === 'height') this.#setHeight(now ?? kHeightAtFirst);
    else this.#open();
  }

  #open(): void {
    const url = hubUrl({ baseUrl: this.baseUrl, token: this.token, theme: this.theme });
    this.#drop();
    if (!url) return;
    this.#origin = url.origin;
    const frame = document.createElement('iframe');
    frame.title = 'Connect Figma';
    frame.referrerPolicy = 'no-referrer';
    frame.allow = `clipboard-write ${url.origin}`;
    // By properties, which a policy without inline styles allows.
    this.style.display ||= 'block';
    frame.style.border = '0';
    frame.style.display = 'block';
    frame.style.width = '100%';
    frame.src = url.href;
    this.#frame = frame;
    this.#setHeight(this.getAttribute('height') ?? kHeightAtFirst);
    this.append(frame);
    // A frame that is not let in, or whose gateway is not there, can say nothing itself.
    this.#silence = setTimeout(() => this.#isGone('silent'), kSilentMs);
  }

  #drop(): void {
    clearTimeout(this.#silence);
    this.#frame?.remove();
    this.#frame = null;
  }

  #isGone(reason: GoneReason): void {
    this.onGone?.({ reason });
    this.dispatchEvent(new CustomEvent<Gone>('gone', { detail: { reason } }));
  }

  #setHeight(height: string): void {
    if (this.#frame) this.#frame.style.height = height;
  }

  #heard(event: MessageEvent): void {
    if (!this.#frame || event.origin !== this.#origin || event.source !== this.#frame.contentWindow) return;
    const message = readMessage(event.data);
    if (message) clearTimeout(this.#silence);
    switch (message?.type) {
      case 'resize':
        if (!this.hasAttribute('height')) this.#setHeight(`${message.height}px`);
        break;
      case 'ready':
        this.dispatchEvent(new CustomEvent('ready'));
        break;
      case 'success':
        this.onSuccess?.(message.account);
        this.dispatchEvent(new CustomEvent<LinkedAccount>('success', { detail: message.account }));
        break;
      case 'gone':
        this.#isGone(message.reason);
        break;
      case 'close':
        this.onClose?.();
        this.dispatchEvent(new CustomEvent('close'));
        break;
    }
  }
}

export interface FiglinkHubEvents {
  ready: CustomEvent<null>;
  success: CustomEvent<LinkedAccount>;
  gone: CustomEvent<Gone>;
  close: CustomEvent<null>;
}

// Its events, by name.
export interface FiglinkHubElement {
  addEventListener<Name extends keyof FiglinkHubEvents>(name: Name, listener: (event: FiglinkHubEvents[Name]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(name: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

export function defineFiglinkHub(name = 'figlink-hub'): void {
  if (typeof customElements !== 'undefined' && !customElements.get(name)) customElements.define(name, FiglinkHubElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'figlink-hub': FiglinkHubElement;
  }
}
