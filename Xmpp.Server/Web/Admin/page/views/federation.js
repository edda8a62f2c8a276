import { post, remove } from '../api.js';
import { ask, attempt, button, el } from '../dom.js';
import { pagedTable, time } from '../table.js';

export function federation(section, me) {
  const links = pagedTable({
    caption: 'Links with other servers',
    path: '/federation/links',
    columns: [
      { title: 'Other server', of: link => link.remote },
      { title: 'Host', of: link => link.local },
      { title: 'Direction', of: link => link.direction },
      { title: 'State', of: link => link.state },
      { title: 'Proved by', of: link => link.method },
      { title: 'TLS', of: link => link.tls },
      { title: 'Waiting', of: link => link.queue === null ? null : String(link.queue), kind: 'number' },
      { title: 'Last error', of: link => link.lastError },
    ],
    empty: 'No link is open.',
  });
  section.append(el('div', { class: 'tools' }, button('Refresh', () => links.reload())), links);
  if (!me.seesServer)
    return;
  const blocks = pagedTable({
    caption: 'Domains that are not talked to',
    path: '/federation/blocks',
    columns: [
      { title: 'Domain', of: domain => domain.pattern },
      { title: 'Since', of: domain => time(domain.since) },
    ],
    actions: domain => me.everywhere === 'admin' ? [['Unblock', () => attempt(
      () => remove('/federation/blocks', { pattern: domain.pattern }), `${domain.pattern} is talked to again.`)]] : [],
    empty: 'None.',
  });
  section.append(blocks);
  if (me.everywhere === 'admin') {
    section.append(el('p', {}, button('Block a domain', async () => {
      if (await block() !== undefined)
        blocks.reload();
    }, 'danger')));
  }
}

const block = () => ask({
  title: 'Block a domain',
  text: 'Streams with it end at once. "*." and a name stands for all below it.',
  fields: [{ name: 'pattern', label: 'Domain', required: true }],
  verb: 'Block',
  kind: 'danger',
  done: given => `${given.pattern} is blocked.`,
}, given => post('/federation/blocks', given));
