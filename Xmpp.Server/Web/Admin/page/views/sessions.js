import { part, remove } from '../api.js';
import { ask, button, el } from '../dom.js';
import { pagedTable, time } from '../table.js';

/** only: the account whose sessions are asked for; all without. */
export function sessions(section, me, only) {
  const list = pagedTable({
    caption: only ? `Sessions of ${only}` : 'Sessions',
    path: '/sessions',
    query: { jid: only },
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
  section.append(el('div', { class: 'tools' }, button('Refresh', () => list.reload()), only ? el('a', { href: '#sessions' }, 'All sessions') : null), list);
}

function stateOf(session) {
  if (session.streamManagement === 'waiting')
    return 'away, may resume';
  return session.available ? session.inactive ? 'available, not looking' : 'available' : 'not available';
}

const end = async session => await ask({
  title: `End ${session.jid}?`,
  text: 'The client is closed; it may log in again.',
  verb: 'End',
  kind: 'danger',
  done: 'The session has ended.',
}, () => remove(`/accounts/${part(session.account)}/sessions`, { resource: session.resource })) !== undefined;
