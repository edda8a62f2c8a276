// A line over time, drawn as SVG; what it shows is also said in words.

const ns = 'http://www.w3.org/2000/svg';
const width = 300;
const height = 80;

/** title: what it is; values: numbers, the oldest first; format: number → text. */
export function graph(title, values, format = value => String(value)) {
  const last = values.at(-1) ?? 0;
  const most = Math.max(...values, 0);
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const name = document.createElement('span');
  name.textContent = title;
  const value = document.createElement('strong');
  value.textContent = format(last);
  caption.append(name, value);
  const svg = make('svg', {
    viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img',
    'aria-label': `${title}: now ${format(last)}, at most ${format(most)} in the last ten minutes`,
  });
  if (values.length > 1) {
    const points = values.map((v, i) => `${(i / (values.length - 1)) * width},${height - 2 - (most > 0 ? v / most : 0) * (height - 8)}`);
    svg.append(
      make('polygon', { class: 'area', points: `0,${height} ${points.join(' ')} ${width},${height}` }),
      make('polyline', { class: 'line', points: points.join(' ') }));
  }
  figure.append(caption, svg);
  return figure;
}

function make(name, attributes) {
  const node = document.createElementNS(ns, name);
  for (const [key, value] of Object.entries(attributes))
    node.setAttribute(key, value);
  return node;
}
