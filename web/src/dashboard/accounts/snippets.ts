// How to bring the Hub into somebody's own product: the call that their server makes, and what their page shows.

export type Way = 'element' | 'react' | 'script';
export const kWays: { way: Way; label: string }[] = [
  { way: 'element', label: 'Web component' },
  { way: 'react', label: 'React' },
  { way: 'script', label: 'Plain script' },
];

export interface EmbedWish {
  base: string;
  ownerId: string;
  ownerName: string;
}

const js = (text: string) => JSON.stringify(text);
// Inside of a script element, `</` could end it.
const inHtml = (text: string) => js(text).replace(/</g, '\\u003c');
const attribute = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

export function serverSnippet({ base, ownerId, ownerName }: EmbedWish): string {
  return `// On your server: the key never reaches a browser.
const answer = await fetch(${js(`${base}/connect_sessions`)}, {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.FIGLINK_KEY}\`,
    'content-type': 'application/json',
  },
  body: JSON.stringify({
    origin_owner_id: ${js(ownerId || 'customer-17')},
    origin_owner_name: ${js(ownerName || 'Acme Inc')},
  }),
});
const { token } = await answer.json(); // hand it to the page`;
}

const kPageSnippets: Record<Way, (base: string) => string> = {
  element: (base) => `<figlink-hub base-url="${attribute(base)}" token="TOKEN"></figlink-hub>
<script type="module">
  import '@figlink/hub';
  const hub = document.querySelector('figlink-hub');
  hub.addEventListener('success', (event) => console.log('linked', event.detail.id));
  hub.addEventListener('close', () => hub.remove());
</script>`,
  react: (base) => `import { FiglinkHub } from '@figlink/hub/react';

export function Connect({ token, onDone }) {
  return (
    <FiglinkHub
      baseUrl=${js(base)}
      token={token}
      onSuccess={({ id }) => console.log('linked', id)}
      onClose={onDone}
    />
  );
}`,
  script: (base) => `<div id="connect"></div>
<script type="module">
  const gateway = ${inHtml(base)};
  const frame = document.createElement('iframe');
  frame.title = 'Connect Figma';
  frame.src = gateway + '/link?embed=1&token=' + encodeURIComponent(TOKEN);
  frame.style.cssText = 'width:100%;height:640px;border:0';
  addEventListener('message', (event) => {
    if (event.origin !== new URL(gateway).origin || event.source !== frame.contentWindow) return;
    if (event.data.type === 'figlink.resize') frame.style.height = event.data.height + 'px';
    if (event.data.type === 'AccountConnected') console.log('linked', event.data.account.id);
    if (event.data.type === 'figlink.close') frame.remove();
  });
  document.getElementById('connect').append(frame);
</script>`,
};

export const pageSnippet = (way: Way, base: string): string => kPageSnippets[way](base);
