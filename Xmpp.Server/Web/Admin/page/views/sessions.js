import { part, remove } from '../api.js';
import { ask, attempt, button, el } from '../dom.js';
import { pagedTable, time } from '../table.js';

export function sessions(section, me) {
  const list = pagedTable({
    caption: 'Sessions',
    path: '/sessions',
    columns: [
      { title: 'Address', of: session => session.jid },
      { title: 'Since', of: session => time(session.since) },
      { title: 'From', of: session => session.address },
      { title: 'By', of: session => session.transport && `${session.transport}${session.tls ? `, ${session.tls}` : ''}` },
      { title: 'State', of: stateOf },
      { title: 'Waiting', of: session => String(session.unacknowledged), kind: 'number' },
    ],
    actions: session => me.may('moderator') ? [['End', () => end(session), 'danger']] : [],
    empty: 'Nobody is online.',
  });
  section.append(el('div', { class: 'tools' }, button('Refresh', () => list.reload())), list);
}

function stateOf(session) {
  if (session.streamManagement === 'waiting')
    return 'away, may resume';
  return session.available ? session.inactive ? 'available, not looking' : 'available' : 'not available';
}

async function end(session) {
  if (!await ask(`End ${session.jid}?`, 'The client is closed; it may log in again.', [], 'End', 'danger'))
    return false;
  return await attempt(
    () => remove(`/accounts/${part(session.account)}/sessions`, { resource: session.resource }), 'The session has ended.') !== undefined;
}
