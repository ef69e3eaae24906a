// Where the pages are that pages.json names in braces. What is not there after the demo is made here, through the pages, once for an instance.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { button, checked, link, newBadge, step, upload } from './errand.mjs';
import { demo, file, here } from './support.mjs';

const HEADINGS = 'Recipient name,Recipient email,Issue date,Pool hours\n';
const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const WRONG = csv('autumn-course.csv', `${HEADINGS}Ida Holm,ida.holm@example.org,2026-09-01,40\nNo Address,,2026-09-01,41
Two Addresses,"one@example.org; two@example.org",2026-09-01,38\nFeb Thirty,feb@example.org,31/02/2026,40\nMany Hours,hours@example.org,2026-09-01,about forty
Ida Holm,ida.holm@example.org,2026-09-01,40\nPer Lund,per.lund@gmial.com,2026-09-01,39\n=SUM(A1),sum@example.org,2026-09-01,44\n`);
const ASKING = csv('members.csv', 'Member,Where to write,When,Where from\nIda Holm,ida.holm@example.org,03/04/2026,Leeds\nPer Lund,per.lund@example.org,05/06/2026,York\n');
const BOUNCED = csv('bounced.csv', 'Recipient name,Recipient email\nNobody Here,nobody@bounce.example\nNora Berg,nora.berg@example.org\n');

const stage = (...args) => execFileSync('/usr/bin/python3', [file('tests/browser/stage.py'), ...args], { env: { ...process.env, VAR: here } });
const first = async (page, path) => {
  await page.goto(path);
  return page.locator('.bdg-row-link').first().evaluate((a) => a.href);
};
const named = async (page, badge, name) => {
  await page.goto(`admin/batches/new?badge=${badge.split('/').at(-1)}`);
  await page.fill('#name', name);
  await button(page, 'Continue').click();
  await page.waitForURL(/\/upload$/);
  return page.url().replace(/\/upload$/, '');
};
const batchOf = (page) => page.url().replace(/\/\w+(\?.*)?$/, '');

// Two awards revoked together, and a mail that bounced: { revocation, credential_revoked, revoked }.
async function revoke(page) {
  const control = join(here, 'mail/control.json');
  writeFileSync(`${control}.part`, JSON.stringify({ rules: [{ to: '*@bounce.example', rcpt: '550 5.1.1 There is no such person here' }] }), { mode: 0o644 });
  renameSync(`${control}.part`, control);
  const badge = await newBadge(page, 'Pool Attendant');
  await upload(page, badge, 'Attendants, withdrawn', BOUNCED);
  await link(page, /^Continue with/).click();
  await page.waitForURL(/\/review/);
  await page.getByLabel(/Send each recipient a mail/).check();
  await button(page, /^Issue /).click();
  await page.locator('h1 .bdg-state-issued').or(link(page, 'See what became of it')).first().waitFor();
  await page.goto(`admin/messages?q=nobody%40bounce.example`);
  const bounced = page.locator('#list .bdg-state-failed, #list .bdg-state-given_up');
  for (const until = Date.now() + 30000; !(await bounced.count()); await page.reload())
    if (Date.now() > until) throw new Error('No mail of the batch has failed within 30 seconds.');
  await page.goto(`admin/credentials?badge=${badge.split('/').at(-1)}`);
  const credential = await page.locator('.bdg-row-link').first().evaluate((a) => a.href);
  for (const box of await page.locator('tbody .bdg-choose input').all()) await box.check();
  await button(page, 'Revoke…').click();
  await page.fill('#reason', 'The course was not held.');
  await button(page, /^Revoke/).click();
  await page.waitForURL(/\/revocations\//);
  return { revocation: page.url(), credential_revoked: credential, revoked: credential.replace('/admin/credentials/', '/assertions/') };
}

// An application asks: the address of its question. Another one was allowed, so that the list of those holds something.
async function allow(page) {
  const scope = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly offline_access', back = 'https://wallet.example.org/back', verifier = 'v'.repeat(43);
  const challenge = { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
  const register = async (client_name) => (await (await page.request.post('oauth/register', { data: { client_name, scope, client_uri: 'https://wallet.example.org/',
    tos_uri: 'https://wallet.example.org/terms', redirect_uris: [back], token_endpoint_auth_method: 'none' } })).json()).client_id;
  const question = (client_id) => `${demo.base_url}/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id, redirect_uri: back, scope, state: 's', ...challenge })}`;
  const [allowed, asking] = [await register('Example Wallet'), await register('A Wallet That Asks')];
  await page.route(`${back}**`, (route) => route.fulfill({ body: '' }));
  await page.goto(question(allowed));
  await button(page, 'Allow').click();
  await page.waitForURL(`${back}**`);
  const code = new URL(page.url()).searchParams.get('code');
  await page.request.post('oauth/token', { form: { grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier, client_id: allowed } });
  return question(asking);
}

// Another issuer endorses the demo's badge, its issuer and a credential, and has one request to answer. It is archived in the end, so that new badges
// still have but one issuer to choose: { endorsement, endorsement_made, endorsement_public }.
async function endorsements(page, { badge, issuer, credential }) {
  await page.goto('admin/issuers/new');
  for (const [field, value] of Object.entries({ name: 'Leeds Swimming Board', url: 'https://www.leeds-swimming.example', email: 'board@leeds-swimming.example' })) await page.fill(`#${field}`, value);
  await button(page, 'Create the issuer').click();
  await page.waitForURL(/\/issuers\/\w{26}$/);
  const board = page.url(), found = {};
  const ask = async (thing) => {
    await page.goto(`${thing}/endorsements`);
    await page.fill('#issuer', board.replace('/admin/', '/'));
    await page.fill('#message', 'You saw our course in March.\nWould you put in a word for it?');
    await button(page, 'Ask them').click();
    await page.locator('.bdg-endorsements .bdg-state').first().waitFor();
    return first(page, 'admin/endorsements');
  };
  for (const thing of [badge, issuer, credential]) {
    found.endorsement_made = await ask(thing);
    await page.goto(found.endorsement_made);
    await page.fill('#comment', 'We send our own people to it: **nobody** comes back who could not bring a swimmer ashore.');
    await button(page, /^Endorse as/).click();
    await link(page, 'Revoke…').waitFor();
  }
  found.endorsement_public = found.endorsement_made.replace('/admin/', '/');
  found.endorsement = await ask(Object.values(demo.badges)[1]);
  await page.goto(`${badge}/endorsements`);
  await page.fill('#name', 'National Lifesaving Register');
  await page.fill('#url', 'https://register.lifesaving.example/endorsements/1874');
  await button(page, 'Name it').click();
  await page.goto(`${board}/archive`);
  await button(page, 'Archive the issuer').click();
  return found;
}

// A faculty with teams below the demo's organisation: { organisation_top, organisation, organisation_move }.
async function organisations(page) {
  const add = async (parent, name, description = '') => {
    await page.goto(`${parent}/new`);
    await page.fill('#name', name);
    await page.fill('#description', description);
    await button(page, 'Add the organisation').click();
    await page.waitForURL((url) => !url.pathname.endsWith('/new'));
    return page.url();
  };
  await page.goto('admin/organisations');
  const top = await page.locator('.bdg-tree-row a').first().evaluate((a) => a.href);
  const sports = await add(top, 'Faculty of Sport', 'Everything that is taught in the water and beside it.');
  const law = await add(top, 'Faculty of Law');
  await add(sports, 'Swimming');
  await add(sports, 'Rowing and Canoeing');
  const team = await add(law, 'Advocacy');
  return { organisation_top: top, organisation: sports, organisation_move: `${team}/move`, organisation_move_to: `${team}/move?to=${sports.split('/').at(-1)}`, organisation_remove: `${team}/remove` };
}

// The organisation's landing page, with a picture and a text, public.
async function landing(page) {
  await page.goto('admin/look/landing');
  await page.fill('#lead', 'Evening and weekend courses in sport, first aid and coaching, with badges that anyone can verify.');
  await page.fill('#body', 'We have taught in Leeds since **1951**.\n\n## What you get\n\n- a badge for each course\n- a page that you can share\n- [our programme](https://www.northgate.example)');
  await page.setInputFiles('#picture', file('tests/fixtures/pictures/photo.jpg'));
  await page.fill('#picture_alt', 'Four coloured fields');
  await button(page, /^(Publish|Save) the landing page/).click();      // another test may have published it
  await page.locator('h1 .bdg-state-good').waitFor();
  return link(page, 'Open it').evaluate((a) => a.href);
}

// A framework of skills, and a badge that speaks two languages: { framework, framework_old, badge_languages, badge_several, language_public }.
const SKILLS = csv('skills.csv', `Name,Code,Description,Type,Parent\nIn the water,W,What a swimmer can do in the water,Area,\nSwims fifty metres in clothes,W.1,"Without stopping, in water of any depth",Skill,W
Throws a rescue line,W.2,From the bank or from a boat,Skill,W\nBrings a swimmer ashore,W.3,,Skill,W\nOn land,L,What a lifeguard can do beside the water,Area,\nGives first aid,L.1,,Skill,L\n`);
async function making(page) {
  const bring = async (address) => {
    await page.goto(address);
    await page.setInputFiles('#file', SKILLS);
    await page.fill('#name', 'Water Skills of Leeds');
    await page.fill('#url', 'https://www.leeds-swimming.example/skills');
    await page.fill('#publisher', 'Leeds Swimming Board');
    await page.fill('#version', '2026');
    await button(page, /^(Bring|Replace) the framework$/).click();
    await page.waitForURL(/\/frameworks\/\w{26}$/);
    return page.url();
  };
  const framework_old = await bring('admin/frameworks/new'), framework = await bring(`${framework_old}/replace`);
  const badge = await newBadge(page, 'Safe by the Sea');
  await page.goto(`${badge}/languages`);
  await button(page, 'Add a language').click();
  await page.selectOption('#language_0', 'de');
  await page.fill('#name_0', 'Sicher am Meer');
  await page.fill('#description_0', 'Kennt die Fahnen, die Strömung und den Weg zur Hilfe.');
  await page.fill('#criteria_text_0', 'Einen Tag am Strand, mit den Rettungsschwimmern.');
  await button(page, 'Save').click();
  await page.locator('.bdg-alert-success').waitFor();
  return { framework, framework_old, badge_languages: `${badge}/languages`, badge_several: badge.replace('/admin/', '/'), language_public: `${badge.replace('/admin/', '/')}/languages/de` };
}

// A graphic of the designer, with a tag.
async function drawn(page) {
  await page.goto('admin/graphics/draw?from=sustainability');
  await page.fill('#tags', 'environment, 2026');
  await button(page, 'Put it in the library').click();
  await page.waitForURL(/\/graphics\/\w{26}$/);
  return page.url();
}

/** { name: absolute address }. page: signed in. */
// A custom role, held by nobody: { role }.
async function role(page) {
  await page.goto('admin/roles/new');
  await page.fill('#display_name', 'Course office');
  await page.fill('#name', 'course_office');
  await page.fill('#description', 'Prepares badges and looks after the people of the courses.');
  for (const name of ['Manage people', 'Change badges', 'Publish badges', 'See credentials and reports']) await page.getByLabel(name, { exact: false }).first().check();
  await button(page, 'Create the role').click();
  await page.waitForURL(/\/roles\/\w{26}$/);
  return { role: page.url() };
}

// Two people in a group, one of them moved to another: { person, group, people_act }.
async function people(page) {
  const groups = [];
  for (const name of ['Evening course', 'Morning course']) {
    await page.goto('admin/groups/new');
    await page.fill('#name', name);
    await button(page, 'Make the group').click();
    await page.waitForURL(/\/groups\/\w{26}$/);
    groups.push(page.url());
  }
  for (const [first, last] of [['Ingrid', 'Falk'], ['Tomás', 'Ó Briain']]) {
    await page.goto(`admin/people/new?group=${groups[0].split('/').at(-1)}`);
    await page.fill('#email', `${first.slice(0, 3).toLowerCase()}@people.example.org`);
    await page.fill('#first_name', first);
    await page.fill('#last_name', last);
    await page.selectOption('#role', { label: 'User' });
    await button(page, 'Send the invitation').click();
    await page.waitForURL(/\/people\/\w{26}$/);
  }
  const person = page.url();
  await page.goto(`admin/people?group=${groups[0].split('/').at(-1)}`);
  await page.locator('tbody .bdg-choose input').first().check();
  await page.selectOption('select[name=to]', { label: 'Morning course' });
  await button(page, /^Move there/).click();
  await button(page, /^Move 1 person/).click();
  await page.waitForURL(/\/acts\//);
  return { person, group: groups[0], people_act: page.url() };
}

// A file of people that is checked, one row of it wrong.
async function peopleImport(page) {
  const rows = ['Email,First name,Last name,External ID', 'ida@import.example.org,Ida,Holm,17', 'jon@import.example.org,Jón,Þórsson,18', 'nowhere,Kit,Lane,19'];
  await page.goto('admin/people/imports/new');
  await page.selectOption('#role', { label: 'User' });
  await page.setInputFiles('#file', { name: 'members.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await button(page, 'Upload and check').click();
  await page.waitForURL(/\/imports\/\w{26}$/);
  return { people_import: page.url() };
}

export async function places(page) {
  const kept = join(here, 'places.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const badge = Object.values(demo.badges)[0];
  const found = {
    assertion: demo.assertions[0], badge_class: demo.badge_class, issuer_public: demo.issuer, badge, badge_id: badge.split('/').at(-1), batch: demo.batch,
    issuer: demo.issuer.replace('/issuers/', '/admin/issuers/'), credential: demo.assertions[0].replace('/assertions/', '/admin/credentials/'),
  };
  found.graphic = await first(page, 'admin/graphics');
  found.drawn = await drawn(page);
  found.draft = await newBadge(page, 'Pool Supervisor', { publish: false });
  found.batch_named = await named(page, badge, 'Winter course');
  await upload(page, badge, 'Members of the club', ASKING);
  found.batch_asking = batchOf(page);
  await upload(page, badge, 'Autumn course', WRONG);
  found.batch_wrong = batchOf(page);
  found.cells = await page.locator('.bdg-found').getByRole('link', { name: /^Correct/ }).first().evaluate((a) => a.href);
  const other = Object.values(demo.badges)[1];
  await upload(page, other, 'First aiders of the spring', file('conf/dev/recipients.csv'));
  found.batch_ready = batchOf(page);
  await upload(page, other, 'First aiders of the summer', file('conf/dev/recipients.csv'));
  found.batch_issuing = batchOf(page);
  stage('issuing', found.batch_issuing.split('/').at(-1));
  Object.assign(found, await revoke(page));
  found.allow = await allow(page);
  found.landing = await landing(page);
  Object.assign(found, await endorsements(page, found));
  Object.assign(found, await making(page));
  Object.assign(found, await organisations(page));
  Object.assign(found, await role(page));
  Object.assign(found, await people(page));
  Object.assign(found, await peopleImport(page));
  writeFileSync(kept, JSON.stringify(found, null, 1));
  return found;
}
