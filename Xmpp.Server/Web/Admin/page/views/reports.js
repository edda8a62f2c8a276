import { part, post } from '../api.js';
import { attempt, el, labelled } from '../dom.js';
import { pagedTable, time } from '../table.js';

export function reports(section, me) {
  const state = el('select', {}, ['open', 'resolved'].map(name => el('option', { value: name }, name)));
  const list = pagedTable({
    caption: 'What users have reported',
    path: '/reports',
    query: { state: 'open' },
    columns: [
      { title: 'Reported', of: report => report.reported },
      { title: 'By', of: report => report.reporter },
      { title: 'When', of: report => time(report.received) },
      { title: 'Reason', of: report => report.reason?.split(':').at(-1) },
      { title: 'Text', of: report => report.text },
      { title: 'Dealt with', of: report => report.resolved ? el('span', {}, time(report.resolved), ` ${report.resolvedBy ?? ''}`) : null },
    ],
    actions: report => me.may('moderator') && !report.resolved ? [['Done', () => attempt(
      () => post(`/reports/${part(report.id)}/resolve`), 'The report is dealt with.')]] : [],
    empty: 'No report.',
  });
  state.addEventListener('change', () => list.reload({ state: state.value }));
  section.append(el('div', { class: 'tools' }, labelled('Show', state)), list);
}
