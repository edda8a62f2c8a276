import { get, part, put, remove } from '../api.js';
import { ask, attempt, showPairs } from '../dom.js';
import { pagedTable, pairsOf, yes } from '../table.js';

export function rooms(section, me) {
  section.append(pagedTable({
    caption: 'Rooms, hidden ones too',
    path: '/rooms',
    columns: [
      { title: 'Address', of: room => room.jid },
      { title: 'Name', of: room => room.name },
      { title: 'Public', of: room => yes(room.public) },
    ],
    actions: room => [
      ['Details', () => details(room.jid)],
      ...(me.may('moderator') ? [
        ['Affiliation', () => grant(room.jid)],
        ['Destroy', () => destroy(room.jid), 'danger'],
      ] : []),
    ],
    empty: 'No room.',
  }));
}

async function details(jid) {
  const room = await attempt(() => get(`/rooms/${part(jid)}`));
  if (room)
    await showPairs(jid, pairsOf(room));
  return false;
}

const grant = async jid => await ask({
  title: `Affiliation in ${jid}`,
  fields: [
    { name: 'account', label: 'Address', required: true },
    { name: 'affiliation', label: 'Affiliation', options: ['owner', 'admin', 'member', 'none', 'outcast'], value: 'member' },
  ],
  verb: 'Give',
  done: given => `${given.account}: ${given.affiliation}.`,
}, given => put(`/rooms/${part(jid)}/affiliation`, given)) !== undefined;

const destroy = async jid => await ask({
  title: `Destroy ${jid}?`,
  text: 'Its occupants are told, and its archive goes with it. That cannot be undone.',
  fields: [{ name: 'reason', label: 'Reason, for its occupants' }],
  verb: 'Destroy',
  kind: 'danger',
  done: `${jid} is destroyed.`,
}, given => remove(`/rooms/${part(jid)}`, given)) !== undefined;
