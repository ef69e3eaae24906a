// What we issue is taken by verifiers that are not ours, and by ours; what was tampered with by none of them. VAR is an instance made for this.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import bakery from 'openbadges-bakery';
import { changed, decode, embedded, tokens } from './tampered.mjs';
import { consortium, digitalBazaar, jwt, ours, shared, signed2 } from './verifiers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)), base = process.env.BASE_URL;
const stage = (...args) => execFileSync('/usr/bin/python3', [join(root, 'tests/interop/stage.py'), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const at = (id, suffix) => `${base}/assertions/${id}${suffix}`;
async function get(url, type = 'text') {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return type === 'bytes' ? Buffer.from(await answer.arrayBuffer()) : answer[type]();
}

/** Each verifier's verdict of it is as expected. */
async function agree(expected, verifiers) {
  const got = {};
  for (const [name, verdict] of Object.entries(verifiers)) {
    const result = await verdict;
    if (result.verdict !== expected) got[name] = `${result.verdict}${result.why ? `: ${result.why}` : ''}`;
  }
  assert.deepEqual(got, {}, `expected: ${expected}`);
}
/** No verifier takes it. */
async function refused(verifiers) {
  const taken = [];
  for (const [name, verdict] of Object.entries(verifiers)) if ((await verdict).verdict === 'valid') taken.push(name);
  assert.deepEqual(taken, [], 'taken by');
}
const embeddedBy = (c, text = JSON.stringify(c)) => ({ digitalBazaar: digitalBazaar(c), consortium: consortium(c), ours: ours(text) });
const tokenBy = (text) => ({ jose: jwt(text), ours: ours(text) });
const signedBy = (text) => ({ jose: signed2(text), ours: ours(text) });

let made;
before(() => { made = JSON.parse(stage('awards')); });

const VERDICTS = [['plain', 'valid'], ['rich', 'valid'], ['expired', 'expired'], ['other', 'valid']];

describe('what we issue', () => {
  for (const [name, verdict] of VERDICTS) {
    test(`${name}, Open Badges 3.0 with a proof in it`, async () => {
      const text = await get(at(made[name], '.vc.json')), c = JSON.parse(text);
      await agree(verdict, embeddedBy(c, text));
      await agree(verdict, { ours: ours(at(made[name], '.vc.json')) });
      if (shared('schemas/ob_v3p0_achievementcredential_schema.json')) assert.equal((await consortium(c)).schema?.valid, true);
    });
    test(`${name}, Open Badges 3.0 as VC-JWT`, async () => agree(verdict, tokenBy(await get(at(made[name], '.jwt')))));
    test(`${name}, Open Badges 2.0, signed`, async () => agree(verdict, signedBy(await get(at(made[name], '.jws')))));
    test(`${name}, Open Badges 2.0, hosted`, async () => agree(verdict, { document: ours(await get(at(made[name], '.json'))), address: ours(at(made[name], '')) }));
  }
});

test('an endorsement as a credential of Open Badges 3.0: its proof holds, and not for another claim', async () => {
  const c = JSON.parse(await get(`${base}/endorsements/${made.endorsement}.vc.json`));
  await agree('valid', { digitalBazaar: digitalBazaar(c), ours: ours(JSON.stringify(c)) });
  c.credentialSubject.endorsementComment += '.';
  await refused({ digitalBazaar: digitalBazaar(c), ours: ours(JSON.stringify(c)) });
});

test('endorsements inside of a credential: taken with it, each proof holds by itself, and nothing in them can be changed', async () => {
  const text = await get(at(made.endorsed, '.vc.json')), c = JSON.parse(text);
  const places = ['endorsement', 'issuer.endorsement', 'credentialSubject.achievement.endorsement'];
  await agree('valid', embeddedBy(c, text));
  await agree('valid', tokenBy(await get(at(made.endorsed, '.jwt'))));
  await agree('valid', { ours: ours(await get(at(made.endorsed, '.vc.png'), 'bytes')) });
  for (const place of places) {
    const list = place.split('.').reduce((v, key) => v[key], c);
    assert.equal(list.length, 2, place);
    for (const one of list) await agree('valid', { digitalBazaar: digitalBazaar(one), ours: ours(JSON.stringify(one)) });
    await refused(embeddedBy(changed(c, `${place}.0.credentialSubject.endorsementComment`, 'Nothing.')));
    await refused(embeddedBy(changed(c, `${place}.1.proof.0.proofValue`, (v) => v.slice(0, 20) + (v[20] === '2' ? '3' : '2') + v.slice(21))));
    await refused(embeddedBy(changed(c, place, (all) => all.slice(1))));
  }
});

/** The texts of a PNG's iTXt chunks with this keyword; every chunk's checksum holds. */
function baked(png, keyword) {
  const found = [];
  for (let i = 8; i < png.length;) {
    const size = png.readUInt32BE(i), data = png.subarray(i + 8, i + 8 + size);
    if (crc32) assert.equal(crc32(png.subarray(i + 4, i + 8 + size)), png.readUInt32BE(i + 8 + size));
    if (png.toString('latin1', i + 4, i + 8) === 'iTXt' && data.toString('latin1').startsWith(keyword + '\0')) found.push(data.toString('utf8', keyword.length + 5));
    i += size + 12;
  }
  return found;
}
const extracted = (image) => new Promise((done, fail) => { bakery.extract(image, (error, data) => (error ? fail(error) : done(String(data)))); });

describe('what we bake', () => {
  for (const [suffix, document] of [['', '.json'], ['.signed', '.jws']]) {
    for (const kind of ['png', 'svg']) {
      test(`Open Badges 2.0${suffix}, ${kind}`, async () => {
        const image = await get(at(made.rich, `${suffix}.${kind}`), 'bytes'), inside = await extracted(image);
        assert.equal(inside.trim(), await get(at(made.rich, document)));
        await agree('valid', { ours: ours(image) });
      });
    }
  }
  for (const [suffix, document] of [['.vc', '.vc.json'], ['.jwt', '.jwt']]) {
    test(`Open Badges 3.0${suffix}, png`, async () => {
      const image = await get(at(made.rich, `${suffix}.png`), 'bytes');
      assert.deepEqual(baked(image, 'openbadgecredential'), [await get(at(made.rich, document))]);
      await agree('valid', { ours: ours(image) });
    });
    test(`Open Badges 3.0${suffix}, svg`, async () => {
      const image = await get(at(made.rich, `${suffix}.svg`)), text = await get(at(made.rich, document));
      assert.ok(image.includes(suffix === '.jwt' ? `verify="${text}"` : `<![CDATA[${text}]]>`));
      await agree('valid', { ours: ours(image) });
    });
  }
});

describe('what was taken back', () => {
  let kept;
  before(async () => {
    kept = {};
    for (const suffix of ['.vc.json', '.jwt', '.jws', '.json']) kept[suffix] = await get(at(made.rich_withdrawn, suffix));
    stage('revoke', made.rich_withdrawn);
    // Shown by every process within a second.
    const deadline = Date.now() + 10_000;
    while ((await fetch(at(made.rich_withdrawn, ''), { headers: { Accept: 'application/ld+json' } })).status !== 410) assert.ok(Date.now() < deadline, 'still there');
  });
  test('Open Badges 3.0 with a proof in it', async () => agree('revoked', embeddedBy(JSON.parse(kept['.vc.json']), kept['.vc.json'])));
  test('Open Badges 3.0 as VC-JWT', async () => agree('revoked', tokenBy(kept['.jwt'])));
  test('Open Badges 2.0, signed', async () => agree('revoked', signedBy(kept['.jws'])));
  test('Open Badges 2.0, hosted', async () => agree('revoked', { document: ours(kept['.json']), address: ours(at(made.rich_withdrawn, '')) }));
});

describe('what was tampered with', () => {
  test('Open Badges 3.0 with a proof in it', async (t) => {
    const [c, other, foreign] = await Promise.all([made.rich, made.plain, made.other].map((id) => get(at(id, '.vc.json'), 'json')));
    const list = Object.entries(await embedded(c, other, foreign));
    assert.ok(list.length >= 50);
    for (const [name, variant] of list) await t.test(name, () => refused(embeddedBy(variant)));
    // The same said in other words is still true.
    await t.test('another order of members is no change', () => agree('valid', embeddedBy(Object.fromEntries(Object.entries(c).reverse()))));
    await t.test('one of the same again is no change', () => agree('valid', embeddedBy(changed(c, 'credentialSubject.achievement.tag', (tags) => [...tags, tags[0]]))));
    await t.test('a member twice', async () => assert.notEqual(ours(JSON.stringify(c).replace('{', '{"name":"Doctor of Law",')).verdict, 'valid'));
  });
  test('Open Badges 3.0 as VC-JWT', async (t) => {
    const [token, other, foreign] = await Promise.all([made.rich, made.plain, made.other].map((id) => get(at(id, '.jwt'))));
    const jwk = await get(decode(token.split('.')[0]).kid, 'json'), pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const forged = (p) => changed(p, 'name', 'Doctor of Law');
    for (const [name, variant] of Object.entries(tokens(token, { other, foreign, jwk, pem, forged }))) await t.test(name, () => refused(tokenBy(variant)));
  });
  test('Open Badges 2.0, signed', async (t) => {
    const [token, other, foreign] = await Promise.all([made.rich, made.plain, made.other].map((id) => get(at(id, '.jws'))));
    const key = await get(decode(token.split('.')[1]).verification.creator, 'json'), jwk = createPublicKey(key.publicKeyPem).export({ format: 'jwk' });
    const forged = (p) => changed(p, 'recipient.identity', (s) => s.replace(/.$/, (x) => (x === '0' ? '1' : '0')));
    for (const [name, variant] of Object.entries(tokens(token, { other, foreign, jwk, pem: key.publicKeyPem, forged }))) await t.test(name, () => refused(signedBy(variant)));
  });
  test('Open Badges 2.0, hosted', async (t) => {
    const [c, other] = await Promise.all([made.rich, made.plain].map((id) => get(at(id, '.json'), 'json')));
    const list = {
      'the recipient': changed(c, 'recipient.identity', (s) => s.replace(/.$/, (x) => (x === '0' ? '1' : '0'))),
      'the badge': changed(c, 'badge', (await get(at(made.other, '.json'), 'json')).badge),
      'the day': changed(c, 'issuedOn', '2019-01-01T00:00:00Z'),
      'the end': changed(c, 'expires', '2199-01-01T00:00:00Z'),
      'the id': changed(c, 'id', other.id),
      'an id elsewhere': changed(c, 'id', 'https://badges.example/1'),
      'evidence': changed(c, 'evidence.0.narrative', 'Nothing.'),
    };
    for (const [name, variant] of Object.entries(list)) await t.test(name, () => refused({ ours: ours(JSON.stringify(variant)) }));
  });
});
