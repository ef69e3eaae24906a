// Lays what pages take from npm into htdocs/static/vendor/: Tabler's stylesheet without the rules that no page uses, htmx, and one sprite
// of the icons named in htdocs/static/icons.txt (one a line, `name` or `filled/name`; `#` begins a comment). Each icon becomes
// <symbol id="icon-NAME">, a filled one <symbol id="icon-NAME-filled">. The designer's icons (scripts/design-icons.txt) are a sprite of their own.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PurgeCSS } from 'purgecss';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const from = (path) => join(root, 'node_modules', path);
const vendor = join(root, 'htdocs/static/vendor');
const fresh = from('.vendor');  // built aside and put in place whole

const files = {
  'icons.LICENSE': '@tabler/icons/LICENSE',
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
  'htmx.LICENSE': 'htmx.org/LICENSE',
};

function iconNames(list) {
  const names = readFileSync(join(root, list), 'utf8').split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s/)[0].replace(/^outline\//, '')).filter(Boolean);
  return [...new Set(names)].sort();
}

function symbol(name) {
  const filled = name.startsWith('filled/');
  const base = filled ? name.slice('filled/'.length) : name;
  const path = from(`@tabler/icons/icons/${filled ? 'filled' : 'outline'}/${base}.svg`);
  if (!/^[a-z0-9-]+$/.test(base) || !existsSync(path)) throw new Error(`icons.txt or design-icons.txt: there is no icon "${name}"`);
  const body = readFileSync(path, 'utf8')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/^[^]*?<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, '')
    .replace(/\s*\n\s*/g, '');
  const paint = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="icon-${base}${filled ? '-filled' : ''}" viewBox="0 0 24 24" ${paint}>${body}</symbol>`;
}

// Drops the pointers to source maps, which are not shipped: browsers would ask for them in vain.
function copy(name, path) {
  if (!/\.(css|js)$/.test(name)) return cpSync(from(path), join(fresh, name));
  const text = readFileSync(from(path), 'utf8').replace(/\n?(\/\*# sourceMappingURL=[^*]*\*\/|\/\/# sourceMappingURL=\S*)\s*$/, '\n');
  writeFileSync(join(fresh, name), text);
}

// A rule stays if every class, id and element that it names occurs in a template or a script; so templates write Tabler's classes whole
// (of the classes made of a value, `bdg-state-{{state}}` and its like, all are in app.css, which is not touched). A colour or measure stays
// if what is left, or app.css, reads it.
async function stylesheet(name) {
  const own = readFileSync(join(root, 'htdocs/static/app.css'), 'utf8');
  const [{ css }] = await new PurgeCSS().purge({
    content: [join(root, 'htdocs/templates/**/*.html'), join(root, 'htdocs/static/*.js'), join(root, 'tests/fixtures/patterns/*.html')],
    css: [from(`@tabler/core/dist/css/${name}`)],
    extractors: [{ extensions: ['html', 'js'], extractor: (text) => text.match(/[A-Za-z0-9_:/-]+/g) ?? [] }],
    keyframes: true, fontFace: true, variables: true,
    safelist: { standard: [':root', 'html', 'body'], variables: [...new Set(own.match(/--[a-z0-9-]+/g))] },
  });
  writeFileSync(join(fresh, name), css.replace(/\/\*# sourceMappingURL=[^*]*\*\//, ''));
}

try {
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const [name, path] of Object.entries(files)) copy(name, path);
  for (const name of ['tabler.min.css', 'tabler.rtl.min.css']) await stylesheet(name);      // the second for languages from right to left
  for (const [file, list] of [['icons.svg', 'htdocs/static/icons.txt'], ['design-icons.svg', 'scripts/design-icons.txt']])
    writeFileSync(join(fresh, file), `<svg xmlns="http://www.w3.org/2000/svg">\n${iconNames(list).map(symbol).join('\n')}\n</svg>\n`);
  rmSync(vendor, { recursive: true, force: true });
  renameSync(fresh, vendor);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
