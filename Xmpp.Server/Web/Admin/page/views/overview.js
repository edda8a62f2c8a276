import { get } from '../api.js';
import { el, say } from '../dom.js';
import { graph } from '../graph.js';
import { bytes, duration } from '../table.js';
import { soon } from './server.js';

const interval = 5000;

export function overview(section, me) {
  const tiles = el('dl', { class: 'tiles' });
  const graphs = el('div', { class: 'graphs' });
  const hosts = el('div', { class: 'list' });
  section.append(tiles, graphs, hosts);
  let isOver = false;
  let timer;

  async function refresh() {
    try {
      const [numbers, certificates] = await Promise.all([get('/statistics'), get('/certificates')]);
      if (isOver)
        return;
      draw(numbers, certificates.items);
    } catch (error) {
      if (!isOver)
        say(error.message, 'failed');
    }
    if (!isOver)
      timer = setTimeout(refresh, interval);
  }

  function draw(numbers, certificates) {
    const days = Math.min(...certificates.map(certificate => certificate.daysLeft));
    const facts = [
      ['Accounts', sum(numbers.hosts, 'accounts')],
      ['Sessions', sum(numbers.hosts, 'sessions')],
      ['Certificate', Number.isFinite(days) ? el('span', { class: days < soon ? 'warning' : null }, `${days} days left`) : '–'],
    ];
    if (numbers.server) {
      const now = numbers.server;
      facts.push(
        ['Connections', now.connections], ['Links with servers', now.federationLinks],
        ['Waiting for storage', now.storageQueue], ['Memory', bytes(now.memoryBytes)],
        ['Up for', duration(now.uptimeSeconds)]);
    }
    tiles.replaceChildren(...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value instanceof Node ? value : String(value)))));
    const history = numbers.history ?? [];
    graphs.replaceChildren(...(history.length === 0 ? [] : [
      graph('Sessions', history.map(sample => sample.sessions)),
      graph('Stanzas in, a second', history.map(sample => sample.stanzasInPerSecond)),
      graph('Stanzas out, a second', history.map(sample => sample.stanzasOutPerSecond)),
      graph('Memory', history.map(sample => sample.memoryBytes), bytes),
    ]));
    hosts.replaceChildren(el('div', { class: 'scroll' }, el('table', {},
      el('caption', {}, 'Hosts'),
      el('thead', {}, el('tr', {}, ['Host', 'Accounts', 'Sessions'].map((name, i) =>
        el('th', { scope: 'col', class: i > 0 ? 'number' : null }, name)))),
      el('tbody', {}, numbers.hosts.map(host => el('tr', {},
        el('th', { scope: 'row', 'data-title': 'Host' }, host.host),
        el('td', { class: 'number', 'data-title': 'Accounts' }, String(host.accounts)),
        el('td', { class: 'number', 'data-title': 'Sessions' }, String(host.sessions))))))));
  }

  refresh();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

const sum = (items, name) => items.reduce((total, item) => total + item[name], 0);
