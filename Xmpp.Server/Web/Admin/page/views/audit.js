import { pagedTable, time } from '../table.js';

export function audit(section) {
  section.append(pagedTable({
    caption: 'What administrators did, the newest first',
    path: '/audit',
    columns: [
      { title: 'When', of: entry => time(entry.at) },
      { title: 'Who', of: entry => entry.actor },
      { title: 'By', of: entry => entry.door },
      { title: 'From', of: entry => entry.address },
      { title: 'What', of: entry => entry.operation },
      { title: 'On', of: entry => entry.target },
      { title: 'Outcome', of: entry => entry.outcome },
    ],
    empty: 'Nothing yet.',
  }));
}
