import { get, post } from '../api.js';
import { attempt, button, el, show } from '../dom.js';
import { pagedTable, time, yes } from '../table.js';

/** Days left that are few. */
export const soon = 14;

export function server(section, me) {
  const list = pagedTable({
    caption: 'Certificates',
    path: '/certificates',
    columns: [
      { title: 'Host', of: certificate => certificate.host },
      { title: 'Days left', kind: 'number', of: certificate =>
        el('span', { class: certificate.daysLeft < soon ? 'warning' : null }, String(certificate.daysLeft)) },
      { title: 'Until', of: certificate => time(certificate.notAfter) },
      { title: 'Issuer', of: certificate => certificate.selfMade ? 'made here; clients will ask' : certificate.issuer },
      { title: 'Names the host', of: certificate => yes(certificate.coversHost) },
      { title: 'Serial number', of: certificate => certificate.serial },
    ],
    empty: 'None.',
  });
  section.append(list);
  if (me.everywhere !== 'admin')
    return;
  section.append(el('p', { class: 'buttons' },
    button('Read certificates again', async () => {
      if (await attempt(() => post('/certificates/reload'), 'The certificates were read again.'))
        list.reload();
    }),
    button('Read server.toml again', async () => {
      const reloaded = await attempt(() => post('/configuration/reload'), 'The configuration was read again.');
      if (reloaded)
        show('The configuration was read again', 'What changed, and what needs a restart:',
          [...reloaded.changed.map(key => `changed: ${key}`), ...reloaded.needRestart.map(key => `needs a restart: ${key}`)].join('\n') || 'Nothing.');
    }),
    button('Show the configuration', async () => {
      const shown = await attempt(() => get('/configuration'));
      if (shown)
        show('The configuration in force', 'Without secrets.', shown.toml);
    })));
}
