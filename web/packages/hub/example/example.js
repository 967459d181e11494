import '../dist/index.js';

const query = new URLSearchParams(location.search);
const hub = document.querySelector('figlink-hub');
const said = document.querySelector('#said');
hub.addEventListener('success', (event) => {
  said.textContent = `Linked: ${event.detail.id}`;
});
hub.addEventListener('gone', (event) => {
  said.textContent = `Nothing can be linked: ${event.detail.reason}`;
});
hub.addEventListener('close', () => hub.remove());
hub.baseUrl = query.get('base') ?? 'http://127.0.0.1:8080';
hub.token = query.get('token') ?? '';
