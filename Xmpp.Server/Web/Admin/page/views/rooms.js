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
    showPairs(jid, pairsOf(room));
  return false;
}

async function grant(jid) {
  const given = await ask(`Affiliation in ${jid}`, null, [
    { name: 'account', label: 'Address', required: true },
    { name: 'affiliation', label: 'Affiliation', options: ['owner', 'admin', 'member', 'none', 'outcast'], value: 'owner' },
  ], 'Give');
  return given !== null && await attempt(() => put(`/rooms/${part(jid)}/affiliation`, given), `${given.account}: ${given.affiliation}.`) !== undefined;
}

async function destroy(jid) {
  const given = await ask(`Destroy ${jid}?`, 'Its occupants are told, and its archive goes with it. That cannot be undone.', [
    { name: 'reason', label: 'Reason, for its occupants' },
  ], 'Destroy', 'danger');
  return given !== null && await attempt(() => remove(`/rooms/${part(jid)}`, { reason: given.reason }), `${jid} is destroyed.`) !== undefined;
}
