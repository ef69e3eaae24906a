// What the graphics designer offers -> design.gen.c: icons out of the npm package, named in design-icons.txt, and the designs to start from, out of
// htdocs/static/samples/*.json.   usage: node scripts/gen-design.mjs OUT.c
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const quoted = (text) => '"' + text.replace(/[\\"?]/g, '\\$&') + '"';
const pieces = (text) => text.match(/.{1,120}/gsu).map((piece) => '      ' + quoted(piece)).join('\n');

// One outline of all its paths; what is no path (there is hardly any) is refused by name.
function icon(line) {
  const [, kind, name, words] = /^(filled|outline)\/([a-z0-9-]+)\s+(\S.*)$/.exec(line) ?? [];
  const path = join(root, 'node_modules/@tabler/icons/icons', kind ?? '', `${name}.svg`);
  if (!kind || !existsSync(path)) throw new Error(`design-icons.txt: ${line}`);
  const body = readFileSync(path, 'utf8').replace(/<!--[^]*?-->/g, '').replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '');
  if (/<(?!svg|\/svg|path)[a-z]/.test(body)) throw new Error(`${name} holds something other than paths`);
  const d = [...body.matchAll(/<path[^>]*\sd="([^"]+)"/g)].map((m) => m[1].replace(/^m/, 'M')).join('');
  return { name: `${name}${kind === 'filled' ? '-filled' : ''}`, words, filled: Number(kind === 'filled'), d };
}

const lines = readFileSync(join(root, 'scripts/design-icons.txt'), 'utf8').split('\n').map((line) => line.replace(/^#.*/, '').trim()).filter(Boolean);
const icons = lines.map(icon);
const folder = join(root, 'htdocs/static/samples');
const samples = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => {
  const { name, ...design } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return { file: file.slice(0, -'.json'.length), order: design.order ?? 99, name, text: JSON.stringify({ ...design, order: undefined }) };
}).sort((a, b) => a.order - b.order);

const out = process.argv[2];
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `/* Made by scripts/gen-design.mjs. The icons are Tabler's (MIT licence); their version is in package.json. */
#include "core/design/design.h"

const bdg_design_icon_t bdg_design_icons[] = {
${icons.map((i) => `    { ${quoted(i.name)}, ${quoted(i.words)}, ${i.filled},\n${pieces(i.d)} },`).join('\n')}
    { NULL, NULL, 0, NULL }
};

const bdg_sample_t bdg_design_samples[] = {
${samples.map((s) => `    { ${quoted(s.file)}, ${quoted(s.name)},\n${pieces(s.text)} },`).join('\n')}
    { NULL, NULL, NULL }
};
`);
